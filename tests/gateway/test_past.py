"""A pair as it was at a moment: as it was shown then, and no wiser."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.event_store import EventStore
from domain.base import Refused
from domain.pair import commands as c
from domain.pair.values import SIDES
from gateway import account, report
from gateway.reading import Reading, Story, story
from tests.domain.story import Life, in_exchange, proposed
from tests.gateway.lives import all_rows, write

MINUTE = timedelta(minutes=1)


async def test_as_it_was_shown_then(store: EventStore, reading: Reading) -> None:
    """At every moment of its life a pair is shown as staff were shown it then."""
    life, shown = proposed(), {}
    for day in range(8):
        life.wait(days=1)
        if day == 4:
            life.tell(*(c.AcceptMatch(by=side) for side in SIDES))
            life.wait(minutes=5)
        shown[life.at + MINUTE] = report.report(story_of(life))
    await write(life, store)
    for at, then in shown.items():
        assert report.report(await reading.at("pair-1", at)) == then
    assert len({then.model_dump_json() for then in shown.values()}) > 3


async def test_just_before(store: EventStore, reading: Reading) -> None:
    """What happened at the very moment has not happened yet, and what was due next then is named."""
    life = proposed().wait(days=1)
    life.tell(*(c.AcceptMatch(by=side) for side in SIDES))
    await write(life, store)
    before = account.past(await reading.at("pair-1", life.at), life.at)
    after = account.past(await reading.at("pair-1", life.at + MINUTE), life.at + MINUTE)
    assert (before.pair.phase, after.pair.phase) == ("PROPOSED", "CHEMISTRY")
    assert before.next_deadline
    assert before.next_deadline.key == "proposal.reminders#3"
    assert before.at.utcoffset() == timedelta(hours=1)


async def test_before_there_was_a_pair(store: EventStore, reading: Reading) -> None:
    """A moment before the proposal is turned down with the day on which that came."""
    life = proposed()
    await write(life, store)
    with pytest.raises(Refused, match="it was proposed on 2027-01-11"):
        await reading.at("pair-1", life.at)


async def test_a_sealed_act_stays_closed(store: EventStore, reading: Reading) -> None:
    """Looking at the moment before and after a sealed act shows no difference."""
    life = in_exchange().wait(days=3)
    at = life.at
    life.tell(c.DeclineNudges(by="b"))
    await write(life, store)
    before, after = [account.past(await reading.at("pair-1", x), at) for x in (at, at + MINUTE)]
    assert before == after


def story_of(life: Life) -> Story:
    """A life as staff read it now."""
    return story("pair-1", [row.with_(sealed=None) for row in all_rows(life)])
