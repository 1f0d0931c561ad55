"""A database that is away while it is needed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg


@asynccontextmanager
async def postgres_away(dsn: str) -> AsyncIterator[None]:
    """Every connection breaks and no new one is taken while the block runs."""
    server, _, query = dsn.partition("?")
    server, _, name = server.rpartition("/")
    connection = await asyncpg.connect(f"{server}/postgres?{query}")
    try:
        await connection.execute(f"alter database {name} with allow_connections false")
        await connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name)
        yield
    finally:
        await connection.execute(f"alter database {name} with allow_connections true")
        await connection.close()
