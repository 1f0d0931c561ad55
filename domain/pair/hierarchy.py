"""Lines of command: none between the two, neither at the beginning nor later."""

from __future__ import annotations

from datetime import datetime

from domain.base import Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.state import Pair


def noticed(pair: Pair, at: datetime) -> tuple[e.PairEvent, ...]:
    """The word that the two now stand in a line of command, or no longer do."""
    return ()


def resolve(pair: Pair, command: c.ResolveHierarchyConflict, at: datetime) -> tuple[e.PairEvent, ...]:
    """The coordinator decides whether the pair goes on."""
    raise Refused("not possible yet")
