"""Meetings that were never in the calendar: who may enter them, and who may object."""

from datetime import timedelta

import pytest

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.allowed import ALLOWED
from domain.pair.stages import Meeting
from domain.pair.values import SIDES, MeetingKind, MeetingState, Phase, Side, other
from domain.working_time import local_date
from tests.domain.meetings import met
from tests.domain.story import Life, in_exchange, in_kickoff

AGAIN = ("ScheduleMeeting", "EnterMeeting")


def later(*, days: int = 20) -> Life:
    """Some days into the half year, without a meeting so far."""
    return in_exchange().wait(days=days)


def enter(life: Life, by: Side = "a", *, days_ago: float = 3, minutes: int = 60) -> c.EnterMeeting:
    """They met so many days ago."""
    return c.EnterMeeting(by=by, started_at=life.at - timedelta(days=days_ago), minutes=minutes)


def entered(by: Side = "a", *, days_ago: float = 3) -> Life:
    """One of the two entered a meeting just now."""
    life = later()
    life.tell(enter(life, by, days_ago=days_ago))
    return life


def the_meeting(life: Life) -> Meeting:
    """The one meeting of the half year that has a date."""
    (only,) = [m for m in life.pair.meetings if m.starts_at and not m.kind.is_talk]
    return only


def says(life: Life, by: Side, outcome: e.ConfirmationOutcome) -> c.ConfirmMeeting:
    """One partner's word on the meeting that was entered."""
    return c.ConfirmMeeting(by=by, meeting_id=the_meeting(life).meeting_id, outcome=outcome)


@pytest.mark.parametrize("by", SIDES)
def test_a_meeting_is_entered(by: Side) -> None:
    """It is held, takes the place of the next planned meeting, and was never in the calendar; both count it."""
    life = later()
    planned = life.pair.meetings_in(MeetingState.PLANNED)[0]
    command = enter(life, by, days_ago=3, minutes=45)
    held_on = local_date(command.started_at, life.pair.zone)
    held = e.MeetingHeld(meeting_id=planned.meeting_id, held_on=held_on)
    life.when(command).then(e.MeetingEntered, held, e.MeetingPlanned)
    life.tell(command)
    meeting = the_meeting(life)
    assert (meeting.meeting_id, meeting.sequence_no) == (planned.meeting_id, planned.sequence_no)
    assert (meeting.kind, meeting.minutes, meeting.window_on) == (MeetingKind.REGULAR, 45, held_on)
    assert (meeting.state, meeting.entered_on, meeting.ics_uid) == (MeetingState.HELD, life.today, "")
    assert life.pair.meetings_held == 1


def test_who_has_a_date_for_each_planned_meeting_enters_an_additional_one() -> None:
    """Where no planned meeting is without a date, the meeting gets the next number and an id of its own."""
    life = later()
    for days in (2, 30):
        life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=days)))
    known = life.pair.meetings
    life.tell(enter(life))
    added = next(m for m in life.pair.meetings if m.entered_on)
    assert added.meeting_id not in {m.meeting_id for m in known}
    assert added.sequence_no == 3


@pytest.mark.parametrize(("days_ago", "minutes"), [(-1.0, 60), (0.0, 60), (0.02, 60), (20.0, 60), (61.0, 60)])
def test_when_a_meeting_cannot_be_entered(days_ago: float, minutes: int) -> None:
    """Not before it is over, not from before the half year, not from long ago."""
    life = later(days=80 if days_ago > 60 else 19)
    first = life.today - timedelta(days=60) if days_ago > 60 else "2027-01-18"
    command = enter(life, days_ago=days_ago, minutes=minutes)
    life.when(command).refuses(f"when it is over, from {first} on", allowed=AGAIN)


def test_the_first_and_the_last_moment_for_which_a_meeting_can_be_entered() -> None:
    """A meeting that is over this minute, one on the first day, and one of sixty days ago can be entered."""
    life = later(days=19)
    for command in (enter(life, days_ago=1 / 24), enter(life, days_ago=19)):
        life.when(command).then(e.MeetingEntered, e.MeetingHeld, e.MeetingPlanned)
    long = later(days=80)
    assert isinstance(long.tell(enter(long, days_ago=60))[0], e.MeetingEntered)


@pytest.mark.parametrize("by", SIDES)
def test_the_same_meeting_twice(by: Side) -> None:
    """The same time, by whomever, changes nothing; another time of that day is taken for the same meeting."""
    life = entered()
    life.when(enter(life, by)).stays_quiet()
    life.when(enter(life, by, days_ago=3.01)).refuses("known already", allowed=("ConfirmMeeting",))
    assert isinstance(life.tell(enter(life, by, days_ago=4))[0], e.MeetingEntered)


