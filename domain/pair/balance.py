"""Give and take: what each says of a meeting, how it is weighed, and the hint to the two."""

from __future__ import annotations

from datetime import datetime

from domain.base import Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.state import Pair


def report(pair: Pair, command: c.ReportBalance) -> tuple[e.PairEvent, ...]:
    """One partner says how give and take were in a meeting that was held."""
    raise Refused("not possible yet")


def weighed(pair: Pair, at: datetime) -> tuple[e.PairEvent, ...]:
    """The hint where give and take have become one-sided, or the word that they are even again."""
    return ()


def index(pair: Pair) -> int | None:
    """How even give and take are over the window, in per cent; None where too little was said."""
    return None
