"""Asking each, early in the half year, how it is going."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.base import Deadline
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.allowed import ALLOWED
from domain.pair.due import open_deadlines
from domain.pair.stages import Exchange
from domain.pair.values import SIDES, Phase, Pulse, Side, other
from tests.domain.laws import row_of
from tests.domain.story import Life, in_exchange, in_kickoff, match

NOT_OPEN = "how it is going is asked 30 days after the start, for 14 days"


def answer(by: Side, *, wants_contact: bool = False, score: int = 4) -> c.SubmitPulse:
    """One partner's answer."""
    return c.SubmitPulse(by=by, match=score, progress=score, wellbeing=score, wants_contact=wants_contact)


def asked(life: Life | None = None) -> Life:
    """Both have just been asked."""
    life = life or in_exchange()
    return life.until(life.due("pulse.first")[0].due_at)


def plan_of(life: Life) -> tuple[Deadline, ...]:
    """All that is still to be done."""
    return open_deadlines(life.pair)


def test_each_is_asked_after_a_month() -> None:
    """Thirty days after the start, in the morning, with two weeks to answer."""
    life = in_exchange()
    assert [d.due_at for d in life.due("pulse.first")] == [datetime(2027, 2, 17, 7, tzinfo=UTC)]
    requested = e.PulseRequested(pulse=Pulse.DAY30, opened_on=date(2027, 2, 17), due_on=date(2027, 3, 3))
    asked(life)
    assert requested in life.events
    assert life.due("pulse.first") == []
    assert [d.due_at for d in life.due("pulse.window")] == [datetime(2027, 3, 3, 23, tzinfo=UTC)]


def test_the_days_are_the_policys() -> None:
    """When each is asked, and how long, the policy says."""
    life = asked(in_exchange(match(policy={"pulse.first": 20, "pulse.window": 5})))
    assert life.today == date(2027, 2, 8)  # The twentieth day is a Sunday.
    round_ = life.stage(Exchange).pulse
    assert round_ is not None
    assert (round_.opened_on, round_.due_on) == (date(2027, 2, 8), date(2027, 2, 13))


@pytest.mark.parametrize("by", SIDES)
def test_answering(by: Side) -> None:
    """One answer waits, given once and for all; with the second the question is closed."""
    life = asked()
    submitted = e.PulseSubmitted(pulse=Pulse.DAY30, by=by, match=4, progress=4, wellbeing=4)
    life.when(answer(by)).then(submitted)
    life.tell(answer(by))
    life.when(answer(by, score=1)).refuses("answered already", allowed=("RequestSupport",))
    life.when(answer(other(by))).then(e.PulseSubmitted, e.PulseClosed(pulse=Pulse.DAY30))
    life.tell(answer(other(by)))
    life.when(answer(by)).refuses(NOT_OPEN, allowed=("RequestSupport",))
    assert life.due("pulse.first") + life.due("pulse.window") == []


def test_when_nobody_is_asked() -> None:
    """Not before the month is over, not after the window, not before the half year."""
    in_exchange().when(answer("a")).refuses(NOT_OPEN, allowed=("RequestSupport",))
    life = asked()
    life.until(life.due("pulse.window")[0].due_at - timedelta(minutes=1))
    life.when(answer("a")).then(e.PulseSubmitted)
    life.until(life.due("pulse.window")[0].due_at)
    assert e.PulseClosed(pulse=Pulse.DAY30) in life.events
    life.when(answer("a")).refuses(NOT_OPEN, allowed=("RequestSupport",))
    in_kickoff().when(answer("a")).refuses("not possible at KICKOFF", allowed=ALLOWED[Phase.KICKOFF])


@pytest.mark.parametrize("by", SIDES)
def test_a_wish_for_contact(by: Side) -> None:
    """The coordinator is told that somebody wishes contact; a second wish adds to the matter that is open."""
    life = asked()
    events = life.tell(answer(by, wants_contact=True))
    raised = [event for event in events if isinstance(event, e.EscalationRaised)]
    assert [event.cause for event in raised] == ["PulseSubmitted"]
    assert life.pair.is_contact_wished
    more = life.tell(answer(other(by), wants_contact=True))
    assert not [event for event in more if isinstance(event, e.EscalationRaised)]
    assert life.pair.is_contact_wished


def test_the_plan_does_not_tell_what_was_answered() -> None:
    """Whoever has answered, and whatever, the same is still to be done, as if nobody had."""
    plans = {plan_of(asked())}
    for by in SIDES:
        for score in (1, 5):
            life = asked()
            life.tell(answer(by, score=score))
            plans.add(plan_of(life))
    assert len(plans) == 1


def test_nothing_in_clear_tells_who_answered_what() -> None:
    """In the log stand the occasion and the wish for contact; who and how stay sealed."""
    life = asked()
    submitted = life.tell(answer("b", wants_contact=True))[0]
    assert row_of(submitted).data == {"pulse": "DAY30", "wants_contact": True}


def test_a_pause_before_the_month_is_over() -> None:
    """The paused days do not count: each is asked so many days later."""
    life = in_exchange().wait(days=5)
    life.tell(c.PausePair(staff_id="person-c", until_on=life.today + timedelta(days=9), reason="a long journey"))
    life.when(answer("a")).refuses("not possible at PAUSED", allowed=ALLOWED[Phase.PAUSED])
    life.wait(days=11)
    assert asked(life).today == date(2027, 2, 17) + timedelta(days=12)  # Ten days, and a weekend.


def test_a_pause_while_the_question_is_open() -> None:
    """Who has not answered has as many days more as the pause had."""
    life = asked().wait(days=1)
    life.tell(c.PausePair(staff_id="person-c", until_on=life.today + timedelta(days=9), reason="a long journey"))
    life.wait(days=11)
    assert [d.due_at for d in life.due("pulse.window")] == [datetime(2027, 3, 13, 23, tzinfo=UTC)]
