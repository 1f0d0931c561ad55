"""Lives with meetings that were entered afterwards."""

from __future__ import annotations

from datetime import timedelta

from domain.pair import commands as c
from tests.domain.story import Life, in_exchange


def lives() -> list[Life]:
    """One of the two enters a meeting that was never in the calendar."""
    entered = in_exchange().wait(days=20)
    entered.tell(c.EnterMeeting(by="b", started_at=entered.at - timedelta(days=2), minutes=50))
    return [entered]
