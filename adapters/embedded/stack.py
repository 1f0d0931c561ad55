"""The throw-away stack: invented lives happen in it, and nothing of it stays."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from temporalio.common import SearchAttributeKey

from adapters.embedded import postgres, temporal
from adapters.embedded.home import free_ports
from adapters.migrations import migrate
from adapters.process import Process, Program
from domain.base import Frozen


class Stack(Frozen):
    """Where a stack is reached."""

    database_url: str
    temporal_address: str
    ui_url: str


@asynccontextmanager
async def throw_away(
    *, search_attributes: Sequence[SearchAttributeKey[Any]], codec_endpoint: str = ""
) -> AsyncIterator[Stack]:
    """A migrated database and a Temporal whose clocks can be moved, in a folder that goes with them.

    Time is skipped by `temporalio.testing.TimeSkipper`. Raises Unavailable when a part does not start.
    """
    server, ui = free_ports(2)
    with tempfile.TemporaryDirectory(prefix="mentoring-") as name:
        folder = Path(name)
        clocks = temporal.program(
            log=folder / "temporal.log",
            database=None,
            ports=temporal.Ports(server=server, ui=ui),
            search_attributes=search_attributes,
            codec_endpoint=codec_endpoint,
            settings=temporal.TIME_SKIPPING,
        )
        # Its orderly end takes more than a second, and there is nothing to put in order.
        clocks = replace(clocks, stop_signal=signal.SIGKILL)
        async with _running((postgres.program(folder, settle=_migrate), clocks)):
            yield Stack(
                database_url=postgres.url(folder),
                temporal_address=f"127.0.0.1:{server}",
                ui_url=f"http://127.0.0.1:{ui}",
            )


@asynccontextmanager
async def _running(programs: Sequence[Program]) -> AsyncIterator[None]:
    async with AsyncExitStack() as started:
        for program in programs:
            process = await Process.start(program)
            started.push_async_callback(process.stop)
        yield


async def _migrate(database_url: str) -> None:
    await migrate(database_url)
