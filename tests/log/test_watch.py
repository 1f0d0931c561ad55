"""The watchman's eyes: who slept past what is due, and how often that is said."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from adapters.event_store import EventStore
from adapters.postgres import Role, open_pool
from adapters.watch import OverduePlans
from domain.base import Deadline, Plan
from tests.log.batches import PAIR, batch

_NOTED = "select array[looks, round(extract(epoch from look_after - clock_timestamp()) / 60)::integer] from plans"


async def sleeping(
    store: EventStore, *, overdue: timedelta, stream: str = PAIR, over: bool = False, seen: int = 0
) -> None:
    """A stream whose next moment passed some time ago."""
    due = Deadline(key="chemistry.window", due_at=datetime.now(UTC) - overdue)
    given = batch(f"c{seen}", stream=stream, seen=seen)
    await store.append(given.with_(plan=Plan(deadlines=(due,), over=over)))


async def overdue(database: str, *, limit: int = 100) -> tuple[str, ...]:
    """What the watchman would see now, with no more rights than he has."""
    async with open_pool(database, Role.WATCHMAN) as pool:
        return await OverduePlans(pool).overdue(limit)


async def test_who_is_overdue(store: EventStore, database: str) -> None:
    """Streams two minutes past their moment are named, the longest sleeper first; not the punctual, not the ended."""
    await sleeping(store, stream="pair/just", overdue=timedelta(minutes=1))
    await sleeping(store, stream="pair/late", overdue=timedelta(minutes=3))
    await sleeping(store, stream="pair/lost", overdue=timedelta(days=30))
    await sleeping(store, stream="pair/over", overdue=timedelta(days=30), over=True)
    await sleeping(store, stream="pair/soon", overdue=timedelta(days=-1))
    await store.append(batch("c1", stream="pair/idle").with_(plan=Plan()))
    assert await overdue(database) == ("pair/lost", "pair/late")


async def test_no_more_than_asked_for(store: EventStore, database: str) -> None:
    """A herd of sleepers is woken in portions, each stream once."""
    for n in range(5):
        await sleeping(store, stream=f"pair/{n}", overdue=timedelta(hours=5 - n))
    portions = [await overdue(database, limit=2) for _ in range(4)]
    assert portions == [("pair/0", "pair/1"), ("pair/2", "pair/3"), ("pair/4",), ()]


@pytest.mark.parametrize(("looks", "minutes"), [(0, 2), (1, 4), (5, 64), (9, 1024), (10, 1440), (1_000_000, 1440)])
async def test_the_back_off(store: EventStore, database: str, pool: asyncpg.Pool, looks: int, minutes: int) -> None:
    """A stream that does not wake is left alone for 2, 4, 8 … minutes, at most a day."""
    await sleeping(store, overdue=timedelta(hours=1))
    await pool.execute("update plans set looks = $1", looks)
    assert await overdue(database) == (PAIR,)
    assert await pool.fetchval(_NOTED) == [looks + 1, minutes]
    assert await overdue(database) == ()
    await pool.execute("update plans set look_after = clock_timestamp()")
    assert await overdue(database) == (PAIR,)


async def test_a_new_plan_starts_afresh(store: EventStore, database: str) -> None:
    """A stream that woke and slept again is named at once."""
    await sleeping(store, overdue=timedelta(hours=1))
    await overdue(database)
    await sleeping(store, overdue=timedelta(hours=1), seen=1)
    assert await overdue(database) == (PAIR,)


async def test_a_stream_that_is_being_written_is_awake(store: EventStore, database: str, pool: asyncpg.Pool) -> None:
    """The watchman waits for nobody: a plan that somebody is replacing is skipped."""
    await sleeping(store, overdue=timedelta(hours=1))
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("select from plans for update")
        assert await overdue(database) == ()
    assert await overdue(database) == (PAIR,)
