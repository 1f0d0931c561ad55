"""Talks and meetings: setting, moving, cancelling, reminding, confirming."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.agreement import FrameworkConditions
from domain.pair.allowed import ALLOWED
from domain.pair.due import open_deadlines
from domain.pair.evolve import evolve
from domain.pair.meeting import cancelled_between, cancelled_by_calendar, moved_by_calendar
from domain.pair.stages import Kickoff, Meeting
from domain.pair.values import SIDES, MeetingKind, MeetingState, Phase
from tests.domain.meetings import MOVING, confirm, dated, met
from tests.domain.story import Life, agreement, completed, in_exchange, in_kickoff, in_review, match, partner, with_text


def test_a_date_is_set() -> None:
    """The next planned meeting gets its date, its lead and its calendar id; both are invited."""
    life = in_exchange()
    first, _ = life.pair.meetings_in(MeetingState.PLANNED)
    starts_at = life.at + timedelta(days=10)
    set_date = life.when(c.ScheduleMeeting(by="b", starts_at=starts_at))
    set_date.then(e.MeetingScheduled).asks_for("E40 a b")
    life.tell(c.ScheduleMeeting(by="b", starts_at=starts_at))
    meeting = life.meeting()
    assert (meeting.meeting_id, meeting.sequence_no) == (first.meeting_id, 1)
    assert (meeting.starts_at, meeting.minutes, meeting.ics_sequence) == (starts_at, 60, 0)
    assert meeting.ics_uid == f"{first.meeting_id}@exchange-mentoring"


@pytest.mark.parametrize("hours", [-1, 0, 24 * 200])
def test_a_date_lies_between_now_and_the_end(hours: int) -> None:
    """No date in the past, now, or after the end of the half year."""
    life = in_exchange()
    starts_at = life.at + timedelta(hours=hours)
    words = "between now and 2027-07-18"
    life.when(c.ScheduleMeeting(by="a", starts_at=starts_at)).refuses(words, allowed=("ScheduleMeeting",))
    moved = dated()
    again = c.RescheduleMeeting(by="a", meeting_id=moved.meeting().meeting_id, starts_at=starts_at)
    moved.when(again).refuses(words, allowed=("ScheduleMeeting",))


def test_six_dates_ahead_are_enough() -> None:
    """More than six dates ahead are refused."""
    life = in_exchange()
    for days in range(1, 7):
        life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=days)))
    life.when(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=8))).refuses("at most 6", allowed=MOVING)


@pytest.mark.parametrize("life", [in_review(), completed()], ids=["review", "completed"])
def test_no_dates_after_the_half_year(life: Life) -> None:
    """In the review and after the end no meeting can be set, moved or cancelled."""
    tomorrow = life.at + timedelta(days=1)
    possible = ALLOWED[life.pair.phase]
    nowhere = uuid4()
    for command in (
        c.ScheduleMeeting(by="a", starts_at=tomorrow),
        c.RescheduleMeeting(by="a", meeting_id=nowhere, starts_at=tomorrow),
        c.CancelMeeting(by="a", meeting_id=nowhere),
    ):
        life.when(command).refuses(f"{command.type} is not possible at {life.pair.phase}", allowed=possible)


def test_a_meeting_that_is_unknown_is_not_moved() -> None:
    """Only a meeting of this pair whose date lies ahead can be moved or cancelled."""
    life, nowhere = in_exchange(), uuid4()
    for command in (
        c.RescheduleMeeting(by="b", meeting_id=nowhere, starts_at=life.at + timedelta(days=1)),
        c.CancelMeeting(by="b", meeting_id=nowhere),
    ):
        life.when(command).refuses("only a meeting whose date lies ahead", allowed=("ScheduleMeeting",))


@pytest.mark.parametrize(
    ("phase", "kind", "is_possible"),
    [
        (Phase.ACTIVE, MeetingKind.REGULAR, True),
        (Phase.ACTIVE, MeetingKind.MIDWAY, True),
        (Phase.ACTIVE, MeetingKind.CLOSING, False),
        (Phase.ACTIVE, MeetingKind.KICKOFF, False),
        (Phase.CLOSING, MeetingKind.CLOSING, True),
        (Phase.CLOSING, MeetingKind.REGULAR, True),
        (Phase.CLOSING, MeetingKind.MIDWAY, False),
    ],
)
def test_what_a_meeting_may_be_for(phase: Phase, kind: MeetingKind, is_possible: bool) -> None:
    """Each phase has its kinds of meeting, and says which."""
    life = in_exchange()
    while life.pair.phase is not phase:
        life.wait(days=7)
    message = c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=1), kind=kind)
    if is_possible:
        assert isinstance(life.tell(message)[0], e.MeetingScheduled)
    else:
        life.when(message).refuses(f"at {phase} a meeting may be", allowed=("ScheduleMeeting",))


def test_a_date_is_moved() -> None:
    """The calendar entry gets its next sequence; the same date again changes nothing."""
    life = dated()
    meeting = life.meeting()
    later = life.at + timedelta(days=12)
    move = c.RescheduleMeeting(by="b", meeting_id=meeting.meeting_id, starts_at=later)
    life.when(move).then(e.MeetingRescheduled).asks_for("E41 a b")
    life.tell(move)
    assert (life.meeting().starts_at, life.meeting().ics_sequence) == (later, 1)
    life.when(move).stays_quiet()


def test_a_date_is_cancelled() -> None:
    """The meeting falls out for good, with a calendar entry of its own; another one is planned in its place."""
    life = dated()
    meeting = life.meeting()
    cancel = c.CancelMeeting(by="a", meeting_id=meeting.meeting_id)
    gone = e.MeetingCancelled(meeting_id=meeting.meeting_id, ics_sequence=1, cancelled_on=life.today, by="a")
    life.when(cancel).then(gone, e.MeetingPlanned).asks_for("E42 a b")
    life.tell(cancel)
    life.when(cancel).refuses("lies ahead", allowed=("ScheduleMeeting",))
    assert len(life.pair.meetings_in(MeetingState.PLANNED)) == 2


def test_a_meeting_that_has_begun_stays() -> None:
    """Once begun a meeting is neither moved nor cancelled."""
    life = met()
    meeting = life.meeting().meeting_id
    words = "only a meeting whose date lies ahead"
    tomorrow = life.at + timedelta(days=1)
    life.when(c.CancelMeeting(by="a", meeting_id=meeting)).refuses(words, allowed=("ScheduleMeeting",))
    move = c.RescheduleMeeting(by="a", meeting_id=meeting, starts_at=tomorrow)
    life.when(move).refuses(words, allowed=("ScheduleMeeting",))


def test_a_reminder_goes_out_in_time() -> None:
    """The reminder of a meeting on Monday at ten goes out on Friday, in sending hours, a day or more before."""
    life = in_exchange()
    life.tell(c.ScheduleMeeting(by="a", starts_at=datetime(2027, 2, 15, 9, tzinfo=UTC)))
    assert life.due("meeting.reminder")[0].due_at == datetime(2027, 2, 12, 16, 55, tzinfo=UTC)
    life.passes("meeting.reminder").then(e.ReminderFellDue).asks_for("E43 a b")


def test_a_reminder_in_two_zones() -> None:
    """Each reads the reminder in the last sending slot of the own zone that is early enough."""
    life = in_exchange(match(b=partner(2, time_zone="Pacific/Auckland")))
    life.tell(c.ScheduleMeeting(by="a", starts_at=datetime(2027, 2, 18, 14, tzinfo=UTC)))
    reminder = life.due("meeting.reminder")[0]
    assert reminder.due_at == datetime(2027, 2, 17, 4, 55, tzinfo=UTC)
    life.until(reminder.due_at)
    slots = {x.to: x.not_before for x in life.last_asked.deliveries or ()}
    assert slots == {"a": datetime(2027, 2, 17, 14, tzinfo=UTC), "b": datetime(2027, 2, 17, 4, 55, tzinfo=UTC)}


def test_a_date_at_short_notice_has_no_reminder() -> None:
    """Where the last slot is over already, the invitation is all there is."""
    life = dated(days=0.5)
    assert life.meeting().remind_at is None
    assert life.due("meeting.reminder") == []


def test_what_an_operator_moved_ends_with_the_date() -> None:
    """A deadline of a meeting belongs to one date: after another one is set, the policy counts anew."""
    life = dated()
    asked = life.due("meeting.confirm_request")[0]
    sooner = asked.due_at - timedelta(days=3)
    life.tell(c.MoveDeadline(operator_id="o", key=asked.key, due_at=sooner, reason="holidays"))
    later = life.at + timedelta(days=20)
    life.tell(c.RescheduleMeeting(by="a", meeting_id=life.meeting().meeting_id, starts_at=later))
    assert life.due("meeting.confirm_request")[0].due_at > later


def test_the_lead_alternates_over_the_meetings_held() -> None:
    """Whoever had fewer turns leads; a cancelled meeting, or one not held, is no turn."""
    life = dated(days=2)
    first = life.meeting().lead
    life.tell(c.CancelMeeting(by="a", meeting_id=life.meeting().meeting_id))
    leads = []
    for outcome in ("HELD", "NOT_HELD", "HELD", "HELD", "HELD"):
        life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=2)))
        life.wait(days=2, hours=2)
        leads.append(life.meeting().lead)
        life.tell(*(confirm(life, side, outcome) for side in SIDES))
    second = "b" if first == "a" else "a"
    assert leads == [first, second, second, first, second]


def test_who_leads_first_is_drawn() -> None:
    """Over several pairs now the one begins, now the other, and the same pair always draws the same."""

    def first_lead(pair_id: str) -> str:
        life = in_exchange(match(pair_id=pair_id))
        life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=2)))
        return life.meeting().lead

    leads = [first_lead(f"pair-{n}") for n in range(6)]
    assert set(leads) == {"a", "b"}
    assert leads == [first_lead(f"pair-{n}") for n in range(6)]


def test_talks_and_the_closing_have_no_lead() -> None:
    """The two talks and the closing meeting belong to both."""
    life = in_kickoff()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=1)))
    assert life.meeting().lead == "both"
    life = in_exchange()
    while life.pair.phase is not Phase.CLOSING:
        life.wait(days=7)
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=1), kind=MeetingKind.CLOSING))
    assert life.meeting().lead == "both"


def test_how_long_a_meeting_is() -> None:
    """A talk is as long as the policy says, a meeting as long as the two agreed."""
    life = in_kickoff()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=1)))
    assert life.meeting().minutes == 90
    text = agreement(life.pair.match, life.today).with_(conditions=FrameworkConditions(minutes=45))
    life.tell(c.ProposeAgreement(by="a", agreement=text))
    with_text_of = life.stage(Kickoff).hash
    points = [
        c.AgreeKickoffPoint(by=side, point=point) for side in SIDES for point in life.stage(Kickoff).open_points(side)
    ]
    life.tell(*points, *(c.ConfirmAgreement(by=side, hash=with_text_of) for side in SIDES))
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=1)))
    assert life.meeting().minutes == 45


def test_a_meeting_without_a_date_is_never_over() -> None:
    """A planned meeting has neither ended nor does it lie ahead."""
    life = with_text(in_kickoff())
    planned: Meeting = in_exchange().pair.meetings_in(MeetingState.PLANNED)[0]
    assert not planned.has_ended(life.at + timedelta(days=999))
    assert not planned.is_ahead(life.at)
    assert all(d.key.split("#")[0] != "meeting.reminder" for d in open_deadlines(life.pair))


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
