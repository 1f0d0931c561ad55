# One image for every process of ours; the command says which (worker, migrate, codec server).
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/srv/mentoring \
    PIP_NO_CACHE_DIR=1

WORKDIR /srv/mentoring

# The lock first: this layer changes only when a version does.
COPY requirements/production.txt requirements/
RUN pip install --require-hashes --no-deps -r requirements/production.txt

COPY domain domain
COPY activities activities
COPY workflows workflows
COPY adapters adapters
COPY gateway gateway
COPY rehearsal rehearsal
COPY worker.py settings.py ./
COPY --chmod=755 deploy/mentoring /usr/local/bin/mentoring

RUN useradd --system --no-create-home mentoring \
    && install -d -o mentoring /var/lib/mentoring && python -m compileall -q .
USER mentoring

CMD ["python", "-m", "worker"]
