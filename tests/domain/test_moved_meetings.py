"""Meetings that nobody's command moves: calendars and pauses."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.due import open_deadlines
from domain.pair.evolve import evolve
from domain.pair.meeting import cancelled_between, cancelled_by_calendar, moved_by_calendar
from domain.pair.values import MeetingState
from tests.domain.meetings import dated
from tests.domain.story import in_exchange


def test_a_calendar_moves_a_meeting() -> None:
    """Nobody's word moved it; the entry counts each move, whoever made it; the same date again changes nothing."""
    life = dated()
    about, later = life.meeting().meeting_id, life.at + timedelta(days=12)
    (moved,) = moved_by_calendar(life.pair, about, later, life.at)
    assert isinstance(moved, e.MeetingRescheduled)
    assert (moved.by, moved.starts_at, moved.ics_sequence) == (None, later, 1)
    again = evolve(life.pair, moved)
    assert moved_by_calendar(again, about, later, life.at) == ()
    life.tell(c.RescheduleMeeting(by="a", meeting_id=about, starts_at=life.at + timedelta(days=11)))
    (twice,) = moved_by_calendar(life.pair, about, later, life.at)
    assert isinstance(twice, e.MeetingRescheduled)
    assert twice.ics_sequence == 2


@pytest.mark.parametrize("days", [-1, 0, 200])
def test_a_calendar_moves_no_meeting_out_of_the_half_year(days: int) -> None:
    """A date that the two could not set is not taken from a calendar."""
    life = dated()
    about = life.meeting().meeting_id
    assert moved_by_calendar(life.pair, about, life.at + timedelta(days=days), life.at) == ()


def test_a_calendar_changes_only_what_is_ahead() -> None:
    """A meeting that has begun, or is unknown, is left alone; one that is ahead is cancelled by nobody's word."""
    life = dated(days=2)
    about, later = life.meeting().meeting_id, life.at + timedelta(days=12)
    cancelled = e.MeetingCancelled(meeting_id=about, ics_sequence=1, cancelled_on=life.today)
    assert cancelled_by_calendar(life.pair, about, life.at) == (cancelled,)
    for meeting_id, at in ((uuid4(), life.at), (about, life.at + timedelta(days=2))):
        assert cancelled_by_calendar(life.pair, meeting_id, at) == ()
        assert moved_by_calendar(life.pair, meeting_id, later, at) == ()


def test_no_calendar_moves_a_meeting_into_a_pause() -> None:
    """While paused a meeting after the pause may be moved, to a day after the pause."""
    life = dated(days=40)
    until_on = life.today + timedelta(days=19)
    life.tell(c.PausePair(staff_id="person-c", until_on=until_on, reason="a long journey"))
    about = life.meeting().meeting_id
    assert moved_by_calendar(life.pair, about, life.at + timedelta(days=19), life.at) == ()
    assert len(moved_by_calendar(life.pair, about, life.at + timedelta(days=20), life.at)) == 1


def test_what_lies_after_a_pause_waits_for_its_end() -> None:
    """While paused only meetings of before are asked about; those after it are reminded of when the pair goes on."""
    life = dated(days=20.2)
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(hours=2)))
    held, later = sorted(life.pair.meetings_in(MeetingState.SCHEDULED), key=lambda m: m.window_on)
    life.wait(hours=4)
    until_on = later.window_on - timedelta(days=1)
    life.tell(c.PausePair(staff_id="person-c", until_on=until_on, reason="a long journey"))
    about = {d.key.split("#")[1] for d in open_deadlines(life.pair) if d.key.startswith("meeting.")}
    assert about == {str(held.meeting_id)}
    life.until_day(later.window_on, hour=8)
    reminders = [x for x in life.events if isinstance(x, e.ReminderFellDue) and str(later.meeting_id) in x.key]
    assert [x.key.split("#")[0] for x in reminders] == ["meeting.reminder"]


def test_the_meetings_of_some_days_are_cancelled() -> None:
    """Both days included, in the organisation's zone; what has begun stays, as does what has no date."""
    life = in_exchange()
    midnight = life.at.replace(hour=23)  # In Vienna the next day has begun.
    for days in range(4):
        life.tell(c.ScheduleMeeting(by="a", starts_at=midnight + timedelta(days=days)))
    first, second, third, _ = sorted(life.pair.meetings_in(MeetingState.SCHEDULED), key=lambda m: m.window_on)
    at = life.at + timedelta(hours=1)

    def cancelled(from_day: int, until_day: int, at: datetime = at) -> list[UUID]:
        first_day, last_day = (life.today + timedelta(days=n) for n in (from_day, until_day))
        return [event.meeting_id for event in cancelled_between(life.pair, first_day, last_day, at)]

    assert cancelled(0, 0) == []
    assert cancelled(1, 3) == [first.meeting_id, second.meeting_id, third.meeting_id]
    assert cancelled(2, 2) == [second.meeting_id]
    assert cancelled(1, 2, midnight) == [second.meeting_id]
    (event,) = cancelled_between(life.pair, second.window_on, second.window_on, at)
    assert (event.by, event.ics_sequence, event.cancelled_on) == (None, 1, life.today)
