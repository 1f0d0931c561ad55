"""Talks and meetings: setting, moving and cancelling dates, reminding, asking how it went."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.base import Deadline, Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.keys import DeadlineKey
from domain.pair.sending import morning, slots
from domain.pair.stages import Chemistry, Exchange, Kickoff, Meeting, Pause
from domain.pair.state import Pair
from domain.pair.turn import next_turn
from domain.pair.values import SIDES, MeetingKind, MeetingState, Phase, Side
from domain.working_time import add_days, end_of_day, local_date

K = DeadlineKey
_MAX_DATES_AHEAD = 6

# What a meeting may be for, phase by phase; the first is meant where nothing is said.
_KINDS: dict[Phase, tuple[MeetingKind, ...]] = {
    Phase.CHEMISTRY: (MeetingKind.CHEMISTRY,),
    Phase.KICKOFF: (MeetingKind.KICKOFF,),
    Phase.ACTIVE: (MeetingKind.REGULAR, MeetingKind.MIDWAY),
    Phase.CLOSING: (MeetingKind.REGULAR, MeetingKind.CLOSING),
}


def schedule(pair: Pair, command: c.ScheduleMeeting, at: datetime) -> tuple[e.PairEvent, ...]:
    """Gives a date to the talk that is due, or to the next planned meeting."""
    kind = _kind(pair, command.kind)
    _check_date(pair, command.starts_at, at)
    _check_room(pair, kind, at)
    earlier = settled(pair, at, kind) if kind.is_talk else ()
    return *earlier, scheduled(pair, kind, command.starts_at, by=command.by, at=at)


def scheduled(
    pair: Pair, kind: MeetingKind, starts_at: datetime, *, by: Side, at: datetime, nth: int = 0
) -> e.MeetingScheduled:
    """The event that gives the nth planned meeting, or an additional one, its date."""
    turn = next_turn(pair, kind, nth=nth)
    return e.MeetingScheduled(
        kind=kind,
        starts_at=starts_at,
        minutes=_minutes(pair, kind),
        ics_uid=f"{turn.meeting_id}@exchange-mentoring",
        remind_at=_remind_at(pair, starts_at, at),
        by=by,
        **turn.model_dump(),
    )


def reschedule(pair: Pair, command: c.RescheduleMeeting, at: datetime) -> tuple[e.PairEvent, ...]:
    """Moves a meeting that is still ahead."""
    meeting = _ahead(pair, command.meeting_id, at)
    _check_date(pair, command.starts_at, at)
    return _moved(pair, meeting, command.starts_at, by=command.by, at=at)


def cancel(pair: Pair, command: c.CancelMeeting, at: datetime) -> tuple[e.PairEvent, ...]:
    """Takes the date of a meeting that is still ahead away."""
    return (_cancelled(pair, _ahead(pair, command.meeting_id, at), by=command.by, at=at),)


def moved_by_calendar(pair: Pair, meeting_id: UUID, starts_at: datetime, at: datetime) -> tuple[e.PairEvent, ...]:
    """A calendar moved a meeting that is still ahead; nothing where the date is no possible one, or known."""
    meeting = pair.meeting(meeting_id)
    if meeting is None or not meeting.is_ahead(at) or not _is_possible(pair, starts_at, at):
        return ()
    return _moved(pair, meeting, starts_at, by=None, at=at)


def cancelled_by_calendar(pair: Pair, meeting_id: UUID, at: datetime) -> tuple[e.PairEvent, ...]:
    """A meeting that is still ahead was taken out of a calendar; nothing where it is not ahead."""
    meeting = pair.meeting(meeting_id)
    if meeting is None or not meeting.is_ahead(at):
        return ()
    return (_cancelled(pair, meeting, by=None, at=at),)


def deadlines(pair: Pair) -> Iterator[Deadline]:
    """What the scheduled meetings still need: a reminder, a request to confirm, an end of waiting.

    While a pair is paused, what is behind it goes on; what lies after the pause waits for its end.
    """
    pause = _pause_of(pair)
    for meeting in pair.meetings_in(MeetingState.SCHEDULED):
        if pause and meeting.window_on > pause.until_on:
            continue
        if meeting.remind_at:
            yield Deadline(key=_key(K.MEETING_REMINDER, meeting), due_at=meeting.remind_at)
        if not meeting.kind.is_talk:
            yield from _confirmation_deadlines(pair, meeting)


def passed(pair: Pair, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows from a passed deadline of a meeting."""
    _, meeting_id, *_ = key.split("#")
    meeting = pair.meeting(UUID(meeting_id))
    if meeting is None or meeting.state is not MeetingState.SCHEDULED:
        return ()
    match K.of(key):
        case K.CONFIRM_REQUEST:
            return (e.MeetingConfirmationRequested(meeting_id=meeting.meeting_id),)
        case K.CONFIRM_CLOSED:
            return (_closed(pair, meeting, at),)
        case K.MEETING_REMINDER | K.CONFIRM_REMINDER:
            return (e.ReminderFellDue(key=key),)
        case _:
            raise AssertionError(key)


