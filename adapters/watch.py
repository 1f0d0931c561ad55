"""Which streams have slept past what is due, by the clock of the database."""

from __future__ import annotations

import asyncpg

from adapters import sql
from adapters.postgres import in_our_words

_SQL = sql.load("watch")


class OverduePlans:
    """The plans that nobody obeyed in time."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """`pool` acts as `Role.WATCHMAN`."""
        self._pool = pool

    async def overdue(self, limit: int) -> tuple[str, ...]:
        """Up to `limit` streams overdue by two minutes, the longest first, noted as looked at.

        A stream comes again after 2, 4, 8 … minutes, at most a day, until a new plan is stored. Raises `Unavailable`.
        """
        with in_our_words():
            return tuple(record["stream"] for record in await self._pool.fetch(_SQL["overdue"], limit))
