"""What turns the feed into tables for reading, each on its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import asyncpg

from adapters.feed import Fact


class Projection(Protocol):
    """A read model: tables, and what the facts of the log mean to them.

    It never reads the clock or another projection's tables, so that a rebuild gives the same tables.
    """

    @property
    def name(self) -> str:
        """What it is called in checkpoints and on the command line."""

    @property
    def tables(self) -> tuple[str, ...]:
        """Its tables, which nobody else writes; in SQL they stand without a schema."""

    async def apply(self, connection: asyncpg.Connection, facts: Sequence[Fact]) -> None:
        """Writes what a page of facts means, in the transaction that moves the checkpoint.

        The connection finds the tables: the live ones, or those that are being rebuilt beside them.
        Types that this release does not know are passed by.
        """
