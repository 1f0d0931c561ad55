"""What an absence asks for: the offer of a pause, or a person who looks."""

from datetime import date, timedelta

import pytest

from domain.pair import events as e
from domain.pair.evolve import evolve
from domain.pair.pause import absence_events
from domain.pair.values import SIDES, Side
from tests.domain.pauses import TODAY, in_closing, paused
from tests.domain.story import Life, in_exchange, in_kickoff, in_review


def absent(life: Life, *, days: int, by: Side = "a") -> tuple[e.PairEvent, ...]:
    """What follows where one of the two is away from today on for so many days."""
    return absence_events(life.pair, by, life.today, life.today + timedelta(days=days - 1), life.at)


@pytest.mark.parametrize("by", SIDES)
@pytest.mark.parametrize(("days", "offers"), [(14, 0), (15, 1), (42, 1), (43, 1)])
def test_an_absence_offers_a_pause(by: Side, days: int, offers: int) -> None:
    """Above `pause.offer_absence` days both are offered the longest pause, whoever is away, and however long."""
    offered = [x for x in absent(in_exchange(), days=days, by=by) if isinstance(x, e.PauseOffered)]
    assert offered == [e.PauseOffered(until_on=TODAY + timedelta(days=41))] * offers


@pytest.mark.parametrize("life", [in_exchange(), in_closing(), in_kickoff(), paused()], ids=lambda x: x.pair.phase)
@pytest.mark.parametrize(("days", "told"), [(42, 0), (43, 1)])
def test_a_very_long_absence_goes_to_the_coordinator(life: Life, days: int, told: int) -> None:
    """Above `pause.max` days a person looks, at whatever phase the pair is open."""
    raised = [x for x in absent(life, days=days) if isinstance(x, e.EscalationRaised)]
    assert [x.cause for x in raised] == ["AbsenceStarted"] * told


def test_a_pause_is_offered_only_where_one_is_possible() -> None:
    """No offer outside the half year, in its last weeks, inside a pause as long, or when no days are left."""
    for life in (in_kickoff(), in_closing(), in_review(), paused(days=20)):
        assert absent(life, days=20) == ()
    longer = absent(paused(days=20).wait(days=1), days=20)
    assert longer == (e.PauseOffered(until_on=TODAY + timedelta(days=41)),)
    used_up = paused(days=42, life=paused(days=42).wait(days=43)).wait(days=43)
    assert absent(used_up, days=20) == ()


@pytest.mark.parametrize(("until_on", "offers"), [(TODAY, 0), (TODAY + timedelta(days=1), 1)])
def test_an_absence_that_is_almost_over_needs_no_pause(until_on: date, offers: int) -> None:
    """Nobody is offered a pause for days that have been."""
    life = in_exchange()
    assert len(absence_events(life.pair, "b", TODAY - timedelta(days=20), until_on, life.at)) == offers


def test_an_offer_changes_nothing() -> None:
    """Who is offered a pause may propose it, or let it be."""
    life = in_exchange()
    before = life.pair
    (offered,) = absent(life, days=20)
    assert evolve(before, offered) == before
