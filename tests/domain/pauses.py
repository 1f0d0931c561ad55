"""Pairs that pause, and who lets them."""

from datetime import date, datetime, timedelta

from domain.pair import commands as c
from tests.domain.story import Life, in_exchange

# The half year of these stories runs from Monday, 18 January 2027, to 18 July.
TODAY = date(2027, 1, 18)
RESUME_PAIR = c.ResumePair(staff_id="person-c", reason="back again")


def paused(*, days: int = 20, life: Life | None = None) -> Life:
    """A pair that both have agreed to pause, from today on for so many days."""
    life = life or in_exchange()
    life.tell(c.ProposePause(by="a", until_on=life.today + timedelta(days=days - 1)), c.AgreePause(by="b"))
    return life


def pause_pair(until_on: date) -> c.PausePair:
    """The coordinator pauses a pair, or prolongs its pause."""
    return c.PausePair(staff_id="person-c", until_on=until_on, reason="parental leave")


def moved_by_operator(life: Life, key: str, due_at: datetime) -> None:
    """An operator gives a deadline another moment."""
    life.tell(c.MoveDeadline(operator_id="o", key=key, due_at=due_at, reason="asked for by phone"))


def in_closing() -> Life:
    """The last weeks have begun."""
    life = in_exchange()
    return life.until(life.due("closing.notice_pair")[0].due_at)
