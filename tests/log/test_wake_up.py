"""The bell and the ear: few notifications, none of them needed, none of them believed."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

import asyncpg

from adapters.wake_up import Bell, Ear, open_bell, open_ear, struck
from tests.log.wire import wire_to
from tests.waiting import until

_LISTENERS = "from pg_stat_activity where datname = current_database() and query like 'LISTEN%'"


def listens(pool: asyncpg.Pool) -> Callable[[], Awaitable[object]]:
    """Whether some ear of this database listens."""
    return lambda: pool.fetchval(f"select exists (select {_LISTENERS})")


async def strokes(ear: Ear, count: int) -> float:
    """Seconds until the ear has heard so many strokes."""
    began = monotonic()
    for _ in range(count):
        await struck(ear.next_stroke(), seconds=10)
    return monotonic() - began


async def until_heard(bell: Bell, ear: Ear) -> None:
    """Rings until it is heard, since either side may be about to connect."""
    stroke = ear.next_stroke()

    async def heard() -> bool:
        bell.ring()
        return stroke.is_set()

    await until(heard)


async def test_a_ring_is_heard(database: str, pool: asyncpg.Pool) -> None:
    """A ring in one process wakes every waiter of another at once."""
    async with open_ear(database) as ear, open_bell(database) as bell:
        await until(listens(pool))
        stroke = ear.next_stroke()
        began = monotonic()
        bell.ring()
        await asyncio.gather(*(struck(stroke, seconds=10) for _ in range(3)))
        assert stroke.is_set()
        assert monotonic() - began < 5


async def test_nothing_falls_between(database: str, pool: asyncpg.Pool) -> None:
    """Who asks for the next stroke, then looks, then waits, is woken by what rang while it looked."""
    async with open_ear(database) as ear, open_bell(database) as bell:
        await until(listens(pool))
        stroke = ear.next_stroke()
        await until_heard(bell, ear)
        began = monotonic()
        await struck(stroke, seconds=10)
        assert monotonic() - began < 1
        assert not ear.next_stroke().is_set()


async def test_few_notifications(database: str, pool: asyncpg.Pool) -> None:
    """However often it rings, there are ten notifications in a second, and the last ring is one of them."""
    async with open_ear(database) as ear, open_bell(database) as bell:
        await until(listens(pool))
        ringing = asyncio.create_task(_ring_on(bell))
        assert await strokes(ear, 11) >= 0.9
        ringing.cancel()
        await until_heard(bell, ear)


async def _ring_on(bell: Bell) -> None:
    while True:
        bell.ring()
        await asyncio.sleep(0)


async def test_silence_lasts_a_second() -> None:
    """Without a stroke a waiter goes on after as long as it said."""
    began = monotonic()
    await struck(Ear().next_stroke(), seconds=0.2)
    assert 0.2 <= monotonic() - began < 1


async def test_a_payload_is_not_believed(database: str, pool: asyncpg.Pool) -> None:
    """A notification of anybody, whatever it says, only wakes."""
    async with open_ear(database) as ear:
        await until(listens(pool))
        stroke = ear.next_stroke()
        await pool.execute("select pg_notify('events', '{\"position\": 1e99}')")
        await struck(stroke, seconds=10)
        assert stroke.is_set()


async def test_a_lost_ear(database: str, pool: asyncpg.Pool) -> None:
    """An ear whose connection was killed hears nothing for a second, then listens again."""
    async with open_ear(database) as ear, open_bell(database) as bell:
        await until(listens(pool))
        await pool.fetch(f"select pg_terminate_backend(pid) {_LISTENERS}")
        await until_heard(bell, ear)


async def test_no_database(database: str) -> None:
    """While the database is away ringing harms nobody; when it is back, it is heard again."""
    async with wire_to(database) as wire:
        wire.down = True
        async with open_ear(wire.dsn) as ear, open_bell(wire.dsn) as bell:
            bell.ring()
            await struck(ear.next_stroke(), seconds=0.1)
            wire.down = False
            await until_heard(bell, ear)


async def test_a_bell_that_never_rings(database: str, pool: asyncpg.Pool) -> None:
    """A bell costs no connection before it rings."""
    query = "select count(*) from pg_stat_activity where datname = current_database() and backend_type ~ 'client'"
    before = await pool.fetchval(query)
    async with open_bell(database):
        assert await pool.fetchval(query) == before
