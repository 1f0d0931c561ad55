"""The coordinator's word on a meeting about which the two say nothing, or different things."""

from copy import deepcopy
from datetime import timedelta
from uuid import uuid4

import pytest

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.stages import Meeting
from domain.pair.values import SIDES, MeetingState
from tests.domain.meetings import confirm, dated, met
from tests.domain.story import Life, in_kickoff

ONLY = "only a meeting can be settled that is over"


def unconfirmed() -> Life:
    """Nobody said anything for a week."""
    return met().wait(days=8)


def disputed() -> Life:
    """The two say different things."""
    life = met()
    life.tell(confirm(life, "a", "HELD"), confirm(life, "b", "NOT_HELD"))
    return life


def the_meeting(life: Life) -> Meeting:
    """The one meeting of the half year that has, or had, a date."""
    (only,) = [m for m in life.pair.meetings if m.starts_at and not m.kind.is_talk]
    return only


def settle(life: Life, outcome: e.ConfirmationOutcome = "HELD") -> c.SettleMeeting:
    """What the coordinator says of the meeting."""
    return c.SettleMeeting(staff_id="person-c", meeting_id=the_meeting(life).meeting_id, outcome=outcome)


@pytest.mark.parametrize("life", [met(), unconfirmed(), disputed()], ids=["waiting", "unconfirmed", "disputed"])
@pytest.mark.parametrize("outcome", ["HELD", "NOT_HELD"])
def test_the_coordinator_settles_a_meeting(life: Life, outcome: e.ConfirmationOutcome) -> None:
    """What the two left open, or disagree about, is as the coordinator says."""
    about = the_meeting(life)
    events = deepcopy(life).tell(settle(life, outcome))
    assert events[0] == e.MeetingConfirmed(meeting_id=about.meeting_id, by=None, outcome=outcome)
    held = e.MeetingHeld(meeting_id=about.meeting_id, held_on=about.window_on)
    assert events[1] == (held if outcome == "HELD" else e.MeetingNotHeld(meeting_id=about.meeting_id))


def test_a_meeting_is_settled_once() -> None:
    """The same word again changes nothing, the other one comes too late."""
    life = disputed()
    life.tell(settle(life))
    assert the_meeting(life).state is MeetingState.HELD
    life.when(settle(life)).stays_quiet()
    life.when(settle(life, "NOT_HELD")).refuses(ONLY, allowed=("SettleMeeting",))


def test_what_cannot_be_settled() -> None:
    """No meeting that is ahead, that the two agreed about, that is unknown or a talk; nothing after the end."""
    ahead = dated()
    ahead.when(settle(ahead)).refuses(ONLY, allowed=("SettleMeeting",))
    agreed = met()
    agreed.tell(*(confirm(agreed, side) for side in SIDES))
    agreed.when(settle(agreed, "NOT_HELD")).refuses(ONLY, allowed=("SettleMeeting",))
    unknown = c.SettleMeeting(staff_id="person-c", meeting_id=uuid4(), outcome="HELD")
    agreed.when(unknown).refuses(ONLY, allowed=("SettleMeeting",))
    kickoff = in_kickoff()
    kickoff.tell(c.ScheduleMeeting(by="a", starts_at=kickoff.at + timedelta(hours=1)))
    kickoff.wait(hours=5)
    talk = c.SettleMeeting(staff_id="person-c", meeting_id=kickoff.meeting().meeting_id, outcome="HELD")
    kickoff.when(talk).refuses(ONLY, allowed=("SettleMeeting",))
    over = disputed()
    command = settle(over)
    over.tell(c.LeavePair(by="a"))
    over.when(command).refuses("this pair has ended")


def test_a_meeting_can_be_settled_the_minute_it_is_over() -> None:
    """Not while it goes on."""
    life = dated(days=2)
    ends_at = life.at + timedelta(days=2, hours=1)
    life.when(settle(life), at=ends_at - timedelta(minutes=1)).refuses(ONLY, allowed=("SettleMeeting",))
    life.when(settle(life), at=ends_at).then(e.MeetingConfirmed, e.MeetingHeld, e.MeetingPlanned)
