"""What comes next in a pair's life."""

from __future__ import annotations

from domain.base import Deadline
from domain.pair.due import open_deadlines
from domain.pair.state import Pair


def next_due(pair: Pair) -> Deadline | None:
    """The deadline that comes first."""
    return next(iter(open_deadlines(pair)), None)
