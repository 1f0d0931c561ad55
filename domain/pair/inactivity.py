"""Pairs in which nothing happens: asked whether they go on, and closed where nobody answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from domain.base import Deadline, Refused
from domain.pair import commands as c
from domain.pair import escalation, quiet
from domain.pair import events as e
from domain.pair.ending import dissolved
from domain.pair.keys import DeadlineKey
from domain.pair.pause import after_pauses
from domain.pair.sending import morning
from domain.pair.stages import Exchange
from domain.pair.state import Pair
from domain.pair.values import EndReason
from domain.working_time import add_days, end_of_day, local_date

K = DeadlineKey


def go_on(pair: Pair, exchange: Exchange, command: c.ContinuePair, at: datetime) -> tuple[e.PairEvent, ...]:
    """One partner says that the pair goes on; that the other one says so too changes nothing."""
    since = quiet.inactive_since(pair, exchange)
    if _is_asked(exchange, since):
        return (e.PairContinued(by=command.by, continued_on=local_date(at, pair.zone)),)
    if since and since == exchange.continued_on:
        return ()
    raise Refused("nobody has asked whether this pair goes on; it does", allowed=("ScheduleMeeting", "ProposePause"))


def deadlines(pair: Pair, exchange: Exchange) -> Iterator[Deadline]:
    """When an inactive pair is asked, and until when it has time to answer."""
    since = quiet.inactive_since(pair, exchange)
    if since is None:
        return
    asked_on = add_days(after_pauses(exchange, since), pair.policy.inactivity__warn)
    yield Deadline(key=f"{K.INACTIVITY_WARN}#{since}", due_at=morning(pair, asked_on))
    if exchange.close_on and _is_asked(exchange, since):
        yield Deadline(key=f"{K.INACTIVITY_CLOSE}#{since}", due_at=end_of_day(exchange.close_on, pair.zone))


def passed(pair: Pair, exchange: Exchange, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows from a passed deadline of inactivity: the coordinator closes the pair, unless the policy does."""
    if K.of(key) is K.INACTIVITY_CLOSE and pair.policy.inactivity__auto_close:
        return dissolved(pair, EndReason.INACTIVE, at)
    asked = _asked(pair, exchange, at) if K.of(key) is K.INACTIVITY_WARN else ()
    return *asked, *escalation.fallen_due(pair, key, at)


def _asked(pair: Pair, exchange: Exchange, at: datetime) -> tuple[e.PairEvent, ...]:
    since, today = quiet.inactive_since(pair, exchange), local_date(at, pair.zone)
    if since is None:
        return ()
    days = (today - after_pauses(exchange, since)).days
    close_on = add_days(today, pair.policy.inactivity__close)
    return (e.InactivityThresholdReached(last_activity_on=since, days=days, close_on=close_on),)


def _is_asked(exchange: Exchange, since: date | None) -> bool:
    """Whether the question is open: after a newer sign of life it is not."""
    return since is not None and exchange.asked_about == since
