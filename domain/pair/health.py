"""How a pair fares: quiet times make it amber, then red; derived, never typed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from domain.base import Deadline
from domain.pair import escalation, quiet
from domain.pair import events as e
from domain.pair.keys import DeadlineKey
from domain.pair.pause import after_pauses
from domain.pair.sending import nudging
from domain.pair.stages import Exchange, Kickoff, Review
from domain.pair.state import Pair
from domain.pair.values import Health, HealthCause
from domain.working_time import add_days, end_of_day, local_date

K = DeadlineKey
_OF_QUIET = (K.HEALTH_NO_DATE, K.HEALTH_AMBER, K.HEALTH_RED)


def deadlines(pair: Pair, exchange: Exchange) -> Iterator[Deadline]:
    """When health is judged at first, and when quiet has lasted too long."""
    begins_on = add_days(after_pauses(exchange, exchange.starts_on), pair.policy.health__too_early_until)
    yield Deadline(key=K.HEALTH_BEGINS, due_at=end_of_day(begins_on, pair.zone))
    waiting_since = quiet.waiting_since(pair, exchange)
    if waiting_since is None or K.HEALTH_BEGINS not in pair.passed:
        return
    dateless_on = add_days(after_pauses(exchange, waiting_since), pair.policy.health__no_date)
    yield Deadline(key=f"{K.HEALTH_NO_DATE}#{waiting_since}", due_at=end_of_day(dateless_on, pair.zone))
    due_on = next_due_on(pair, exchange)
    amber_on, red_on = (add_days(due_on, n) for n in (pair.policy.health__amber, pair.policy.health__red))
    yield Deadline(key=f"{K.HEALTH_AMBER}#{waiting_since}", due_at=nudging(pair, amber_on))
    yield Deadline(key=f"{K.HEALTH_RED}#{waiting_since}", due_at=end_of_day(red_on, pair.zone))


def passed(pair: Pair, exchange: Exchange, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows from a passed deadline of health; that it has passed is what health is judged by."""
    match K.of(key):
        case K.HEALTH_AMBER:
            return e.ReminderFellDue(key=key), _missed(pair, exchange, at)
        case K.HEALTH_RED:
            return escalation.fallen_due(pair, key, at)
        case _:
            return (e.ReminderFellDue(key=key),)


def changed(pair: Pair, _at: datetime) -> tuple[e.HealthChanged, ...]:
    """The word that the pair fares better or worse than was last said."""
    if not pair.phase.is_open:
        return ()
    passed_keys = _passed_keys(pair)
    causes = tuple(_causes(pair, passed_keys))
    after = _judged(pair, passed_keys, causes)
    return (e.HealthChanged(before=pair.health, after=after, causes=causes),) if after is not pair.health else ()


def _passed_keys(pair: Pair) -> tuple[DeadlineKey, ...]:
    """Which of the times that health is judged by have passed: of an open kickoff, or in the quiet until now."""
    match pair.stage:
        case Kickoff():
            return (K.KICKOFF_RED,) if pair.took_effect(K.KICKOFF_RED) else ()
        case Exchange() as exchange:
            since = quiet.waiting_since(pair, exchange)
            return tuple(key for key in _OF_QUIET if pair.took_effect(f"{key}#{since}")) if since else ()
        case _:
            return ()


def _causes(pair: Pair, passed_keys: tuple[DeadlineKey, ...]) -> Iterator[HealthCause]:
    """What keeps the pair from being green."""
    if K.KICKOFF_RED in passed_keys:
        yield HealthCause.KICKOFF_OVERDUE
    if K.HEALTH_NO_DATE in passed_keys:
        yield HealthCause.NO_DATE
    if K.HEALTH_AMBER in passed_keys or K.HEALTH_RED in passed_keys:
        yield HealthCause.OVERDUE
    if pair.is_contact_wished:
        yield HealthCause.CONTACT_WISHED


def _judged(pair: Pair, passed_keys: tuple[DeadlineKey, ...], causes: tuple[HealthCause, ...]) -> Health:
    if pair.is_contact_wished or K.KICKOFF_RED in passed_keys or K.HEALTH_RED in passed_keys:
        return Health.RED
    if causes:
        return Health.AMBER
    match pair.stage:
        case Review():
            return Health.GREEN
        case Exchange() if K.HEALTH_BEGINS in pair.passed:
            return Health.GREEN
        case _:
            return Health.TOO_EARLY


def _missed(pair: Pair, exchange: Exchange, at: datetime) -> e.CadenceMissed:
    due_on = next_due_on(pair, exchange)
    days = (local_date(at, pair.zone) - due_on).days
    return e.CadenceMissed(due_on=due_on, days_overdue=days, n=exchange.cadence_missed + 1)


def next_due_on(pair: Pair, exchange: Exchange) -> date:
    """The day on which the next meeting should be at the latest."""
    return add_days(after_pauses(exchange, quiet.last_meeting_on(pair, exchange)), exchange.cadence_days)
