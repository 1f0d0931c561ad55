"""The ladder: coordinator, deputy, sponsor; who has to react, and what helps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from domain.base import Deadline, Refused, derived_id
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.state import Pair
from domain.pair.values import EscalationLevel
from domain.working_time import add_working_days, local_date


def raised(pair: Pair, cause: str, at: datetime) -> tuple[e.EscalationRaised, ...]:
    """A matter for the coordinator, who has `escalation.coordinator_reacts` working days to react.

    `cause` is the key of the deadline, or the type of the event, that asks for it. Nothing where a matter of the
    same kind is open already.
    """
    if any(_kind(x.cause) == _kind(cause) for x in pair.escalations):
        return ()
    return (
        e.EscalationRaised(
            level=EscalationLevel.COORDINATOR,
            cause=cause,
            escalation_id=derived_id("escalation", pair.match.pair_id, pair.escalations_raised, cause),
            react_by_on=_react_by_on(pair, at),
        ),
    )


def fallen_due(pair: Pair, key: str, at: datetime) -> tuple[e.EscalationRaised | e.ReminderFellDue, ...]:
    """A passed deadline that asks for a person; where one has been asked already, the coordinator is reminded."""
    return raised(pair, key, at) or (e.ReminderFellDue(key=key),)


def acknowledge(pair: Pair, command: c.AcknowledgeEscalation) -> tuple[e.PairEvent, ...]:
    """The coordinator, or the deputy, takes a matter up."""
    raise Refused("not possible yet")


def intervene(pair: Pair, command: c.Intervene, at: datetime) -> tuple[e.PairEvent, ...]:
    """The coordinator, or the deputy, does something about an escalated pair."""
    raise Refused("not possible yet")


def deadlines(pair: Pair) -> Iterator[Deadline]:
    """Until when somebody has to react."""
    yield from ()


def passed(pair: Pair, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    """Nobody reacted in time: the next one on the ladder is told."""
    return ()


def settled(pair: Pair, at: datetime) -> tuple[e.PairEvent, ...]:
    """Matters whose cause has gone."""
    return ()


def _kind(cause: str) -> str:
    return cause.split("#")[0]


def _react_by_on(pair: Pair, at: datetime) -> date:
    today = local_date(at, pair.zone)
    return add_working_days(today, pair.policy.escalation__coordinator_reacts, pair.match.holidays)
