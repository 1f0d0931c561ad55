"""Who may be nudged: not those who declined it, not the absent, not too often."""

from __future__ import annotations

from domain.base import Refused
from domain.pair import events as e
from domain.pair.state import Pair
from domain.pair.values import Side


def decline(pair: Pair, by: Side) -> tuple[e.PairEvent, ...]:
    """One partner wants no nudges any more."""
    raise Refused("not possible yet")
