"""Two people who were no pair for long are no pair again: held by a claim that the log never lets go."""

from __future__ import annotations

from adapters.event_store import EventStore
from domain.base import Outcome
from domain.pair.commands import DeclineMatch
from domain.pair.plan import claims
from tests.domain.story import match, proposed
from tests.log.batches import PAIR, batch


async def test_a_couple_that_failed_is_not_opened_again(store: EventStore) -> None:
    """A second proposal of the two is answered with the first pair's name; each of them may be in another pair."""
    life = proposed()
    opened = claims(life.pair)
    await store.append(batch("c1", claims=tuple(opened)))
    life.tell(DeclineMatch(by="a"))
    await store.append(batch("c2", seen=1, releases=tuple(opened - claims(life.pair)), shred=True, over=True))
    again = await store.append(batch("c1", stream="pair/0002", claims=tuple(opened)))
    assert (again.outcome, again.holder) == (Outcome.CLAIMED, PAIR)
    another = match(b=match().b.with_(person_id="person-3"))
    other_couple = tuple(claims(proposed(another).pair))
    assert (await store.append(batch("c1", stream="pair/0003", claims=other_couple))).outcome is Outcome.APPENDED
