"""How a meeting went: each one's word, a meeting entered afterwards, the coordinator's word where the two have none."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.base import Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.allowed import ALLOWED
from domain.pair.meeting import verdict
from domain.pair.stages import Exchange, Meeting
from domain.pair.state import Pair
from domain.pair.turn import next_turn
from domain.pair.values import SIDES, MeetingKind, MeetingState
from domain.working_time import add_days, local_date

# What lies further back nobody remembers well enough to object to it.
_ENTERED_WITHIN_DAYS = 60


def confirm(pair: Pair, command: c.ConfirmMeeting, at: datetime) -> tuple[e.PairEvent, ...]:
    """One word; with the second one the meeting is held, not held, or disputed.

    One word against a meeting that was entered afterwards is enough to dispute it, or, by the one who entered it,
    to take it back.
    """
    meeting = _open_to_a_word(pair, command, at)
    if meeting.confirmations.get(command.by) == command.outcome:
        return ()
    confirmed = e.MeetingConfirmed(meeting_id=meeting.meeting_id, by=command.by, outcome=command.outcome)
    words = {**meeting.confirmations, command.by: command.outcome}
    is_known = meeting.state == command.outcome
    is_waiting = meeting.entered_on is None and len(words) < len(SIDES)
    return (confirmed,) if is_known or is_waiting else (confirmed, verdict(meeting, *words.values()))


def enter(pair: Pair, exchange: Exchange, command: c.EnterMeeting, at: datetime) -> tuple[e.PairEvent, ...]:
    """Enters a meeting that took place and was never in the calendar; the partner has some days to object.

    The same time again, also by the partner, changes nothing.
    """
    held_on = local_date(command.started_at, pair.zone)
    _check_past(pair, exchange, command, at)
    if known := _meeting_of(pair, command):
        if known.starts_at == command.started_at and known.state is MeetingState.HELD:
            return ()
        raise Refused(f"a meeting of {held_on} is known already", allowed=("ConfirmMeeting",))
    entered = e.MeetingEntered(
        kind=MeetingKind.REGULAR,
        starts_at=command.started_at,
        minutes=command.minutes,
        entered_on=local_date(at, pair.zone),
        by=command.by,
        **next_turn(pair, MeetingKind.REGULAR).model_dump(),
    )
    return entered, e.MeetingHeld(meeting_id=entered.meeting_id, held_on=held_on)


def settle(pair: Pair, command: c.SettleMeeting, at: datetime) -> tuple[e.PairEvent, ...]:
    """The coordinator says how a meeting went that the two left open, or about which they disagree."""
    if not pair.phase.is_open:
        raise Refused(f"this pair has ended ({pair.phase}); what is known of its meetings stays")
    meeting = pair.meeting(command.meeting_id)
    if meeting is not None and not meeting.kind.is_talk:
        if meeting.state == command.outcome:
            return ()
        if _is_unclear(meeting, at):
            said = e.MeetingConfirmed(meeting_id=meeting.meeting_id, outcome=command.outcome)
            return said, verdict(meeting, command.outcome)
    raise Refused(
        "only a meeting can be settled that is over and that the two left open, or disagree about",
        allowed=("SettleMeeting",),
    )


def _open_to_a_word(pair: Pair, command: c.ConfirmMeeting, at: datetime) -> Meeting:
    meeting = pair.meeting(command.meeting_id)
    if meeting is None or meeting.kind.is_talk or not (_is_asked_about(meeting) or _is_just_entered(pair, meeting, at)):
        others = tuple(name for name in ALLOWED[pair.phase] if name != command.type)
        words = "only a meeting that awaits confirmation can be confirmed; later the coordinator can settle it"
        raise Refused(words, allowed=others)
    if not meeting.has_ended(at):
        raise Refused("a meeting can be confirmed when it is over", allowed=("RescheduleMeeting", "CancelMeeting"))
    return meeting


def _is_asked_about(meeting: Meeting) -> bool:
    return meeting.state is MeetingState.SCHEDULED


def _is_just_entered(pair: Pair, meeting: Meeting, at: datetime) -> bool:
    """Whether one of the two entered it lately, by `meeting.confirm_closed`, and nobody has objected."""
    if meeting.entered_on is None or meeting.state is not MeetingState.HELD:
        return False
    return local_date(at, pair.zone) <= add_days(meeting.entered_on, pair.policy.meeting__confirm_closed)


def _is_unclear(meeting: Meeting, at: datetime) -> bool:
    match meeting.state:
        case MeetingState.UNCONFIRMED | MeetingState.DISPUTED:
            return True
        case MeetingState.SCHEDULED:
            return meeting.has_ended(at)
        case _:
            return False


def _check_past(pair: Pair, exchange: Exchange, command: c.EnterMeeting, at: datetime) -> None:
    first = max(exchange.starts_on, add_days(local_date(at, pair.zone), -_ENTERED_WITHIN_DAYS))
    is_over = command.started_at + timedelta(minutes=command.minutes) <= at
    if not is_over or local_date(command.started_at, pair.zone) < first:
        raise Refused(
            f"a meeting can be entered when it is over, from {first} on", allowed=("ScheduleMeeting", "EnterMeeting")
        )


def _meeting_of(pair: Pair, command: c.EnterMeeting) -> Meeting | None:
    """The meeting that is known of the same day, if any; one that was cancelled may have taken place after all."""
    day = local_date(command.started_at, pair.zone)
    dated = (m for m in pair.meetings if m.starts_at and not m.kind.is_talk)
    return next((m for m in dated if m.window_on == day and m.state is not MeetingState.CANCELLED), None)
