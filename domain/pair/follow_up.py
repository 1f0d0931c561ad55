"""Months after a completion: what has stayed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.base import Deadline, Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.stages import Ended
from domain.pair.state import Pair


def submit(pair: Pair, ended: Ended, command: c.SubmitFollowUp, at: datetime) -> tuple[e.PairEvent, ...]:
    """One partner says what has stayed."""
    raise Refused("not possible yet")


def deadlines(pair: Pair, ended: Ended) -> Iterator[Deadline]:
    """When each is asked, and until when answers are taken."""
    yield from ()


def passed(pair: Pair, ended: Ended, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows from a passed deadline of the follow-up."""
    return ()
