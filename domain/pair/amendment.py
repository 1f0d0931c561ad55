"""Changing the agreement by mutual consent."""

from __future__ import annotations

from datetime import datetime

from domain.base import Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.stages import Exchange
from domain.pair.state import Pair


def two_say(
    pair: Pair, exchange: Exchange, command: c.AmendAgreement | c.ConfirmAgreement, at: datetime
) -> tuple[e.PairEvent, ...]:
    """One puts another text in place of the agreement; the other confirms it."""
    raise Refused("not possible yet")
