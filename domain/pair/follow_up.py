"""Months after a completion: what has stayed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from domain.base import Deadline, Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.keys import DeadlineKey
from domain.pair.sending import nudging
from domain.pair.stages import Ended
from domain.pair.state import Pair
from domain.working_time import add_days, end_of_day, local_date


def asked_on(pair: Pair, ended_on: date) -> date | None:
    """The day on which each is asked, `followup.at` days after the end; None where the programme never asks."""
    days = pair.policy.followup__at
    return add_days(ended_on, days) if days else None


def answered_until(pair: Pair, day: date) -> date:
    """The last day of the answers to a question that is asked on a day, or on the next one that is open."""
    opens_on = local_date(nudging(pair, day), pair.zone)
    return add_days(opens_on, pair.policy.followup__window)


def submit(pair: Pair, ended: Ended, command: c.SubmitFollowUp, at: datetime) -> tuple[e.PairEvent, ...]:
    """One partner says what has stayed, once, in the days after the question."""
    due_on = ended.follow_up_due_on
    if due_on is None:
        asked = f"is asked on {ended.follow_up_on}" if ended.follow_up_on else "is not asked in this programme"
        raise Refused(f"what has stayed {asked}")
    if ended.is_shredded or at >= end_of_day(due_on, pair.zone):
        raise Refused(f"answers were taken until {due_on}; nothing more is possible")
    if command.by in pair.private.followed_up_by:
        raise Refused("you have answered already; nothing more is needed")
    return (e.FollowUpSubmitted(**command.model_dump(exclude={"type"})),)


def deadlines(pair: Pair, ended: Ended) -> Iterator[Deadline]:
    """When each is asked. The answers need no deadline: the day of deletion is their last."""
    if ended.follow_up_on and not ended.follow_up_due_on and not ended.is_shredded:
        yield Deadline(key=DeadlineKey.FOLLOW_UP, due_at=nudging(pair, ended.follow_up_on))


def passed(pair: Pair, ended: Ended, at: datetime) -> tuple[e.PairEvent, ...]:
    """Each is asked; a question that comes late leaves less time, since the day of deletion stays."""
    due_on = add_days(local_date(at, pair.zone), pair.policy.followup__window)
    return (e.FollowUpRequested(due_on=min(due_on, ended.shred_on or due_on)),)
