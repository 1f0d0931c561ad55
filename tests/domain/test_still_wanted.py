"""Letters that wait for their moment, and whose reason goes meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.pair import commands as c
from domain.pair.stages import Exchange
from domain.pair.values import SIDES, Intervention, Side, other
from tests.domain.letters import met, owed, suppressed_after, with_later_reader
from tests.domain.pauses import in_closing, pause_pair, paused
from tests.domain.services import of
from tests.domain.story import Life, completed, in_exchange

both_sides = pytest.mark.parametrize("by", SIDES)


def at_night(life: Life) -> Life:
    """It is eight in the evening; what is asked for now leaves in the next morning."""
    evening = life.at.replace(hour=19, minute=0)
    return life.until(evening if evening > life.at else evening + timedelta(days=1))


@both_sides
def test_a_proposal_that_is_answered_overnight(by: Side) -> None:
    """Who has said yes or no by the morning does not read of the proposal any more."""
    life, closing = at_night(in_exchange()), at_night(in_closing())
    life.tell(c.ProposePause(by=by, until_on=life.today + timedelta(days=20)))
    assert suppressed_after(life, c.AgreePause(by=other(by))) == [f"E57 {other(by)}"]
    closing.tell(c.ProposeExtension(by=by, ends_on=closing.stage(Exchange).ends_on + timedelta(days=20)))
    assert suppressed_after(closing, c.DeclineExtension(by=other(by))) == [f"E57 {other(by)}"]
    resting = at_night(paused())
    resting.tell(c.ProposeResume(by=by))
    assert suppressed_after(resting, c.AgreeResume(by=other(by))) == [f"E57 {other(by)}"]
    ended = at_night(met("a"))
    ended.tell(c.ProposeEarlyCompletion(by=by))
    assert f"E57 {other(by)}" in suppressed_after(ended, c.CompleteEarly(by=other(by)))


@both_sides
def test_a_proposal_that_is_replaced_overnight(by: Side) -> None:
    """Only the newer day is read."""
    life = at_night(in_exchange())
    life.tell(c.ProposePause(by=by, until_on=life.today + timedelta(days=20)))
    newer = c.ProposePause(by=by, until_on=life.today + timedelta(days=25))
    assert suppressed_after(life, newer) == [f"E57 {other(by)}"]
    assert owed(life, "E57") == [other(by)]


def test_a_pause_that_changes_overnight() -> None:
    """Both read the day that holds, and nothing of a pause that is over."""
    life = at_night(in_exchange())
    life.tell(pause_pair(life.today + timedelta(days=10)))
    assert suppressed_after(life, pause_pair(life.today + timedelta(days=20))) == ["E52 a", "E52 b"]
    assert owed(life, "E52") == ["a", "b"]
    asked = paused(days=40, life=in_exchange(with_later_reader()))
    asked.pass_next("pause.question")
    back = c.ResumePair(staff_id="person-c", reason="back again")
    assert owed(asked, "E53") == ["a", "b"]
    assert suppressed_after(asked, back) == ["E53 a"]


@pytest.mark.parametrize("key", ["meeting.no_date_nudge", "health.amber", "pulse.first"])
def test_a_pause_silences_nudges(key: str) -> None:
    """What waits for the own morning does not come once the pair rests."""
    life = in_exchange(with_later_reader())
    life.until(life.at + timedelta(days=20 if key == "health.amber" else 0)).pass_next(key)
    waiting = [f"{x.template[:3]} {x.to}" for x in life.pair.owed if x.not_before > life.at]
    assert waiting in (["E45 a"], ["E46 a"], ["E49 a"])
    assert suppressed_after(life, pause_pair(life.today + timedelta(days=20))) == waiting


@both_sides
def test_who_has_answered_is_not_asked(by: Side) -> None:
    """The pulse, and what has stayed: each is asked until that one has answered."""
    life, later = in_exchange(with_later_reader(by)), completed(with_later_reader(by))
    life.pass_next("pulse.first")
    assert owed(life, "E49") == ["a", "b"]
    assert suppressed_after(life, c.SubmitPulse(by=other(by), match=4, progress=4, wellbeing=4)) == []
    later.pass_next("followup.at")
    said = c.SubmitFollowUp(by=by, still_using=4, still_in_touch=True, would_do_it_again=True)
    assert owed(later, "E76") == ["a", "b"]
    assert suppressed_after(later, said) == [f"E76 {by}"]
    asked = in_exchange(with_later_reader(by))
    asked.pass_next("pulse.first")
    assert suppressed_after(asked, c.SubmitPulse(by=by, match=4, progress=4, wellbeing=4)) == [f"E49 {by}"]


@both_sides
def test_a_pair_that_goes_on_is_not_asked_whether_it_does(by: Side) -> None:
    """Whose morning comes later, and the coordinator, need not read a question that one has answered."""
    life = in_exchange(with_later_reader())
    life.pass_next("inactivity.warn")
    waiting = sorted(f"{x.template.split('_')[0][:3]} {x.to}" for x in life.pair.owed if x.not_before > life.at)
    assert waiting == ["E55 a", "E55 coordinator"]
    assert suppressed_after(life, c.ContinuePair(by=by)) == waiting


def test_help_that_is_not_needed_any_more() -> None:
    """Help with a date goes with the date; what somebody should decide about a pair goes with the pair."""
    life = at_night(in_exchange().wait(days=1))
    life.tell(of("a", "hr.manager_changed", manager_id="person-2"))
    assert owed(life, "E56") == ["coordinator"]
    assert "E56 coordinator" in suppressed_after(life, c.LeavePair(by="b"))
    offered = in_exchange().wait(days=1)
    offered.tell(c.RequestSupport(by="a"))
    offered = at_night(offered)
    about = offered.pair.escalations[0].escalation_id
    offered.tell(
        c.Intervene(staff_id="person-c", escalation_id=about, intervention=Intervention.OFFER_DATES, reason="asked for")
    )
    assert suppressed_after(offered, c.ScheduleMeeting(by="a", starts_at=offered.at + timedelta(days=5))) == [
        "E60 a",
        "E60 b",
    ]


def test_a_wish_for_contact_outlives_the_pair() -> None:
    """Who asked for help is called, also where the pair ends overnight."""
    life = at_night(in_exchange())
    life.tell(c.RequestSupport(by="a"))
    assert {"E54 a", "E54 coordinator"} & set(suppressed_after(life, c.LeavePair(by="b"))) == set()
    assert owed(life, "E54") == ["a", "coordinator"]
