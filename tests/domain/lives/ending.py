"""Lives in which something is still said after the end, and one that ends before anybody said anything."""

from __future__ import annotations

from domain.pair import commands as c
from domain.pair.values import SIDES
from tests.domain.story import Life, completed, proposed


def lives() -> list[Life]:
    """A wish for another partner, a look at what stayed, a proposal taken back."""
    return [_parted(), _followed_up(), _withdrawn()]


def _parted() -> Life:
    life = proposed().wait(days=1)
    life.tell(c.DeclineMatch(by="a"))
    life.wait(days=2)
    life.tell(c.RequestRematch(by="b"), c.DeclineRematch(by="a"))
    return life.wait(days=20)


def _followed_up() -> Life:
    life = completed()
    life.until(life.due("followup.at")[0].due_at)
    for side in SIDES:
        life.tell(c.SubmitFollowUp(by=side, still_using=4, still_in_touch=True, would_do_it_again=True))
    return life.wait(days=120)


def _withdrawn() -> Life:
    life = proposed()
    life.tell(c.WithdrawMatch(staff_id="person-c", reason="two of one team"))
    return life.wait(days=5)
