"""Pauses: agreed by both or decided by the coordinator; all that is due moves by the paused days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from domain.base import Deadline, Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.stages import Exchange
from domain.pair.state import Pair
from domain.working_time import add_days


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
    """From which day something is counted that began on `day`: the days paused since do not count.

    For days on which something happened, such as the last meeting, before an interval is added to them; what is
    remembered about them (keys of passed deadlines) keeps the day itself. A pause that begins on the day or later
    moves it by its days; a day inside a pause becomes the day of resuming; a pause over before the day leaves it
    alone. What the stage keeps has moved already when the pair resumed: its end, midway and closing days, open
    pulse and midway rounds with the day of their opening, days of planned meetings, `close_on`.
    """
    for pause in exchange.pauses:
        if day < add_days(pause.from_on, pause.days):
            day = add_days(min(day, pause.from_on), pause.days)
    return day
