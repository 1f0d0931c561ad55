"""The wish for another partner after a pair has ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from domain.base import Deadline, Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.allowed import ALLOWED
from domain.pair.keys import DeadlineKey
from domain.pair.stages import Ended
from domain.pair.state import Pair
from domain.working_time import add_days, end_of_day, local_date


def one_says(
    pair: Pair, ended: Ended, command: c.RequestRematch | c.DeclineRematch, at: datetime
) -> tuple[e.PairEvent, ...]:
    """One of the two would like another partner, or none; said once, while the pair's data is kept."""
    if ended.is_shredded:
        raise Refused("this pair's data has been deleted; please turn to the coordinator")
    if command.by in (*pair.private.rematch_wished_by, *pair.private.rematch_declined_by):
        raise Refused("you have said already whether you would like another partner; nothing more is needed")
    match command:
        case c.RequestRematch(by=by):
            offer_due_on = add_days(local_date(at, pair.zone), pair.policy.rematch__offer_within)
            return (e.RematchRequested(by=by, offer_due_on=offer_due_on),)
        case c.DeclineRematch(by=by):
            return (e.RematchDeclined(by=by),)
        case _:
            assert_never(command)


def is_awaited(pair: Pair, ended: Ended) -> bool:
    """Whether data that could go at once stays, so that the two can still say what they wish.

    It stays for `rematch.offer_within` days also where both have answered: its going must not tell when they did.
    """
    may_wish = "RequestRematch" in ALLOWED[ended.phase]
    return may_wish and ended.shred_on is None and DeadlineKey.REMATCH_WISH not in pair.passed


def deadlines(pair: Pair, ended: Ended) -> Iterator[Deadline]:
    """Until when a pair that never reached the exchange period waits for a wish."""
    if is_awaited(pair, ended) and not ended.is_shredded:
        day = add_days(ended.ended_on, pair.policy.rematch__offer_within)
        yield Deadline(key=DeadlineKey.REMATCH_WISH, due_at=end_of_day(day, pair.zone))


def passed(key: str) -> tuple[e.PairEvent, ...]:
    """The time for a wish is over."""
    return (e.ReminderFellDue(key=key),)
