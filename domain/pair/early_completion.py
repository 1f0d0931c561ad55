"""Completing before the end, where both want it."""

from __future__ import annotations

from datetime import datetime

from domain.base import Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.stages import Exchange
from domain.pair.state import Pair


def two_say(
    pair: Pair, exchange: Exchange, command: c.ProposeEarlyCompletion | c.CompleteEarly, at: datetime
) -> tuple[e.PairEvent, ...]:
    """One proposes to complete now; the other agrees."""
    raise Refused("not possible yet")
