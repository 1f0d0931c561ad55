"""Invented lives written into a real log, as the workflow writes them but without waiting for it."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.event_store import EventStore
from domain.base import Batch, Outcome, Row, Told
from domain.pair.decider import PAIR
from tests.domain.story import Life
from workflows.desk import Desk


async def write(life: Life, store: EventStore) -> None:
    """The whole life as a stream of the log."""
    for batch in _batches(life):
        recorded = await store.append(batch)
        assert recorded.outcome is Outcome.APPENDED, recorded


def all_rows(life: Life) -> list[Row]:
    """The rows of a life with nothing sealed, as its own workflow sees them."""
    return [row for batch in _batches(life) for row in batch.rows]


def _batches(life: Life) -> Iterator[Batch]:
    stream = f"pair/{life.pair.match.pair_id}"
    desk = Desk(PAIR, stream, version=0, state=None, schema=PAIR.schema_version)
    for number, (at, message) in enumerate(life.told):
        told = Told(id=f"told-{number}", body=message.model_dump(mode="json", by_alias=True))
        batch = desk.decided(told, message, at)
        desk.fold(batch.rows)
        yield batch