def test_a_meeting_of_the_calendar_is_not_entered() -> None:
    """What was in the calendar is confirmed there, also where it awaits a word; cancelled, it may have been held."""
    life = met()
    starts_at = life.meeting().starts_at
    assert starts_at is not None
    again = c.EnterMeeting(by="b", started_at=starts_at)
    life.when(again).refuses("known already", allowed=("ConfirmMeeting",))
    life = in_exchange()
    starts_at = life.at + timedelta(days=5)
    life.tell(c.ScheduleMeeting(by="a", starts_at=starts_at))
    life.tell(c.CancelMeeting(by="a", meeting_id=life.meeting().meeting_id))
    life.wait(days=6)
    life.when(c.EnterMeeting(by="b", started_at=starts_at)).then(e.MeetingEntered, e.MeetingHeld, e.MeetingPlanned)


def test_where_meetings_are_entered() -> None:
    """Before the half year there is nothing to enter."""
    life = in_kickoff()
    life.when(enter(life)).refuses("not possible at KICKOFF", allowed=ALLOWED[Phase.KICKOFF])


@pytest.mark.parametrize("by", SIDES)
def test_the_partner_objects(by: Side) -> None:
    """One word against it disputes the meeting; it is no longer held, and the coordinator can settle it."""
    life = entered(by)
    objection = says(life, other(by), "NOT_HELD")
    confirmed = e.MeetingConfirmed(meeting_id=objection.meeting_id, by=other(by), outcome="NOT_HELD")
    life.when(objection).then(confirmed, e.MeetingDisputed(meeting_id=objection.meeting_id))
    life.tell(objection)
    assert life.pair.meetings_held == 0
    words = "only a meeting that awaits confirmation"
    others = tuple(name for name in ALLOWED[Phase.ACTIVE] if name != "ConfirmMeeting")
    life.when(objection).refuses(words, allowed=others)
    life.when(enter(life, by)).refuses("known already", allowed=("ConfirmMeeting",))


@pytest.mark.parametrize("by", SIDES)
def test_the_partner_confirms(by: Side) -> None:
    """A word for it is noted, once; the meeting was held before."""
    life = entered(by)
    yes = says(life, other(by), "HELD")
    life.when(yes).then(e.MeetingConfirmed(meeting_id=yes.meeting_id, by=other(by), outcome="HELD"))
    life.tell(yes)
    life.when(yes).stays_quiet()
    life.when(says(life, by, "HELD")).stays_quiet()


@pytest.mark.parametrize("by", SIDES)
def test_who_entered_a_meeting_takes_it_back(by: Side) -> None:
    """A slip is undone by the one who made it; where the partner had confirmed it, it is disputed."""
    life = entered(by)
    life.when(says(life, by, "NOT_HELD")).then(e.MeetingConfirmed, e.MeetingNotHeld)
    life.tell(says(life, other(by), "HELD"))
    life.when(says(life, by, "NOT_HELD")).then(e.MeetingConfirmed, e.MeetingDisputed)


def test_until_when_the_partner_may_object() -> None:
    """Seven days from the entering, however long ago the meeting was."""
    life = entered(days_ago=15)
    no = says(life, "b", "NOT_HELD")
    life.wait(days=7)
    life.when(no).then(e.MeetingConfirmed, e.MeetingDisputed)
    life.wait(days=1)
    others = tuple(name for name in ALLOWED[Phase.ACTIVE] if name != "ConfirmMeeting")
    life.when(no).refuses("only a meeting that awaits confirmation", allowed=others)


def test_the_lead_alternates_over_entered_meetings() -> None:
    """A meeting that was entered is a turn like any other."""
    life = later()
    leads = []
    for days_ago in (12, 9, 6, 3):
        life.tell(enter(life, days_ago=days_ago))
        leads.append(next(m for m in life.pair.meetings if m.starts_at == life.at - timedelta(days=days_ago)).lead)
    assert set(leads) == {"a", "b"}
    assert leads[:2] == leads[2:]
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=2)))
    assert life.meeting().lead == leads[0]


def test_from_a_meeting_that_was_entered_the_cadence_counts() -> None:
    """The nudges follow the last meeting, also where it was entered afterwards."""
    life = entered(days_ago=3)
    assert life.due("meeting.no_date_nudge")[0].key == f"meeting.no_date_nudge#{life.today - timedelta(days=3)}"
