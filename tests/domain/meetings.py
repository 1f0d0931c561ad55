"""Pairs in their half year, with one meeting ahead or behind them."""

from __future__ import annotations

from datetime import timedelta

from domain.pair import commands as c
from tests.domain.story import Life, in_exchange

MOVING = ("RescheduleMeeting", "CancelMeeting")


def dated(*, days: float = 10) -> Life:
    """A pair in its half year with one meeting ahead."""
    life = in_exchange()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=days)))
    return life


def met() -> Life:
    """The meeting is over, nobody has said anything about it."""
    life = dated(days=2)
    return life.wait(days=2, hours=2)


def confirm(life: Life, by: str, outcome: str = "HELD") -> c.ConfirmMeeting:
    """One partner's word on the one meeting."""
    about = life.meeting().meeting_id
    return c.ConfirmMeeting.model_validate({"by": by, "meeting_id": about, "outcome": outcome})
