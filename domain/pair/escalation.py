"""The ladder: coordinator, deputy, sponsor; who has to react, and what helps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.base import Deadline, Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.state import Pair


def raised(pair: Pair, cause: str, at: datetime) -> e.EscalationRaised:
    """A matter for the coordinator, who has `escalation.coordinator_reacts` working days to react."""
    return e.EscalationRaised(cause=cause)


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
