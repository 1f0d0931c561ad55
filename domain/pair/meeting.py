"""Talks and meetings: setting, moving, cancelling, reminding, confirming."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.base import Deadline, Refused, derived_id
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.allowed import ALLOWED
from domain.pair.sending import morning, slots
from domain.pair.stages import Chemistry, Exchange, Kickoff, Meeting
from domain.pair.state import Pair
from domain.pair.values import SIDES, MeetingKind, MeetingState, Phase, Side
from domain.working_time import add_days, end_of_day, local_date

REMINDER = "meeting.reminder"
CONFIRM_REQUEST = "meeting.confirm_request"
CONFIRM_REMINDER = "meeting.confirm_reminder"
CONFIRM_CLOSED = "meeting.confirm_closed"
KEYS = (REMINDER, CONFIRM_REQUEST, CONFIRM_REMINDER, CONFIRM_CLOSED)

TALKS = (MeetingKind.CHEMISTRY, MeetingKind.KICKOFF)
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
    earlier = settled(pair, at, kind) if kind in TALKS else ()
    return *earlier, scheduled(pair, kind, command.starts_at, by=command.by, at=at)


def scheduled(
    pair: Pair, kind: MeetingKind, starts_at: datetime, *, by: Side, at: datetime, nth: int = 0
) -> e.MeetingScheduled:
    """The event that gives the nth planned meeting, or an additional one, its date."""
    planned = pair.meetings_in(MeetingState.PLANNED) if kind not in TALKS else ()
    slot = planned[nth] if nth < len(planned) else None
    number = slot.sequence_no if slot else _next_number(pair, kind) + nth
    meeting_id = slot.meeting_id if slot else meeting_id_of(pair, len(pair.meetings) + nth)
    return e.MeetingScheduled(
        meeting_id=meeting_id,
        kind=kind,
        sequence_no=number,
        starts_at=starts_at,
        minutes=_minutes(pair, kind),
        lead=_lead(pair, kind, nth),
        ics_uid=f"{meeting_id}@exchange-mentoring",
        remind_at=_remind_at(pair, starts_at, at),
        by=by,
    )


def reschedule(pair: Pair, command: c.RescheduleMeeting, at: datetime) -> tuple[e.PairEvent, ...]:
    """Moves a meeting that is still ahead."""
    meeting = _ahead(pair, command.meeting_id, at)
    _check_date(pair, command.starts_at, at)
    if meeting.starts_at == command.starts_at:
        return ()
    return (
        e.MeetingRescheduled(
            meeting_id=meeting.meeting_id,
            starts_at=command.starts_at,
            minutes=meeting.minutes,
            ics_sequence=meeting.ics_sequence + 1,
            remind_at=_remind_at(pair, command.starts_at, at),
            by=command.by,
        ),
    )


def cancel(pair: Pair, command: c.CancelMeeting, at: datetime) -> tuple[e.PairEvent, ...]:
    """Takes the date of a meeting that is still ahead away."""
    return (_cancelled(pair, _ahead(pair, command.meeting_id, at), by=command.by, at=at),)


def confirm(pair: Pair, command: c.ConfirmMeeting, at: datetime) -> tuple[e.PairEvent, ...]:
    """One word; with the second one the meeting is held, not held, or disputed."""
    meeting = pair.meeting(command.meeting_id)
    if meeting is None or meeting.kind in TALKS or meeting.state is not MeetingState.SCHEDULED:
        others = tuple(name for name in ALLOWED[pair.phase] if name != command.type)
        raise Refused("only a meeting that awaits confirmation can be confirmed", allowed=others)
    if not meeting.has_ended(at):
        raise Refused("a meeting can be confirmed when it is over", allowed=("RescheduleMeeting", "CancelMeeting"))
    if meeting.confirmations.get(command.by) == command.outcome:
        return ()
    confirmed = e.MeetingConfirmed(meeting_id=meeting.meeting_id, by=command.by, outcome=command.outcome)
    said = {**meeting.confirmations, command.by: command.outcome}
    if len(said) < len(SIDES):
        return (confirmed,)
    return confirmed, _verdict(meeting.with_(confirmations=said))


def enter(pair: Pair, command: c.EnterMeeting, at: datetime) -> tuple[e.PairEvent, ...]:
    """Enters a meeting that took place and was never in the calendar."""
    raise Refused("not possible yet")


def settle(pair: Pair, command: c.SettleMeeting, at: datetime) -> tuple[e.PairEvent, ...]:
    """The coordinator says how a meeting went that the two left unconfirmed, or disagree about."""
    raise Refused("not possible yet")


def deadlines(pair: Pair) -> Iterator[Deadline]:
    """What the scheduled meetings still need: a reminder, a request to confirm, an end of waiting."""
    for meeting in pair.meetings_in(MeetingState.SCHEDULED):
        if meeting.remind_at:
            yield Deadline(key=_key(REMINDER, meeting), due_at=meeting.remind_at)
        if meeting.kind not in TALKS:
            yield from _confirmation_deadlines(pair, meeting)


def passed(pair: Pair, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows from a passed deadline of a meeting."""
    policy_key, meeting_id, *_ = key.split("#")
    meeting = pair.meeting(UUID(meeting_id))
    if meeting is None or meeting.state is not MeetingState.SCHEDULED:
        return ()
    match policy_key:
        case "meeting.confirm_request":
            return (e.MeetingConfirmationRequested(meeting_id=meeting.meeting_id),)
        case "meeting.confirm_closed":
            return (_closed(pair, meeting, at),)
        case _:
            return (e.ReminderFellDue(key=key),)


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


