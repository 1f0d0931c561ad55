"""Pairs in which nothing happens: asked, continued, closed."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.stages import Exchange
from domain.pair.values import SIDES, EndReason, Intervention, MeetingState, Phase, Side
from tests.domain.quiet import START, asked, intervene, matter
from tests.domain.story import Life, in_exchange, match

WARN, CLOSE = "inactivity.warn", "inactivity.close"
# A Sunday: the question waits for Monday morning.
NINETY_DAYS_ON = date(2027, 4, 18)


def closing_by_itself() -> Life:
    """A pair that was asked, under a policy that closes inactive pairs."""
    return asked(match(policy={"inactivity.auto_close": True}))


def test_the_question() -> None:
    """After 90 days both are asked on the next open morning, and the coordinator learns of it."""
    life = in_exchange()
    assert life.due(WARN)[0].due_at.date() == NINETY_DAYS_ON + timedelta(days=1)
    reached = e.InactivityThresholdReached(last_activity_on=date(2027, 1, 18), days=91, close_on=date(2027, 4, 26))
    life.passes(WARN).then(reached, e.EscalationRaised)
    life.pass_next(WARN)
    assert life.due(WARN) == []
    assert matter(life).cause == f"{WARN}#{START}"
    assert life.due(CLOSE)[0].due_at.date() == date(2027, 4, 26)


@pytest.mark.parametrize("by", SIDES)
def test_going_on(by: Side) -> None:
    """One word of one of the two is enough; the other one's word after it changes nothing."""
    life = asked()
    life.wait(days=2)
    about = matter(life).escalation_id
    assert matter(life).cause.startswith(WARN)
    command = c.ContinuePair(by=by)
    continued = e.PairContinued(by=by, continued_on=life.today)
    life.when(command).then(continued, e.EscalationResolved(escalation_id=about)).asks_for()
    life.tell(command)
    assert life.due(CLOSE) == []
    for side in SIDES:
        life.when(c.ContinuePair(by=side)).stays_quiet()


def test_nobody_has_asked() -> None:
    """A pair that was not asked goes on anyway."""
    allowed = ("ScheduleMeeting", "ProposePause")
    in_exchange().when(c.ContinuePair(by="a")).refuses("nobody has asked", allowed=allowed)
    life = asked()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=2)))
    life.when(c.ContinuePair(by="a")).refuses("nobody has asked", allowed=allowed)


def test_asked_again_after_another_silence() -> None:
    """Ninety days after the word that it goes on it is asked again."""
    life = asked(match(policy={"exchange.period": 12}))
    life.tell(c.ContinuePair(by="b"))
    continued_on = life.today
    assert [deadline.key for deadline in life.due(WARN)] == [f"{WARN}#{continued_on}"]
    life.pass_next(WARN)
    assert (life.today - continued_on).days >= 90
    assert life.stage(Exchange).asked_about == continued_on
    life.when(c.ContinuePair(by="a")).then(e.PairContinued, e.EscalationResolved)


def test_a_date_is_an_answer() -> None:
    """Whoever sets a date has answered, and is asked no more, even when it is cancelled."""
    life = asked()
    about = matter(life).escalation_id
    date_set = c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=9))
    assert e.EscalationResolved(escalation_id=about) in life.tell(date_set)
    assert (life.due(WARN), life.due(CLOSE)) == ([], [])
    life.tell(c.CancelMeeting(by="b", meeting_id=life.meeting().meeting_id))
    assert life.due(CLOSE) == []
    assert [deadline.key for deadline in life.due(WARN)] == [f"{WARN}#{life.today}"]


def test_the_coordinator_closes() -> None:
    """Where nobody answers the coordinator is reminded, and told anew if the first matter was settled."""
    life = asked()
    life.passes(CLOSE).then(e.ReminderFellDue(key=f"{CLOSE}#{START}"))
    told = intervene(matter(life).escalation_id, Intervention.NOTE_TALK)
    life.tell(told)
    life.passes(CLOSE).then(e.EscalationRaised)
    life.pass_next(CLOSE)
    assert life.due(CLOSE) == []
    assert life.pair.phase is Phase.ACTIVE


def test_the_policy_closes() -> None:
    """Where the policy allows it a pair that does not answer is closed, without a word of blame."""
    life = closing_by_itself()
    life.passes(CLOSE).then(e.PairDissolved).asks_for("E61 a b", "E62 coordinator")
    life.pass_next(CLOSE)
    assert life.pair.phase is Phase.CONCLUDED_INACTIVE
    assert [x.end_reason for x in life.events if isinstance(x, e.PairDissolved)] == [EndReason.INACTIVE]


@pytest.mark.parametrize("days", [0, 7])
def test_there_is_time_to_the_end_of_the_last_day(days: int) -> None:
    """The seventh day still counts, and whoever went on in time stays a pair."""
    life = closing_by_itself()
    life.until_day(life.today + timedelta(days=days), hour=23)
    assert life.pair.phase is Phase.ACTIVE
    life.tell(c.ContinuePair(by="a"))
    assert life.wait(days=10).pair.phase is Phase.ACTIVE


@pytest.mark.parametrize("outcome", ["HELD", "NOT_HELD"])
def test_a_meeting_is_a_sign_of_life(outcome: Any) -> None:
    """Whatever came of it, from its day it counts anew; while it awaits confirmation nobody is asked."""
    life = in_exchange()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=30)))
    assert life.due(WARN) == []
    met_on = life.today + timedelta(days=30)
    life.wait(days=31)
    assert life.due(WARN) == []
    about = life.meeting().meeting_id
    life.tell(*(c.ConfirmMeeting(by=side, meeting_id=about, outcome=outcome) for side in SIDES))
    assert not life.pair.meetings_in(MeetingState.SCHEDULED)
    assert [deadline.key for deadline in life.due(WARN)] == [f"{WARN}#{met_on}"]


def test_a_pause_is_no_silence() -> None:
    """Paused days do not count; an open question rests as well."""
    life = in_exchange()
    due_on = life.due(WARN)[0].due_at.date()
    pause = c.PausePair(staff_id="coordinator-1", until_on=life.today + timedelta(days=13), reason="a busy time")
    life.tell(pause)
    assert life.due(WARN) == []
    life.wait(days=15)
    assert life.due(WARN)[0].due_at.date() - due_on == timedelta(days=14)
    life.pass_next(WARN)
    (reached,) = (x for x in life.events if isinstance(x, e.InactivityThresholdReached))
    assert reached.days == 91

    life = closing_by_itself()
    close_on = life.due(CLOSE)[0].due_at
    life.tell(pause.with_(until_on=life.today + timedelta(days=13)))
    assert life.due(CLOSE) == []
    life.wait(days=15)
    assert life.due(CLOSE)[0].due_at - close_on == timedelta(days=14)
    assert life.due(WARN) == []
    life.when(c.ContinuePair(by="a")).then(e.PairContinued, e.EscalationResolved)


def test_a_skipped_question_closes_nobody() -> None:
    """Where an operator has taken the question away nothing follows from it."""
    life = in_exchange(match(policy={"inactivity.auto_close": True}))
    skipped = c.SkipDeadline(operator_id="operator-1", reason="on holiday", key=life.due(WARN)[0].key)
    life.tell(skipped)
    assert (life.due(WARN), life.due(CLOSE)) == ([], [])
