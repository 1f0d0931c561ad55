"""The parts that are played in a rehearsal, and how chance decides: by seed, pair and occasion alone. Pure."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.base import Frozen
from domain.pair import commands as c
from domain.pair.sending import slots
from domain.pair.state import Pair
from domain.pair.values import SIDES, Side
from domain.policy import SendingHours
from domain.working_time import Slots, add_days, moment


class Story(StrEnum):
    """What becomes of a pair, as far as its two people decide it."""

    STEADY = "steady"
    DECLINES = "one declines"
    NO_FIT = "it does not fit"
    UNDECIDED = "one is undecided at first"
    SILENT = "nobody answers"
    LEAVES = "one leaves in the third month"
    POSTPONES = "they postpone"
    FADES = "no date after the kickoff"
    PAUSES = "they pause for three weeks"
    EXTENDS = "they go on for two months more"
    ASKS_FOR_HELP = "one asks the coordinator for help"


class Act(Frozen):
    """What one of the two, or their coordinator, does, and when."""

    at: datetime
    command: c.PairCommand | c.CoordinatorCommand


class Script(Frozen):
    """One pair's part in a rehearsal: its story, what each gives and seeks, and the seed of all draws."""

    seed: int
    story: Story
    gives: dict[Side, tuple[str, ...]]
    seeks: dict[Side, tuple[str, ...]]


def after(pair: Pair, script: Script, since: date, occasion: str, *, days: tuple[int, int]) -> datetime:
    """A moment of a working day, a drawn number of days after a day."""
    first, last = days
    day = add_days(since, first + draw(pair, script, f"{occasion}/days", last - first + 1))
    return working_hour(pair, script, day, occasion)


def working_hour(pair: Pair, script: Script, day: date, occasion: str) -> datetime:
    """A quarter of an hour between nine and five of that day, or of the next working day."""
    hours = SendingHours.parse("Mon-Fri 09:00-17:00")
    working = Slots(zone=pair.zone, hours=hours, holidays=slots(pair, None).holidays)
    opens = working.first_from(moment(day, time(9), pair.zone))
    return opens + timedelta(minutes=15 * (1 + draw(pair, script, f"{occasion}/hour", 28)))


def drawn_side(pair: Pair, script: Script, occasion: str) -> Side:
    """One of the two, drawn for an occasion."""
    return SIDES[draw(pair, script, f"{occasion}/side", 2)]


def draw(pair: Pair, script: Script, occasion: str, faces: int) -> int:
    """A throw of a die with this many faces, from 0; the same for the same seed, pair and occasion."""
    return int.from_bytes(lot(script.seed, occasion, pair.match.pair_id)[:6]) % faces


def lot(seed: int, occasion: str, pair_id: str) -> bytes:
    """What everything is drawn from: the same for the same seed, pair and occasion."""
    return hashlib.sha256(f"{seed}/{occasion}/{pair_id}".encode()).digest()
