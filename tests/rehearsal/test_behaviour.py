"""Invented people: every story is played, and every draw can be repeated."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.base import Refused
from domain.pair import events as e
from domain.pair.plan import is_over
from domain.pair.values import Phase
from rehearsal.behaviour import next_act, stories
from rehearsal.script import Script, Story
from tests.domain.story import Life, proposed

PAIRS = tuple(f"pair-{n}" for n in range(11))
ENDS = {
    Story.STEADY: Phase.COMPLETED,
    Story.DECLINES: Phase.DECLINED,
    Story.NO_FIT: Phase.NOT_CONTINUED,
    Story.UNDECIDED: Phase.COMPLETED,
    Story.SILENT: Phase.EXPIRED,
    Story.LEAVES: Phase.DISSOLVED,
    Story.POSTPONES: Phase.COMPLETED,
    Story.FADES: Phase.COMPLETED,
    Story.PAUSES: Phase.COMPLETED,
    Story.EXTENDS: Phase.COMPLETED,
    Story.ASKS_FOR_HELP: Phase.COMPLETED,
}
SHOWS: dict[Story, set[type[e.PairEvent]]] = {
    Story.PAUSES: {e.PauseProposed, e.PairPaused, e.PairResumed},
    Story.EXTENDS: {e.ExtensionProposed, e.ExtensionAgreed},
    Story.ASKS_FOR_HELP: {e.SupportRequested, e.EscalationRaised, e.CoordinatorIntervened, e.EscalationResolved},
    Story.FADES: {e.CadenceMissed, e.HealthChanged, e.EscalationRaised, e.EscalationReassigned},
    Story.LEAVES: {e.ExitRequested, e.PairDissolved, e.RematchRequested},
    Story.STEADY: {e.PulseSubmitted, e.BalanceReported, e.FollowUpSubmitted},
}


def lived(story: Story, seed: int) -> Life:
    """A pair whose two people behave as the story says, to its end."""
    life = proposed()
    script = Script(seed=seed, story=story, gives={"a": ("X",), "b": ("Y",)}, seeks={"a": ("Y",), "b": ("X",)})
    for _ in range(600):
        if is_over(life.pair):
            return life
        act = next_act(life.pair, script, life.at)
        before = life.pair
        life.until(act.at if act else life.at + timedelta(days=1))
        if act and life.pair == before:
            life.tell(act.command)
    raise AssertionError(f"{story} does not end")


@pytest.mark.parametrize("story", Story)
@pytest.mark.parametrize("seed", range(3))
def test_every_story_ends_as_it_should(story: Story, seed: int) -> None:
    """Whatever is drawn, a story comes to its end, and nobody does what the rules refuse."""
    try:
        life = lived(story, seed)
    except Refused as refused:
        pytest.fail(f"{story} with seed {seed}: {refused}")
    assert life.pair.phase is ENDS[story]
    happened = {type(event) for event in life.events}
    assert SHOWS.get(story, set()) <= happened
    if story in (Story.STEADY, Story.POSTPONES, Story.PAUSES, Story.EXTENDS):
        assert sum(isinstance(event, e.MeetingHeld) for event in life.events) >= 6


def test_the_same_seed_is_the_same_life() -> None:
    """A life can be repeated, and another seed is another life."""
    assert lived(Story.STEADY, 1).events == lived(Story.STEADY, 1).events
    assert lived(Story.STEADY, 1).events != lived(Story.STEADY, 2).events


def test_every_special_story_is_told_once() -> None:
    """As far as there are pairs each special story is played, the rest goes well; who gets which is drawn."""
    told = stories(PAIRS, 1)
    assert sorted(told.values()) == sorted([*(set(Story) - {Story.STEADY}), *[Story.STEADY]])
    assert told == stories(tuple(reversed(PAIRS)), 1) != stories(PAIRS, 2)
    assert len(stories(PAIRS[:2], 1)) == 2
