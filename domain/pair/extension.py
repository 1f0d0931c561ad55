"""Going on beyond the end, by mutual consent."""

from __future__ import annotations

from datetime import datetime

from domain.base import Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.stages import Exchange
from domain.pair.state import Pair


def two_say(
    pair: Pair, exchange: Exchange, command: c.ProposeExtension | c.AgreeExtension | c.DeclineExtension, at: datetime
) -> tuple[e.PairEvent, ...]:
    """One proposes a later end; the other agrees or declines."""
    raise Refused("not possible yet")
