"""Pauses: agreed by both or decided by the coordinator; all that is due moves by the paused days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from domain.base import Deadline, Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.stages import Exchange
from domain.pair.state import Pair


def two_say(
    pair: Pair,
    exchange: Exchange,
    command: c.ProposePause | c.AgreePause | c.ProposeResume | c.AgreeResume,
    at: datetime,
) -> tuple[e.PairEvent, ...]:
    """One proposes to pause, or to go on; the other agrees."""
    raise Refused("not possible yet")


def coordinator_says(pair: Pair, command: c.PausePair | c.ResumePair, at: datetime) -> tuple[e.PairEvent, ...]:
    """The coordinator pauses a pair, or lets it go on."""
    raise Refused("not possible yet")


def deadlines(pair: Pair, exchange: Exchange) -> Iterator[Deadline]:
    """While paused: the question how to go on, and the end of the pause."""
    yield from ()


def passed(pair: Pair, exchange: Exchange, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows from a passed deadline of the pause."""
    return ()


def after_pauses(exchange: Exchange, day: date) -> date:
    """A day that was counted before a pause, moved by the pauses since."""
    return day
