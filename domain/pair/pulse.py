"""Asking each, early in the half year, how it is going."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.base import Deadline, Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.stages import Exchange
from domain.pair.state import Pair


def submit(exchange: Exchange, command: c.SubmitPulse) -> tuple[e.PairEvent, ...]:
    """One partner says how it is going."""
    raise Refused("not possible yet")


def deadlines(pair: Pair, exchange: Exchange) -> Iterator[Deadline]:
    """When each is asked, and until when answers are taken."""
    yield from ()


def passed(pair: Pair, exchange: Exchange, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows from a passed deadline of the pulse."""
    return ()
