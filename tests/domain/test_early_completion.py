"""Completing before the end, where both want it."""

from datetime import timedelta

import pytest

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.allowed import ALLOWED
from domain.pair.plan import claims
from domain.pair.stages import Ended, Exchange
from domain.pair.values import SIDES, EndReason, MeetingState, Phase, Side, other
from domain.working_time import add_days
from tests.domain.story import Life, in_exchange, in_review

BEFORE_A_MEETING = ("ScheduleMeeting", "ConfirmMeeting", "EnterMeeting", "LeavePair")


def met(times: int = 1) -> Life:
    """The pair has met, and both have said so."""
    life = in_exchange()
    for _ in range(times):
        life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=1)))
        life.wait(days=1, hours=2)
        about = life.meeting().meeting_id
        life.tell(*(c.ConfirmMeeting(by=side, meeting_id=about) for side in SIDES))
    return life


@pytest.mark.parametrize("by", SIDES)
def test_both_have_reached_what_they_wanted(by: Side) -> None:
    """One proposes, the other agrees: the pair is complete, and the two people are free for other pairs."""
    life = met()
    life.when(c.ProposeEarlyCompletion(by=by)).then(e.EarlyCompletionProposed(by=by))
    life.tell(c.ProposeEarlyCompletion(by=by))
    today, asked_on = life.today, add_days(life.today, 90)
    (completed,) = [x for x in life.tell(c.CompleteEarly(by=other(by))) if isinstance(x, e.PairCompleted)]
    assert (completed.end_reason, completed.meetings_held) == (EndReason.COMPLETED_EARLY, 1)
    assert (completed.meetings_expected, completed.is_below_minimum) == (6, True)
    assert (completed.ended_on, completed.follow_up_on) == (today, asked_on)
    assert life.pair.phase is Phase.COMPLETED
    assert claims(life.pair) == frozenset()


@pytest.mark.parametrize("by", SIDES)
def test_one_alone_completes_nothing(by: Side) -> None:
    """The same proposal again changes nothing; who proposed waits for the partner, who need not propose as well."""
    life = met()
    life.when(c.CompleteEarly(by=by)).refuses("has not proposed", allowed=("ProposeEarlyCompletion",))
    life.tell(c.ProposeEarlyCompletion(by=by))
    life.when(c.ProposeEarlyCompletion(by=by)).stays_quiet()
    life.when(c.CompleteEarly(by=by)).refuses("has not proposed", allowed=("ProposeEarlyCompletion",))
    life.when(c.ProposeEarlyCompletion(by=other(by))).refuses("already", allowed=("CompleteEarly",))


def test_not_before_a_meeting_was_held() -> None:
    """The talk that brought the two together is no meeting of the half year."""
    life = in_exchange()
    assert life.pair.meetings_in(MeetingState.HELD)
    for command in (c.ProposeEarlyCompletion(by="a"), c.CompleteEarly(by="b")):
        life.when(command).refuses("once a meeting was held", allowed=BEFORE_A_MEETING)


def test_enough_meetings_make_a_full_completion() -> None:
    """Early is not too little: whoever reached the minimum is not counted below it."""
    life = met(4)
    life.tell(c.ProposeEarlyCompletion(by="b"), c.CompleteEarly(by="a"))
    assert not life.stage(Ended).is_below_minimum


def test_what_is_in_the_calendar_is_settled() -> None:
    """A date ahead is cancelled, one that is past is settled as it stands."""
    life = met()
    for days in (1, 10):
        life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=days)))
    life.wait(days=1, hours=2)
    past = life.pair.meetings_in(MeetingState.SCHEDULED)[0].meeting_id
    life.tell(c.ConfirmMeeting(by="a", meeting_id=past), c.ProposeEarlyCompletion(by="a"))
    told = life.tell(c.CompleteEarly(by="b"))
    assert [type(event) for event in told[:3]] == [e.MeetingHeld, e.MeetingCancelled, e.PairCompleted]
    assert told[2].model_dump()["meetings_held"] == 2


def test_not_while_looking_back() -> None:
    """Who has reached the end completes by looking back."""
    refused = in_review().when(c.ProposeEarlyCompletion(by="a"))
    refused.refuses("not possible at REVIEW", allowed=ALLOWED[Phase.REVIEW])


def test_a_proposal_alone_changes_no_date() -> None:
    """Until the partner agrees the half year goes on as before."""
    life = met()
    before = life.stage(Exchange)
    life.tell(c.ProposeEarlyCompletion(by="a"))
    assert life.stage(Exchange) == before.with_(early_completion_by="a")
