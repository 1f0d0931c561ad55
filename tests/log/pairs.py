"""Lives of pairs in a real log, some as chance has them, and all that the read models make of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from random import Random

import asyncpg

from adapters.event_store import EventStore
from domain.base import Refused
from domain.pair.values import SIDES, Match
from tests.domain.chance import Whim, commands
from tests.domain.story import Life, match, partner
from tests.gateway.lives import write

TABLES = ("pairs", "timeline", "asked_letters")


def two(number: int, *, cohort_id: str = "cohort-1") -> Match:
    """Two people who are in no other pair, in zones of their own; up to four hundred pairs."""
    a, b = partner(100 + 2 * number, time_zone="Europe/Lisbon"), partner(101 + 2 * number)
    return match(pair_id=f"pair-{number}", cohort_id=cohort_id, a=a, b=b)


def random_life(number: int, seed: int) -> Life:
    """Two who do whatever comes to mind, for up to a year and a half; every other pair always sensibly."""
    chance = Random(f"{seed}/{number}")
    life = Life(two(number, cohort_id=f"cohort-{number % 2}"))
    for _ in range(chance.randrange(90)):
        is_sensible = number % 2 == 0 or chance.random() < 0.9
        by, days, nth = chance.choice(SIDES), chance.randrange(-2, 9), chance.randrange(1000)
        with suppress(Refused):
            life.tell(*commands(life.pair, life.at, Whim(by=by, days=days, nth=nth, is_sensible=is_sensible)))
        life.wait(hours=chance.randrange(24 * 6))
    return life


async def lived(store: EventStore, lives: Sequence[Life]) -> None:
    """All these lives at the same time."""
    await asyncio.gather(*(write(life, store) for life in lives))


async def dump(pool: asyncpg.Pool) -> str:
    """All that stands in the read models."""
    rows = []
    for table in TABLES:
        rows += [str(tuple(row)) for row in await pool.fetch(f"select * from read_models.{table} order by 1, 2")]
    return "\n".join(rows)
