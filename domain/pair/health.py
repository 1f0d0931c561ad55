"""How a pair fares: quiet times make it amber, then red; derived, never typed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.base import Deadline
from domain.pair import events as e
from domain.pair.stages import Exchange
from domain.pair.state import Pair


def deadlines(pair: Pair, exchange: Exchange) -> Iterator[Deadline]:
    """When health is judged at first, and when quiet has lasted too long."""
    yield from ()


def passed(pair: Pair, exchange: Exchange, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows from a passed deadline of health."""
    return ()


def changed(pair: Pair, at: datetime) -> tuple[e.PairEvent, ...]:
    """The word that the pair fares better or worse than was last said."""
    return ()
