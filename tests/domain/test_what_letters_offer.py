"""Letters offer what the two, or the coordinator, can do at that moment, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from domain.letters import Template
from domain.pair import commands as c
from domain.pair import escalation
from domain.pair.stages import Exchange
from domain.pair.values import Intervention
from tests.domain.pauses import in_closing
from tests.domain.quiet import red
from tests.domain.services import of
from tests.domain.story import Life, in_exchange, in_kickoff, in_review, match, proposed

OFFERS = {Intervention.OFFER_DATES, Intervention.OFFER_PAUSE}


def offered(life: Life, template: Template) -> set[str]:
    """What the letters of this kind say of a pause, of those asked for last."""
    return {x.params["may_pause"] for x in life.last_asked.letters if x.template == template}


@pytest.mark.parametrize(("closing_ahead", "said"), [(7, "yes"), (56, "")])
def test_a_pause_is_offered_while_there_can_be_one(closing_ahead: int, said: str) -> None:
    """A quiet pair reads of a pause in its nudges, but not in its last weeks."""
    policy = {"exchange.period": 3, "closing.notice_pair": closing_ahead, "inactivity.warn": 60, "pulse.first": 60}
    life = in_exchange(match(policy=policy))
    for key, template in (
        ("meeting.cadence", Template.NO_DATE_NUDGE),
        ("health.amber", Template.CADENCE_MISSED),
        ("inactivity.warn", Template.INACTIVITY_WARNING),
    ):
        life.pass_next(key)
        is_closing = life.stage(Exchange).is_closing
        assert offered(life, template) == {"" if is_closing else "yes"}
    assert offered(life, Template.INACTIVITY_WARNING) == {said}


def test_the_last_weeks_forget_a_pause_that_was_proposed() -> None:
    """Nobody can agree to it any more, also not after a later end."""
    life = in_exchange()
    closing = life.due("closing.notice_pair")[0].due_at
    life.until(closing - timedelta(days=1))
    life.tell(c.ProposePause(by="a", until_on=life.today + timedelta(days=20)))
    life.until(closing)
    assert life.stage(Exchange).pause_proposal is None


@pytest.mark.parametrize(
    ("story", "possible"),
    [
        (proposed, {Intervention.NOTE_TALK}),
        (in_kickoff, set(Intervention) - {Intervention.OFFER_PAUSE}),
        (in_exchange, set(Intervention)),
        (in_closing, set(Intervention) - {Intervention.OFFER_PAUSE}),
        (in_review, set(Intervention) - OFFERS),
    ],
)
def test_the_coordinator_reads_what_can_be_done(story: Callable[[], Life], possible: set[Intervention]) -> None:
    """The letter names what would not be refused."""
    life = story()
    away = {"from_on": str(life.today), "until_on": str(life.today + timedelta(days=60))}
    life.tell(of("a", "hr.absence_started", **away))
    (named,) = {x.params["interventions"] for x in life.last_asked.letters if x.template == Template.PAIR_RED}
    assert set(named.split(",")) == possible == set(escalation.interventions(life.pair))


def test_a_red_pair_has_four_ways() -> None:
    """Dates, a pause, a talk, the end."""
    assert [*escalation.interventions(red().pair)] == [*Intervention]
