"""Named timeouts and retry policies: how long the workflows wait for the world."""

from __future__ import annotations

from datetime import timedelta
from typing import TypedDict

from temporalio.common import RetryPolicy

from workflows import names


class LocalOptions(TypedDict):
    """Options of a local activity."""

    start_to_close_timeout: timedelta
    schedule_to_close_timeout: timedelta
    retry_policy: RetryPolicy


class Options(TypedDict, total=False):
    """Options of an activity."""

    task_queue: str
    start_to_close_timeout: timedelta
    schedule_to_close_timeout: timedelta
    heartbeat_timeout: timedelta
    retry_policy: RetryPolicy


# The fast path: a database that is well answers within milliseconds.
RECORD_AT_ONCE = LocalOptions(
    start_to_close_timeout=timedelta(seconds=3),
    schedule_to_close_timeout=timedelta(seconds=5),
    retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_attempts=2),
)

# The slow path: pending and visible to operations until the database is back.
RECORD_IN_TIME = Options(
    start_to_close_timeout=timedelta(seconds=10),
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30)),
)

# Ends before the mail provider forgets an idempotency key (24 hours); what is open then is recorded as unknown.
POST_LETTERS = Options(
    task_queue=names.LETTERS,
    start_to_close_timeout=timedelta(seconds=40),
    schedule_to_close_timeout=timedelta(hours=20),
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=15)),
)

# Every minute comes another round, so one that fails is not worth repeating for long.
WATCH = Options(
    start_to_close_timeout=timedelta(seconds=30),
    retry_policy=RetryPolicy(maximum_attempts=2),
)

# The first anchor walks the whole log, every other one the events of a day; the next one comes tomorrow.
ANCHOR = Options(
    start_to_close_timeout=timedelta(hours=6),
    schedule_to_close_timeout=timedelta(hours=20),
    heartbeat_timeout=timedelta(minutes=1),
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=10), maximum_interval=timedelta(minutes=15)),
)