def verdict(meeting: Meeting, *words: e.ConfirmationOutcome) -> e.MeetingEvent:
    """What the words on a meeting are worth: one is enough where the other is silent, two different are a dispute."""
    match sorted(set(words)):
        case ["HELD"]:
            return e.MeetingHeld(meeting_id=meeting.meeting_id, held_on=meeting.window_on)
        case ["NOT_HELD"]:
            return e.MeetingNotHeld(meeting_id=meeting.meeting_id)
        case []:
            return e.MeetingLeftUnconfirmed(meeting_id=meeting.meeting_id)
        case _:
            return e.MeetingDisputed(meeting_id=meeting.meeting_id)


def settled(pair: Pair, at: datetime, *kinds: MeetingKind) -> tuple[e.PairEvent, ...]:
    """Closes the scheduled meetings of these kinds (without kinds: of all): held, unconfirmed, or cancelled."""
    scheduled = pair.meetings_in(MeetingState.SCHEDULED)
    return tuple(_closed(pair, m, at) for m in scheduled if not kinds or m.kind in kinds)


def cancelled_between(pair: Pair, first_day: date, last_day: date, at: datetime) -> tuple[e.MeetingCancelled, ...]:
    """Cancels the meetings ahead whose date lies within these local days, both included."""
    ahead = (m for m in pair.meetings if m.is_ahead(at) and first_day <= m.window_on <= last_day)
    return tuple(_cancelled(pair, meeting, by=None, at=at) for meeting in ahead)


def talk_of(pair: Pair, kind: MeetingKind) -> Meeting | None:
    """The scheduled talk of this kind, past or ahead."""
    return next((m for m in pair.meetings_in(MeetingState.SCHEDULED) if m.kind is kind), None)


def spared_until(pair: Pair, kind: MeetingKind) -> date:
    """The last day on which nobody need be reminded of a talk: its own, or that on which it was cancelled."""
    days = (m.cancelled_on or m.window_on for m in pair.meetings if m.kind is kind)
    return max(days, default=date.min)


def _kind(pair: Pair, asked: MeetingKind | None) -> MeetingKind:
    possible = _KINDS[pair.phase]
    if asked is not None and asked not in possible:
        raise Refused(f"at {pair.phase} a meeting may be {' or '.join(possible)}", allowed=("ScheduleMeeting",))
    return asked or possible[0]


def _check_date(pair: Pair, starts_at: datetime, at: datetime) -> None:
    if not _is_possible(pair, starts_at, at):
        raise Refused(f"the date must lie between now and {_last_day(pair)}", allowed=("ScheduleMeeting",))


def _is_possible(pair: Pair, starts_at: datetime, at: datetime) -> bool:
    """Whether a date lies ahead, within the phase, and not in a pause."""
    day, pause = local_date(starts_at, pair.zone), _pause_of(pair)
    return starts_at > at and day <= _last_day(pair) and not (pause and day <= pause.until_on)


def _pause_of(pair: Pair) -> Pause | None:
    return pair.stage.pause if isinstance(pair.stage, Exchange) else None


def _last_day(pair: Pair) -> date:
    """The last day for a date in this phase; before all days where none are set."""
    match pair.stage:
        case Chemistry(due_on=due_on):
            return add_days(due_on, pair.policy.chemistry__lapse)
        case Kickoff(opened_on=opened_on):
            return add_days(opened_on, pair.policy.kickoff__lapse)
        case Exchange(ends_on=ends_on):
            return ends_on
        case _:
            return date.min


