"""A pair in whose stream a newer release wrote what this one does not know."""

import pytest

from adapters.event_store import open_event_store
from adapters.guard import Guard
from domain.base import Batch, Broken, Event, Told, derived_id
from domain.pair.commands import AcceptMatch
from domain.pair.events import EVENTS
from tests.engine.settings import MASTER
from tests.engine.world import World, at_work


class MoonRose(Event):
    """Known to a newer release alone."""


class MatchAccepted(Event):
    """What a newer release made of it."""

    SCHEMA_VERSION = 2


@pytest.mark.parametrize("newer", [MoonRose, MatchAccepted], ids=lambda event: event.__name__)
async def test_an_event_of_a_newer_release(idle: World, newer: type[Event]) -> None:
    """Nothing is decided on a state that cannot be known: the sender is told, and a person must look."""
    pair_id = newer.__name__.lower()
    async with at_work(idle):
        await idle.begin(idle.match(pair_id))
        await _write(idle, pair_id, newer)
        before = await idle.rows(pair_id)
        with pytest.raises(Broken, match="nothing was stored"):
            await idle.pairs.tell(pair_id, AcceptMatch(by="a"), command_id="one")
        assert await idle.needs_attention(pair_id)
        await idle.forward(pair_id, days=4)
        assert await idle.rows(pair_id) == before
        assert "one" not in await idle.commands(pair_id)


async def _write(here: World, pair_id: str, newer: type[Event]) -> None:
    """As a worker of the newer release would, before it was taken back."""
    stream, rows, plan = f"pair/{pair_id}", await here.rows(pair_id), await here.store.plan(f"pair/{pair_id}")
    assert plan
    row = rows[-1].with_(
        version=len(rows) + 1,
        event_id=derived_id(stream, "newer"),
        type=newer.__name__,
        schema_version=newer.SCHEMA_VERSION,
        data={"phase_of": "the moon"},
        sealed=None,
    )
    guard = Guard(events={**EVENTS, newer.__name__: newer})
    async with open_event_store(here.database, MASTER, guard=guard) as log:
        told = Told(id="of-a-newer-release", body={})
        await log.append(Batch(stream=stream, seen=len(rows), told=told, rows=(row,), plan=plan))
