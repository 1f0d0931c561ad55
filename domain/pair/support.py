"""Asking the coordinator for help."""

from __future__ import annotations

from datetime import datetime

from domain.base import Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.state import Pair


def request(pair: Pair, command: c.RequestSupport, at: datetime) -> tuple[e.PairEvent, ...]:
    """One partner asks the coordinator for help; the other one learns nothing of it."""
    raise Refused("not possible yet")
