"""A Postgres of one's own, which may be ended without warning and comes back."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

import asyncpg

from adapters.embedded import postgres
from adapters.migrations import migrate
from adapters.process import Process


class Server:
    """Runs on a folder; what it confirmed before a crash must be there after it."""

    def __init__(self, folder: Path) -> None:
        # SIGQUIT is an immediate shutdown: nothing is put in order.
        self._program = replace(postgres.program(folder, settle=_nothing), stop_signal=signal.SIGQUIT)
        self._folder = folder
        self._process: Process | None = None
        self._numbers = count(1)

    async def start(self) -> None:
        """Serve, after recovery where it crashed. Raises `Unavailable` with its last words."""
        self._process = await Process.start(self._program)

    async def crash(self) -> None:
        """End at once and serve again."""
        await self.stop()
        await self.start()

    async def stop(self) -> None:
        """End at once, whatever is going on."""
        if self._process:
            await self._process.stop()

    @asynccontextmanager
    async def database(self) -> AsyncIterator[str]:
        """The DSN of a fresh database that holds the schema and nothing else; recovery is quick where few are left."""
        name = f"fire_{next(self._numbers)}"
        await self.tell(f"create database {name}")
        dsn = postgres.url(self._folder).replace("/mentoring?", f"/{name}?")
        await migrate(dsn)
        yield dsn
        await self.tell(f"drop database {name} with (force)")

    async def tell(self, *statements: str) -> None:
        """Run statements as its superuser, each in a transaction of its own."""
        connection = await asyncpg.connect(postgres.url(self._folder))
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()


@asynccontextmanager
async def own_server() -> AsyncIterator[Server]:
    """A server with fresh data, which goes with the block."""
    with tempfile.TemporaryDirectory(prefix="mentoring-") as folder:
        server = Server(Path(folder))
        await server.start()
        try:
            yield server
        finally:
            await server.stop()


async def _nothing(_dsn: str) -> None:
    pass
