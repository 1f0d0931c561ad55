"""What talks and meetings change."""

from __future__ import annotations

from typing import Any, assert_never

from domain.pair import events as e
from domain.pair.evolve.changes import changed
from domain.pair.stages import Meeting
from domain.pair.state import Pair
from domain.pair.values import MeetingState
from domain.working_time import local_date

_EndsADate = (
    e.MeetingRescheduled
    | e.MeetingCancelled
    | e.MeetingHeld
    | e.MeetingNotHeld
    | e.MeetingLeftUnconfirmed
    | e.MeetingDisputed
)


def after_meeting(pair: Pair, event: e.MeetingEvent) -> Pair:
    """The pair after one of these events. What was done about a date ends with it."""
    if isinstance(event, _EndsADate):
        about = str(event.meeting_id)
        pair = pair.with_(passed=tuple(key for key in pair.passed if about not in key))
    return pair.with_(meetings=_meetings(pair, event))


def _meetings(pair: Pair, event: e.MeetingEvent) -> tuple[Meeting, ...]:
    match event:
        case e.MeetingPlanned():
            return (*pair.meetings, Meeting(state=MeetingState.PLANNED, **_fields(event)))
        case e.MeetingScheduled():
            day = local_date(event.starts_at, pair.zone)
            dated = Meeting(state=MeetingState.SCHEDULED, window_on=day, **_fields(event))
            rest = tuple(m for m in pair.meetings if m.meeting_id != event.meeting_id)
            return (*rest, dated)
        case e.MeetingRescheduled():
            day = local_date(event.starts_at, pair.zone)
            return changed(pair, event.meeting_id, window_on=day, **_fields(event))
        case e.MeetingCancelled():
            return changed(pair, event.meeting_id, state=MeetingState.CANCELLED, **_fields(event))
        case e.MeetingEntered():
            day = local_date(event.starts_at, pair.zone)
            entered = Meeting(state=MeetingState.SCHEDULED, window_on=day, **_fields(event))
            rest = tuple(m for m in pair.meetings if m.meeting_id != event.meeting_id)
            return (*rest, entered.with_(confirmations={event.by: "HELD"}))
        case e.MeetingConfirmationRequested():
            return changed(pair, event.meeting_id, is_confirmation_requested=True)
        case e.MeetingConfirmed(meeting_id=meeting_id, by=by, outcome=outcome):
            said = {m.meeting_id: m.confirmations for m in pair.meetings}[meeting_id]
            return changed(pair, meeting_id, confirmations={**said, by: outcome} if by else said)
        case e.MeetingHeld(held_on=held_on):
            return changed(pair, event.meeting_id, state=MeetingState.HELD, window_on=held_on)
        case e.MeetingNotHeld():
            return changed(pair, event.meeting_id, state=MeetingState.NOT_HELD)
        case e.MeetingLeftUnconfirmed():
            return changed(pair, event.meeting_id, state=MeetingState.UNCONFIRMED)
        case e.MeetingDisputed():
            return changed(pair, event.meeting_id, state=MeetingState.DISPUTED)
        case _:
            assert_never(event)


def _fields(event: e.MeetingEvent) -> dict[str, Any]:
    """What a meeting takes over from an event; who caused it is no part of it."""
    return {name: value for name, value in event if name != "by"}
