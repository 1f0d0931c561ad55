"""When letters of a pair may go out: each recipient's sending slots, and the spread of nudges over a morning."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

from domain.pair.state import Pair
from domain.pair.values import SIDES, Side
from domain.policy import SendingHours
from domain.working_time import Slots, start_of_day


def slots(pair: Pair, side: Side | None) -> Slots:
    """When letters may go to a partner, or (None) to the staff."""
    zone = pair.match.partner(side).time_zone if side else pair.zone
    hours = SendingHours.parse(pair.policy.mail__sending_hours)
    return Slots(zone=zone, hours=hours, holidays=pair.match.holidays)


def morning(pair: Pair, day: date) -> datetime:
    """The first moment of a day, or of the next one that is open, at which a letter may reach one of the two."""
    begins = start_of_day(day, pair.zone)
    return min(slots(pair, side).first_from(begins) for side in SIDES)


def nudging(pair: Pair, day: date) -> datetime:
    """The moment of that morning at which this pair is nudged: the herd is spread, each pair has its own place."""
    return morning(pair, day) + jitter(pair)


def jitter(pair: Pair) -> timedelta:
    """Some minutes that are the same for this pair every time, up to `mail.nudge_jitter`."""
    drawn = int.from_bytes(hashlib.sha256(pair.match.pair_id.encode()).digest()[:4])
    return timedelta(minutes=drawn % (pair.policy.mail__nudge_jitter + 1))
