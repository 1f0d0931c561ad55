"""Which streams still have something ahead of them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg

from adapters import sql
from adapters.postgres import in_our_words

_SQL = sql.load("open_streams")


class OpenStreams:
    """The streams whose plan is not over. Every method raises `Unavailable` while Postgres does not answer."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """`pool` acts as `Role.READER`."""
        self._pool = pool

    async def count(self) -> int:
        """How many there are."""
        with in_our_words():
            number: int = await self._pool.fetchval(_SQL["count"])
        return number

    async def portions(self, size: int) -> AsyncIterator[tuple[str, ...]]:
        """Their names in order, up to `size` at a time; what opens or ends meanwhile may be among them or not."""
        after = ""
        while streams := await self._portion(after, size):
            yield streams
            after = streams[-1]

    async def _portion(self, after: str, size: int) -> tuple[str, ...]:
        with in_our_words():
            return tuple(record["stream"] for record in await self._pool.fetch(_SQL["portion"], after, size))
