"""The log as staff may read it: sealed fields stay closed, since there is no key at hand."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from adapters import sql
from adapters.postgres import in_our_words
from adapters.stored_rows import closed_row
from domain.base import Row

_SQL = sql.load("closed_log")
# So that no answer of the database becomes too large.
_STREAMS_AT_ONCE = 50


class ClosedLog:
    """Streams and their rows. Every method raises `Unavailable` while Postgres does not answer."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """`pool` acts as `Role.READER`, which may not read keys."""
        self._pool = pool

    async def streams(self, prefix: str) -> tuple[str, ...]:
        """The names of all streams that begin so, in order."""
        with in_our_words():
            return tuple(record["stream"] for record in await self._pool.fetch(_SQL["streams"], prefix))

    async def rows(self, streams: Sequence[str]) -> dict[str, tuple[Row, ...]]:
        """All rows of each stream in order; `sealed` is None in every one. Raises `Broken` where one cannot be read."""
        found: dict[str, list[Row]] = {stream: [] for stream in streams}
        for first in range(0, len(streams), _STREAMS_AT_ONCE):
            with in_our_words():
                records = await self._pool.fetch(_SQL["rows"], streams[first : first + _STREAMS_AT_ONCE])
            for record in records:
                found[record["stream"]].append(closed_row(record))
        return {stream: tuple(rows) for stream, rows in found.items()}
