"""A read model that follows the log while it burns, and must say in the end what a fresh fold says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from adapters.projector import projecting
from tests.log.counting import Counting, counts, fresh_fold, has_caught_up, lay_tables
from tests.log.fire.ledger import Findings
from tests.waiting import until

_CATCHING_UP_SECONDS = 60


@asynccontextmanager
async def followed(dsn: str, *, through: str) -> AsyncIterator[None]:
    """While the block runs one process projects and another one stands by, both over the DSN `through`."""
    async with asyncpg.create_pool(dsn, min_size=0, max_size=1) as pool:
        await lay_tables(pool)
    async with projecting(through, [Counting()]), projecting(through, [Counting()]):
        yield


async def disagreements(dsn: str) -> Findings:
    """Where the model, once it has caught up in peace, differs from the log."""
    async with asyncpg.create_pool(dsn, min_size=0, max_size=1) as pool:
        async with projecting(dsn, [Counting()]):
            await until(lambda: has_caught_up(pool), seconds=_CATCHING_UP_SECONDS)
        model, log = await counts(pool), await fresh_fold(pool)
    streams = sorted(log.keys() | model.keys())
    return Findings(
        lost=tuple(f"{s}: a projection missed events" for s in streams if model.get(s, 0) < log.get(s, 0)),
        doubled=tuple(f"{s}: a projection counted twice" for s in streams if model.get(s, 0) > log.get(s, 0)),
    )
