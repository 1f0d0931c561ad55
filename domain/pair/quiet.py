"""Since when a pair has been quiet; all that is asked of quiet pairs counts from here, before pauses are added."""

from __future__ import annotations

from datetime import date

from domain.pair.stages import Exchange
from domain.pair.state import Pair
from domain.pair.values import MeetingState

_OVER = (MeetingState.HELD, MeetingState.NOT_HELD, MeetingState.UNCONFIRMED, MeetingState.DISPUTED)


def last_meeting_on(pair: Pair, exchange: Exchange) -> date:
    """The day of the last meeting, at first the start; from here the cadence counts."""
    return max([exchange.starts_on, *(m.window_on for m in pair.half_year_meetings(*_OVER))])


def waiting_since(pair: Pair, exchange: Exchange) -> date | None:
    """The day of the last meeting or cancellation; None while a meeting has a date or awaits confirmation."""
    if pair.half_year_meetings(MeetingState.SCHEDULED):
        return None
    cancelled = pair.half_year_meetings(MeetingState.CANCELLED)
    return max([last_meeting_on(pair, exchange), *(m.cancelled_on for m in cancelled if m.cancelled_on)])


def inactive_since(pair: Pair, exchange: Exchange) -> date | None:
    """The day of the last sign of life; None while a meeting has a date or awaits confirmation."""
    waiting = waiting_since(pair, exchange)
    return max(waiting, exchange.continued_on or waiting) if waiting else None
