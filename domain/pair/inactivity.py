"""Pairs in which nothing happens: asked whether they go on, and closed where nobody answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.base import Deadline, Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.stages import Exchange
from domain.pair.state import Pair


def go_on(pair: Pair, exchange: Exchange, command: c.ContinuePair, at: datetime) -> tuple[e.PairEvent, ...]:
    """One partner says that the pair goes on."""
    raise Refused("not possible yet")


def deadlines(pair: Pair, exchange: Exchange) -> Iterator[Deadline]:
    """When an inactive pair is asked, and until when it has time to answer."""
    yield from ()


def passed(pair: Pair, exchange: Exchange, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows from a passed deadline of inactivity."""
    return ()
