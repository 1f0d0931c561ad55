"""The programs of our own that run beside Postgres and Temporal on one machine."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from adapters.process import Program, port_answers
from adapters.temporal import is_polled
from settings import DEVELOPMENT_MASTER_KEY, DEVELOPMENT_PAYLOAD_KEYS, MailProtocol, Where, temporal_profile

Given = Mapping[str, str]
"""Settings by the name of their variable, as a program gets them on top of the environment."""

# A worker finishes what it has begun before it ends.
_WORKER_PATIENCE_SECONDS = 45.0


def embedded_keys() -> Given:
    """The development keys, with the mark that lets them be used."""
    return {
        "MENTORING_STACK": Where.EMBEDDED,
        "MENTORING_MASTER_KEY": DEVELOPMENT_MASTER_KEY,
        "MENTORING_PAYLOAD_KEYS": DEVELOPMENT_PAYLOAD_KEYS,
    }


def caught_mail(port: int) -> Given:
    """Letters go to the catcher on this port, and the links in them lead to its pages."""
    url = f"http://127.0.0.1:{port}"
    return {
        "MENTORING_MAIL_URL": url,
        "MENTORING_MAIL_PROTOCOL": MailProtocol.RESEND,
        "MENTORING_MAIL_TOKEN": "caught",
        "MENTORING_MAIL_SENDER": "Mentoring <mentoring@example.org>",
        "MENTORING_LINKS_BASE": url,
    }


def catcher(folder: Path, *, port: int) -> Program:
    """The mail catcher, with a page that shows every letter, now and after a restart."""
    module = ("adapters.catcher", "--data", str(folder / "letters"))
    return _python(module, "catcher", folder, port=port, given={})


def codec_server(folder: Path, *, port: int, given: Given) -> Program:
    """What the pages of Temporal read texts through."""
    return _python(("gateway.codec_server",), "codec server", folder, port=port, given=given)


def worker(folder: Path, *, task_queue: str, given: Given) -> Program:
    """The worker; it serves when Temporal has seen it ask for work."""

    async def ready(pid: int) -> bool:
        profile = temporal_profile(given)
        return profile is not None and await is_polled(profile, task_queue=task_queue, pid=pid)

    return Program(
        name="worker",
        command=(sys.executable, "-m", "worker"),
        ready=ready,
        log=folder / "worker.log",
        environment=given,
        patience=_WORKER_PATIENCE_SECONDS,
    )


def _python(module: tuple[str, ...], name: str, folder: Path, *, port: int, given: Given) -> Program:
    async def ready(_pid: int) -> bool:
        return await port_answers(port)

    return Program(
        name=name,
        command=(sys.executable, "-m", *module, "--port", str(port)),
        ready=ready,
        log=folder / f"{name.replace(' ', '-')}.log",
        where=f"http://127.0.0.1:{port}",
        environment=given,
    )
