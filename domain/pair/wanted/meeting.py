"""Letters about talks and meetings."""

from __future__ import annotations

from collections.abc import Iterator

from domain.letters import Template
from domain.pair import events as e
from domain.pair.stages import Meeting
from domain.pair.state import Pair, silent
from domain.pair.values import Phase
from domain.pair.wanted.shape import Wanted, meeting_params, to_sides


def after_meeting(pair: Pair, event: e.MeetingEvent) -> Iterator[Wanted]:
    """The letters that one of these events asks for. A meeting entered afterwards stands in no calendar."""
    about = pair.meeting(event.meeting_id)
    if about is None or about.starts_at is None:
        return
    match event:
        case e.MeetingScheduled():
            yield Wanted(template=Template.MEETING_INVITE, params=meeting_params(about))
        case e.MeetingRescheduled():
            params = {**meeting_params(about), "often_moved": _often_moved(pair, about)}
            yield Wanted(template=Template.MEETING_CHANGED, params=params)
        case e.MeetingCancelled():
            params = {**meeting_params(about), "pair_ended": _pair_ended(pair)}
            yield Wanted(template=Template.MEETING_CANCELLED, params=params)
        case e.MeetingConfirmationRequested():
            yield confirmation(about)
        case _:
            return


def confirmation(about: Meeting) -> Wanted:
    """Did it take place? Asked of those who have not said so yet."""
    to = to_sides(*silent(tuple(about.confirmations)))
    return Wanted(template=Template.MEETING_CONFIRM, params=meeting_params(about), to=to)


def _often_moved(pair: Pair, about: Meeting) -> str:
    """How many times the meeting was moved, from `meeting.reschedule_hint` times on; each raises its sequence."""
    return str(about.ics_sequence) if about.ics_sequence >= pair.policy.meeting__reschedule_hint else ""


def _pair_ended(pair: Pair) -> str:
    """Whether no new date can be set, since the pair has ended, or is paused."""
    if pair.phase is Phase.PAUSED:
        return "paused"
    return "no" if pair.phase.is_open else "yes"
