"""The wish for another partner after a pair has ended."""

from __future__ import annotations

from datetime import datetime

from domain.base import Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.stages import Ended
from domain.pair.state import Pair


def one_says(
    pair: Pair, ended: Ended, command: c.RequestRematch | c.DeclineRematch, at: datetime
) -> tuple[e.PairEvent, ...]:
    """One of the two would like another partner, or none."""
    raise Refused("not possible yet")
