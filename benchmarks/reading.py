"""Reading a log of real pairs whose events lie mixed: following it, keeping read models, making them anew."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from statistics import median
from time import perf_counter

import asyncpg

from adapters.event_store import open_event_store
from adapters.feed import Feed
from adapters.postgres import Role, open_pool
from adapters.projections.catalogue import ALL
from adapters.projector import projecting
from adapters.rebuild import rebuild
from benchmarks.appending import MASTER
from tests.domain.story import Life, in_exchange, match, partner
from tests.gateway.lives import write

_PAIRS = 200
_ROUNDS = 3
_ALL_DONE = """
select count(*) = $1 from checkpoints
where name = any ($2::text[]) and position = (select max(position) from events)
"""


async def read(dsn: str) -> Mapping[str, float]:
    """Events per second by kind of reading, each the median of some rounds over the same log.

    `project` and `rebuild` are those of the slowest read model; `project all` brings all up at once.
    """
    lives = [_life(number) for number in range(_PAIRS)]
    async with open_event_store(dsn, MASTER) as store:
        await asyncio.gather(*(write(life, store) for life in lives))
    async with open_pool(dsn, Role.READER) as pool, asyncpg.create_pool(dsn, min_size=1, max_size=1) as owner:
        await owner.execute("analyze")
        events: int = await owner.fetchval("select max(position) from events")
        rounds = [await _round(dsn, pool, owner) for _ in range(_ROUNDS)]
    seconds = {what: median(each[what] for each in rounds) for what in rounds[0]}
    per_second = {what: events / took for what, took in seconds.items()}
    return per_second | {
        what: min(per_second[f"{what} {each.name}"] for each in ALL) for what in ("project", "rebuild")
    }


def _life(number: int) -> Life:
    """A pair that agrees and then says nothing until its half year is over: reminders, letters, an ending."""
    between = match(pair_id=f"{number:04}", a=partner(1000 + 2 * number), b=partner(1001 + 2 * number))
    return in_exchange(between).wait(days=400)


async def _round(dsn: str, pool: asyncpg.Pool, owner: asyncpg.Pool) -> dict[str, float]:
    took = {"feed": median([await _followed(pool) for _ in range(3)])}
    for projection in ALL:
        took[f"project {projection.name}"] = await _projected(dsn, owner, projection.name)
        took[f"rebuild {projection.name}"] = await _rebuilt(dsn, projection.name)
    took["project all"] = await _projected(dsn, owner)
    return took


async def _followed(pool: asyncpg.Pool) -> float:
    began, position = perf_counter(), 0
    async with pool.acquire() as connection:
        feed = Feed(connection)
        while facts := await feed.page(position):
            position = facts[-1].position
    return perf_counter() - began


async def _projected(dsn: str, owner: asyncpg.Pool, name: str = "") -> float:
    """From an empty read model to the end of the log, as the worker does it."""
    chosen = [each for each in ALL if name in ("", each.name)]
    for each in chosen:
        await owner.execute(f"truncate {', '.join(f'read_models.{table}' for table in each.tables)}")
    await owner.execute("update checkpoints set position = 0, chain = decode(repeat('00', 32), 'hex')")
    began = perf_counter()
    async with projecting(dsn, chosen):
        names = [each.name for each in chosen]
        while not await owner.fetchval(_ALL_DONE, len(chosen), names):  # noqa: ASYNC110 - a checkpoint moves elsewhere
            await asyncio.sleep(0.005)
    return perf_counter() - began


async def _rebuilt(dsn: str, name: str) -> float:
    (projection,) = (each for each in ALL if each.name == name)
    began = perf_counter()
    await rebuild(dsn, projection, progress=lambda _done, _of: None)
    return perf_counter() - began
