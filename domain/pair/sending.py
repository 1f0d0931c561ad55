"""When letters of a pair may go out: each recipient's sending slots, and the spread of nudges over a morning."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from functools import lru_cache

from domain.pair.state import Pair
from domain.pair.values import Side
from domain.policy import SendingHours
from domain.working_time import Slots, start_of_day


def slots(pair: Pair, side: Side | None) -> Slots:
    """When letters may go to a partner, or (None) to the staff."""
    zone = pair.match.partner(side).time_zone if side else pair.zone
    return _slots(zone, pair.policy.mail__sending_hours, pair.match.holidays)


def morning(pair: Pair, day: date) -> datetime:
    """The first moment of a day, or of the next one that is open, at which a letter may reach one of the two."""
    match = pair.match
    zones = (match.a.time_zone, match.b.time_zone)
    return _morning(day, pair.zone, zones, match.policy.mail__sending_hours, match.holidays)


def nudging(pair: Pair, day: date) -> datetime:
    """The moment of that morning at which this pair is nudged: the herd is spread, each pair has its own place."""
    return morning(pair, day) + jitter(pair)


def jitter(pair: Pair) -> timedelta:
    """Some minutes that are the same for this pair every time, up to `mail.nudge_jitter`."""
    return timedelta(minutes=_drawn(pair.match.pair_id) % (pair.policy.mail__nudge_jitter + 1))


# Every decision asks for the same few slots and mornings, and the pairs of a cohort share them.
@lru_cache(maxsize=1_000)
def _slots(zone: str, hours: str, holidays: tuple[date, ...]) -> Slots:
    return Slots(zone=zone, hours=SendingHours.parse(hours), holidays=holidays)


@lru_cache(maxsize=10_000)
def _morning(day: date, zone: str, of_each: tuple[str, str], hours: str, holidays: tuple[date, ...]) -> datetime:
    begins = start_of_day(day, zone)
    return min(_slots(each, hours, holidays).first_from(begins) for each in of_each)


@lru_cache(maxsize=10_000)
def _drawn(pair_id: str) -> int:
    return int.from_bytes(hashlib.sha256(pair_id.encode()).digest()[:4])