def quiet_until(pair: Pair, kind: MeetingKind) -> date:
    """The last day on which nobody need be reminded of a talk: its own, or that on which it was cancelled."""
    days = (m.cancelled_on or m.window_on for m in pair.meetings if m.kind is kind)
    return max(days, default=date.min)


def meeting_id_of(pair: Pair, number: int) -> UUID:
    """The id of the pair's nth meeting, the same wherever it is computed."""
    return derived_id("meeting", pair.match.pair_id, number)


def _kind(pair: Pair, asked: MeetingKind | None) -> MeetingKind:
    possible = _KINDS.get(pair.phase, ())
    if not possible:
        raise Refused(f"no meetings are set at {pair.phase}", allowed=ALLOWED[pair.phase])
    if asked is not None and asked not in possible:
        raise Refused(f"at {pair.phase} a meeting may be {' or '.join(possible)}", allowed=("ScheduleMeeting",))
    return asked or possible[0]


def _check_date(pair: Pair, starts_at: datetime, at: datetime) -> None:
    last = _last_day(pair)
    if starts_at <= at or local_date(starts_at, pair.zone) > last:
        raise Refused(f"the date must lie between now and {last}", allowed=("ScheduleMeeting",))


def _last_day(pair: Pair) -> date:
    match pair.stage:
        case Chemistry(due_on=due_on):
            return add_days(due_on, pair.policy.chemistry__lapse)
        case Kickoff(opened_on=opened_on):
            return add_days(opened_on, pair.policy.kickoff__lapse)
        case Exchange(ends_on=ends_on):
            return ends_on
        case _:
            raise Refused(f"no meetings are set at {pair.phase}", allowed=ALLOWED[pair.phase])


def _check_room(pair: Pair, kind: MeetingKind, at: datetime) -> None:
    ahead = [m for m in pair.meetings if m.is_ahead(at)]
    moving = ("RescheduleMeeting", "CancelMeeting")
    if kind in TALKS and any(m.kind is kind for m in ahead):
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
        yield Deadline(key=_key(CONFIRM_REQUEST, meeting), due_at=max(asked, ends))
    else:
        again = morning(pair, add_days(day, policy.meeting__confirm_reminder))
        yield Deadline(key=_key(CONFIRM_REMINDER, meeting), due_at=again)
    closed = end_of_day(add_days(day, policy.meeting__confirm_closed), zone)
    yield Deadline(key=_key(CONFIRM_CLOSED, meeting), due_at=closed)


def _key(policy_key: str, meeting: Meeting) -> str:
    """A deadline belongs to one date of a meeting: what was done about it ends when the date changes."""
    return f"{policy_key}#{meeting.meeting_id}#{meeting.ics_sequence}"


def _closed(pair: Pair, meeting: Meeting, at: datetime) -> e.MeetingEvent:
    if meeting.is_ahead(at):
        return _cancelled(pair, meeting, by=None, at=at)
    if meeting.kind in TALKS:
        return e.MeetingHeld(meeting_id=meeting.meeting_id, held_on=meeting.window_on)
    return _verdict(meeting)


def _verdict(meeting: Meeting) -> e.MeetingEvent:
    """One word is enough where the other is silent; two different words are a dispute."""
    match sorted(set(meeting.confirmations.values())):
        case ["HELD"]:
            return e.MeetingHeld(meeting_id=meeting.meeting_id, held_on=meeting.window_on)
        case ["NOT_HELD"]:
            return e.MeetingNotHeld(meeting_id=meeting.meeting_id)
        case []:
            return e.MeetingLeftUnconfirmed(meeting_id=meeting.meeting_id)
        case _:
            return e.MeetingDisputed(meeting_id=meeting.meeting_id)


def _cancelled(pair: Pair, meeting: Meeting, *, by: Side | None, at: datetime) -> e.MeetingCancelled:
    return e.MeetingCancelled(
        meeting_id=meeting.meeting_id,
        ics_sequence=meeting.ics_sequence + 1,
        cancelled_on=local_date(at, pair.zone),
        by=by,
    )


def _next_number(pair: Pair, kind: MeetingKind) -> int:
    if kind in TALKS:
        return 0
    return max((m.sequence_no for m in pair.meetings), default=0) + 1


def _minutes(pair: Pair, kind: MeetingKind) -> int:
    match kind:
        case MeetingKind.CHEMISTRY:
            return pair.policy.chemistry__talk_minutes
        case MeetingKind.KICKOFF:
            return pair.policy.kickoff__minutes
        case _:
            agreement = pair.stage.agreement if isinstance(pair.stage, Exchange) else None
            return agreement.conditions.minutes if agreement else pair.policy.meeting__minutes


def _lead(pair: Pair, kind: MeetingKind, nth: int) -> e.MeetingLead:
    """Lead alternates, also when a meeting falls out: whoever had fewer turns leads, at first the one drawn."""
    if kind in (*TALKS, MeetingKind.CLOSING):
        return "both"
    lost = (MeetingState.CANCELLED, MeetingState.NOT_HELD)
    turns = Counter(m.lead for m in pair.meetings if m.state not in lost)
    order: list[Side] = sorted(SIDES, key=lambda side: (turns[side], _lot(pair, side)))
    return order[nth % 2]


def _lot(pair: Pair, side: Side) -> bytes:
    """Drawn by a hash that does not depend on who is a and who is b."""
    return hashlib.sha256(f"{pair.match.pair_id}/{pair.match.partner(side).participation_id}".encode()).digest()


def _remind_at(pair: Pair, starts_at: datetime, at: datetime) -> datetime | None:
    latest = starts_at - timedelta(hours=pair.policy.meeting__reminder)
    first = min(slots(pair, side).last_until(latest) for side in SIDES)
    return first if first > at else None