def _check_room(pair: Pair, kind: MeetingKind, at: datetime) -> None:
    ahead = [m for m in pair.meetings if m.is_ahead(at)]
    moving = ("RescheduleMeeting", "CancelMeeting")
    if kind.is_talk and any(m.kind is kind for m in ahead):
        raise Refused("this talk has a date already", allowed=moving)
    if len(ahead) >= _MAX_DATES_AHEAD:
        raise Refused(f"at most {_MAX_DATES_AHEAD} dates may lie ahead", allowed=moving)


def _ahead(pair: Pair, meeting_id: UUID, at: datetime) -> Meeting:
    meeting = pair.meeting(meeting_id)
    if meeting is None or not meeting.is_ahead(at):
        raise Refused("only a meeting whose date lies ahead can be moved or cancelled", allowed=("ScheduleMeeting",))
    return meeting


def _confirmation_deadlines(pair: Pair, meeting: Meeting) -> Iterator[Deadline]:
    policy, zone, day = pair.policy, pair.zone, meeting.window_on
    if not meeting.is_confirmation_requested:
        asked = morning(pair, add_days(day, policy.meeting__confirm_request))
        # Never while the meeting may still go on, should the policy ask on the day itself.
        ends = (meeting.starts_at or asked) + timedelta(minutes=meeting.minutes)
        yield Deadline(key=_key(K.CONFIRM_REQUEST, meeting), due_at=max(asked, ends))
    else:
        again = morning(pair, add_days(day, policy.meeting__confirm_reminder))
        yield Deadline(key=_key(K.CONFIRM_REMINDER, meeting), due_at=again)
    closed = end_of_day(add_days(day, policy.meeting__confirm_closed), zone)
    yield Deadline(key=_key(K.CONFIRM_CLOSED, meeting), due_at=closed)


def _key(key: DeadlineKey, meeting: Meeting) -> str:
    """A deadline belongs to one date of a meeting: what was done about it ends when the date changes."""
    return f"{key}#{meeting.meeting_id}#{meeting.ics_sequence}"


def _closed(pair: Pair, meeting: Meeting, at: datetime) -> e.MeetingEvent:
    if meeting.is_ahead(at):
        return _cancelled(pair, meeting, by=None, at=at)
    if meeting.kind.is_talk:
        return e.MeetingHeld(meeting_id=meeting.meeting_id, held_on=meeting.window_on)
    return verdict(meeting, *meeting.confirmations.values())


def _moved(
    pair: Pair, meeting: Meeting, starts_at: datetime, *, by: Side | None, at: datetime
) -> tuple[e.MeetingRescheduled, ...]:
    """Another date; `ics_sequence` counts the moves. The same date again changes nothing."""
    if meeting.starts_at == starts_at:
        return ()
    moved = e.MeetingRescheduled(
        meeting_id=meeting.meeting_id,
        starts_at=starts_at,
        minutes=meeting.minutes,
        ics_sequence=meeting.ics_sequence + 1,
        remind_at=_remind_at(pair, starts_at, at),
        by=by,
    )
    return (moved,)


def _cancelled(pair: Pair, meeting: Meeting, *, by: Side | None, at: datetime) -> e.MeetingCancelled:
    return e.MeetingCancelled(
        meeting_id=meeting.meeting_id,
        ics_sequence=meeting.ics_sequence + 1,
        cancelled_on=local_date(at, pair.zone),
        by=by,
    )


def _minutes(pair: Pair, kind: MeetingKind) -> int:
    match kind:
        case MeetingKind.CHEMISTRY:
            return pair.policy.chemistry__talk_minutes
        case MeetingKind.KICKOFF:
            return pair.policy.kickoff__minutes
        case _:
            agreement = pair.stage.agreement if isinstance(pair.stage, Exchange) else None
            return agreement.conditions.minutes if agreement else pair.policy.meeting__minutes


def _remind_at(pair: Pair, starts_at: datetime, at: datetime) -> datetime | None:
    latest = starts_at - timedelta(hours=pair.policy.meeting__reminder)
    first = min(slots(pair, side).last_until(latest) for side in SIDES)
    return first if first > at else None
