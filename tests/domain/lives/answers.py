"""Lives in which the two say how it is going, and how give and take are."""

from __future__ import annotations

from datetime import timedelta

from domain.pair import commands as c
from domain.pair.events import MeetingEntered
from domain.pair.values import SIDES, BalanceReport, Side
from tests.domain.story import Life, in_exchange


def lives() -> list[Life]:
    """Both answer the pulse; give and take become one-sided, and even again."""
    answered = in_exchange()
    answered.until(answered.due("pulse.first")[0].due_at)
    answered.tell(*(c.SubmitPulse(by=side, match=4, progress=3, wellbeing=5) for side in SIDES))
    weighed = in_exchange()
    for giver in ("a", "a", "b"):
        _meet(weighed, giver=giver)
    return [answered, weighed]


def _meet(life: Life, *, giver: Side) -> None:
    """They met this morning, and both say who gave."""
    life.wait(days=1)
    entered = life.tell(c.EnterMeeting(by="a", started_at=life.at - timedelta(hours=2)))[0]
    assert isinstance(entered, MeetingEntered)
    for side in SIDES:
        word = BalanceReport.MOSTLY_GAVE if side == giver else BalanceReport.MOSTLY_RECEIVED
        life.tell(c.ReportBalance(by=side, meeting_id=entered.meeting_id, report=word))
