"""Invented lives written into a real log, as the workflow writes them but without waiting for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from adapters.event_store import EventStore
from domain.base import Batch, Outcome, Row, Told
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.decider import PAIR
from domain.pair.values import Match
from tests.domain.story import Life
from workflows.desk import Desk


class Kept(Life):
    """A life that remembers what it was told, to be written down later."""

    def __init__(self, between: Match | None = None, **given: Any) -> None:
        self.told: list[tuple[datetime, c.PairMessage]] = []
        super().__init__(between, **given)

    def tell(self, *messages: c.PairMessage) -> tuple[e.PairEvent, ...]:
        """Tells the pair something now."""
        self.told += [(self.at, message) for message in messages]
        return super().tell(*messages)


async def write(life: Kept, store: EventStore) -> None:
    """The whole life as a stream of the log."""
    for batch in _batches(life):
        recorded = await store.append(batch)
        assert recorded.outcome is Outcome.APPENDED, recorded


def all_rows(life: Kept) -> list[Row]:
    """The rows of a life with nothing sealed, as its own workflow sees them."""
    return [row for batch in _batches(life) for row in batch.rows]


def _batches(life: Kept) -> Iterator[Batch]:
    stream = f"pair/{life.pair.match.pair_id}"
    desk = Desk(PAIR, stream, version=0, state=None, schema=PAIR.schema_version)
    for number, (at, message) in enumerate(life.told):
        told = Told(id=f"told-{number}", body=message.model_dump(mode="json", by_alias=True))
        batch = desk.decided(told, message, at)
        desk.fold(batch.rows)
        yield batch
