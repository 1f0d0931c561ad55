"""The service on one machine in real time: what it consists of, and keeping it up until it is stopped."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.embedded import postgres, temporal
from adapters.embedded.home import claimed, is_claimed, remembered_ports
from adapters.migrations import migrate
from adapters.process import Program
from gateway.programs import Given, catcher, caught_mail, codec_server, embedded_keys, worker
from gateway.supervisor import Say, ended_by_signals, supervised
from settings import Keys, read, temporal_profile
from workflows import names

FOLDER = Path(".mentoring")

_PORTS = ("temporal", "temporal pages", "codec server", "catcher")


async def run_up(*, folder: Path = FOLDER, say: Say, started: Callable[[Given], Awaitable[None]]) -> None:
    """Keep the service up until Ctrl-C or SIGTERM; `started` runs once, with the settings of the stack.

    What the environment names (DATABASE_URL, a Temporal profile, MENTORING_MAIL_URL) is used; the rest is
    embedded, with its data in the folder. Raises Conflict while another `up` uses the folder, Unavailable
    when a part does not start, Refused for wrong settings.
    """
    with ended_by_signals(), claimed(folder, say) as home:
        given, programs = parts(home, say)
        async with supervised(programs, say):
            with told(home, given):
                await started(given)
                await asyncio.Event().wait()


def running_stack(folder: Path = FOLDER) -> Given:
    """The settings of the stack that `up` runs in this folder, for the other commands.

    Nothing of it where none runs, or where the environment names a database or a Temporal server itself.
    """
    if _is_named("DATABASE_URL") or temporal_profile() or not is_claimed(folder):
        return {}
    file = _told_file(folder)
    told: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    return told


def parts(folder: Path, say: Say) -> tuple[Given, tuple[Program, ...]]:
    """The settings that all parts get beside the environment, and the parts in the order of starting."""
    ports = remembered_ports(folder, _PORTS, say)
    ours = Embedded.instead_of_what_is_named()
    given = _given(ours, folder, ports)
    read(Keys, given)  # wrong keys are better said here than by each part
    programs = [
        *([postgres.program(folder, settle=_migrate)] if ours.postgres else []),
        *([_temporal(folder, ports)] if ours.temporal else []),
        *([catcher(folder, port=ports["catcher"])] if ours.catcher else []),
        worker(folder, task_queue=names.PAIRS, given=given),
        *([codec_server(folder, port=ports["codec server"], given=given)] if ours.temporal else []),
    ]
    return given, tuple(programs)


@dataclass(frozen=True)
class Embedded:
    """Which parts are ours, since the environment names no others."""

    postgres: bool
    temporal: bool
    catcher: bool

    @classmethod
    def instead_of_what_is_named(cls) -> Embedded:
        """As the environment of this process has it."""
        return cls(
            postgres=not _is_named("DATABASE_URL"),
            temporal=temporal_profile() is None,
            catcher=not _is_named("MENTORING_MAIL_URL"),
        )


def _given(ours: Embedded, folder: Path, ports: dict[str, int]) -> Given:
    given: dict[str, str] = {}
    if ours.postgres:
        given["MENTORING_ANCHORS_FILE"] = str(folder / "anchors.jsonl")
        given["DATABASE_URL"] = postgres.url(folder)
    if ours.temporal:
        given["TEMPORAL_ADDRESS"] = f"127.0.0.1:{ports['temporal']}"
        given["MENTORING_CODEC_ORIGIN"] = f"http://127.0.0.1:{ports['temporal pages']}"
    if ours.catcher:
        given |= caught_mail(ports["catcher"])
    if ours.postgres and ours.temporal:
        given |= embedded_keys()
    return {name: value for name, value in given.items() if not _is_named(name)}


def _is_named(variable: str) -> bool:
    """Whether the environment sets it; an empty value is none, as everywhere."""
    return bool(os.environ.get(variable))


def _temporal(folder: Path, ports: dict[str, int]) -> Program:
    return temporal.program(
        log=folder / "temporal.log",
        database=folder / "temporal.db",
        ports=temporal.Ports(server=ports["temporal"], ui=ports["temporal pages"]),
        search_attributes=names.SEARCH_ATTRIBUTES,
        codec_endpoint=f"http://127.0.0.1:{ports['codec server']}",
    )


@contextmanager
def told(folder: Path, given: Given) -> Iterator[None]:
    """The other commands find the stack while the block runs."""
    file = _told_file(folder)
    file.touch(mode=0o600)
    file.write_text(json.dumps(dict(given), indent=2))
    try:
        yield
    finally:
        file.unlink()


def _told_file(folder: Path) -> Path:
    return folder / "stack.json"


async def _migrate(database_url: str) -> None:
    await migrate(database_url)
