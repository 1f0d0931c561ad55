"""Where it burns: a log, the wire that leads to it, and those who write from other processes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from tests.log.fire.crew import Crew
from tests.log.fire.server import Server
from tests.log.wire import Wire

BACKENDS = "select pid from pg_stat_activity where datname = current_database() and application_name like 'mentoring_%'"


@dataclass(frozen=True)
class Place:
    """What a fault may strike. `server` is there where it may be crashed."""

    dsn: str
    wire: Wire
    crew: Crew
    server: Server | None

    async def backends(self, connection: asyncpg.Connection) -> list[int]:
        """The processes of the server that serve our connections."""
        return [record["pid"] for record in await connection.fetch(BACKENDS)]

    @asynccontextmanager
    async def superuser(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection that may do anything."""
        connection = await asyncpg.connect(self.dsn)
        try:
            yield connection
        finally:
            connection.terminate()
