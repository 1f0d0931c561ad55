"""The read model of timelines: the events of each pair that staff may be told."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from adapters import sql
from adapters.feed import Fact
from adapters.projections.facts import events_of_pairs
from domain.pair.told import TOLD

_SQL = sql.load("projections")
_COLUMNS = ("stream", "version", "type", "schema_version", "data", "actor", "policy_version", "occurred_at")


class TimelineProjection:
    """Keeps facts as they were stored, to be read by whoever knows their types."""

    name = "timeline"
    tables = ("timeline",)

    async def apply(self, connection: asyncpg.Connection, facts: Sequence[Fact]) -> None:
        """Writes what of a page may be told. Raises Broken where an event cannot be read."""
        told = [fact for fact, _event in events_of_pairs(facts, TOLD)]
        if told:
            await connection.execute(_SQL["tell"], *([getattr(fact, name) for fact in told] for name in _COLUMNS))
