"""The read model of pairs: one row for each, as lists, boards and figures need it."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from adapters import sql
from adapters.feed import Fact
from adapters.projections.facts import STREAM, events_of_pairs
from domain.pair.summary import Summary, summarised
from domain.pair.told import TOLD

_SQL = sql.load("projections")
_COLUMNS = tuple(Summary.model_fields)


class PairsProjection:
    """Folds facts into summaries: one look at the rows of a page, one write."""

    name = "pairs"
    tables = ("pairs",)

    async def apply(self, connection: asyncpg.Connection, facts: Sequence[Fact]) -> None:
        """Writes what a page of facts means for its pairs. Raises Broken where it cannot be."""
        events = list(events_of_pairs(facts, TOLD))
        ids = {fact.stream.removeprefix(STREAM) for fact, _event in events}
        records = await connection.fetch(_SQL["pairs"], list(ids))
        summaries: dict[str, Summary] = {each["pair_id"]: Summary.model_validate(dict(each)) for each in records}
        for fact, event in events:
            pair_id = fact.stream.removeprefix(STREAM)
            summaries[pair_id] = summarised(summaries.get(pair_id), event, fact.occurred_at)
        if summaries:
            rows = summaries.values()
            await connection.execute(_SQL["store_pairs"], *([getattr(x, name) for x in rows] for name in _COLUMNS))
