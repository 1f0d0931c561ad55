"""Talks and meetings: setting, moving, cancelling, reminding, confirming."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.agreement import FrameworkConditions
from domain.pair.allowed import ALLOWED
from domain.pair.due import open_deadlines
from domain.pair.stages import Exchange, Kickoff, Meeting
from domain.pair.values import SIDES, MeetingKind, MeetingState, Phase
from domain.working_time import moment
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


def test_a_date_may_lie_on_the_last_day() -> None:
    """The half year ends with its last day."""
    life = in_exchange()
    starts_at = moment(life.stage(Exchange).ends_on, time(18), life.pair.zone)
    life.when(c.ScheduleMeeting(by="a", starts_at=starts_at)).then(e.MeetingScheduled)


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
    moved = e.MeetingRescheduled(
        meeting_id=meeting.meeting_id,
        starts_at=later,
        minutes=60,
        ics_sequence=1,
        remind_at=later - timedelta(days=1),
        by="b",
    )
    life.when(move).then(moved).asks_for("E41 a b")
    life.tell(move)
    assert (life.meeting().starts_at, life.meeting().ics_sequence) == (later, 1)
    assert life.meeting().window_on == life.today + timedelta(days=12)
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


def test_the_dates_of_the_agreement_are_the_first_meetings() -> None:
    """Dates set with the agreement are numbered in their order, each a meeting of its own, the lead in turns."""
    begin = datetime(2027, 1, 25, 9, tzinfo=UTC)
    life = in_exchange(next_meetings_at=tuple(begin + timedelta(days=days) for days in (28, 0, 56)))
    meetings = sorted(life.pair.meetings_in(MeetingState.SCHEDULED), key=lambda m: m.window_on)
    assert [m.sequence_no for m in meetings] == [1, 2, 3]
    assert len({m.meeting_id for m in meetings}) == 3
    assert meetings[0].lead == meetings[2].lead != meetings[1].lead
