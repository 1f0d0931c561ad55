"""What other services tell: which signals have which effect."""

from __future__ import annotations

from datetime import datetime

from domain.base import Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.state import Pair


def receive(pair: Pair, message: c.ReceiveSignal, at: datetime) -> tuple[e.PairEvent, ...]:
    """The effect of a signal, or the word why it has none."""
    raise Refused("not possible yet")
