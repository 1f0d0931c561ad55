"""A call that dies, at any moment: the same batch again gives one truth."""

import asyncio

import asyncpg
import pytest

from adapters.event_store import EventStore, open_event_store
from domain.base import Outcome, Unavailable
from tests.log.batches import PAIR, batch
from tests.log.conftest import MASTER_KEY
from tests.log.wire import Cut, wire_to
from tests.waiting import until

_LOCK = "select pg_advisory_lock(hashtext('events'))"
_UNLOCK = "select pg_advisory_unlock(hashtext('events'))"
_WRITERS = "from pg_stat_activity where datname = current_database() and application_name = 'mentoring_writer'"


async def kill_writers(pool: asyncpg.Pool) -> None:
    """Kill the backends of all recorders of this database."""
    assert await pool.fetch(f"select pg_terminate_backend(pid) {_WRITERS}")
    await until(lambda: pool.fetchval(f"select not exists (select {_WRITERS})"))


async def test_answer_lost_after_the_commit(database: str) -> None:
    """What was committed and never heard of is known when it is sent again, and is answered as it was."""
    async with wire_to(database) as wire, open_event_store(wire.dsn, MASTER_KEY) as store:
        await store.append(batch("c1"))
        wire.cut_next(Cut.AFTER_THE_QUESTION)
        with pytest.raises(Unavailable):
            await store.append(batch("c2", seen=1))
        assert wire.cuts == {Cut.AFTER_THE_QUESTION: 1}
        again = await store.append(batch("c2", seen=1, events=2, message="decided otherwise by now"))
        assert (again.outcome, [row.version for row in again.rows]) == (Outcome.KNOWN, [2])
        assert again.answer == batch("c2").answer


async def test_backend_killed_before_the_commit(store: EventStore, pool: asyncpg.Pool) -> None:
    """What was killed while it waited for the lock is not there, leaves no hole, and is appended by the repeat."""
    await store.append(batch("c1"))
    async with pool.acquire() as holder:
        await holder.execute(_LOCK)
        killed = asyncio.create_task(store.append(batch("c2", seen=1)))
        await until(lambda: pool.fetchval(f"select exists (select {_WRITERS} and wait_event_type = 'Lock')"))
        await kill_writers(pool)
        with pytest.raises(Unavailable):
            await killed
        await holder.execute(_UNLOCK)
    assert (await store.append(batch("c2", seen=1))).outcome is Outcome.APPENDED
    assert await pool.fetchval("select array_agg(position order by position) from events") == [1, 2]


async def test_backend_killed_between_two_calls(store: EventStore, pool: asyncpg.Pool) -> None:
    """A connection that died while idle costs at most one repeat; nothing is lost and nothing is there twice."""
    await store.append(batch("c1"))
    await kill_writers(pool)
    try:
        outcome = (await store.append(batch("c2", seen=1))).outcome
    except Unavailable:
        outcome = (await store.append(batch("c2", seen=1))).outcome
    assert outcome is Outcome.APPENDED
    assert (await store.read(PAIR)).version == 2


async def test_everybody_waits_for_the_lock_no_longer_than_allowed(store: EventStore, pool: asyncpg.Pool) -> None:
    """A lock that somebody sits on makes an append fail as worth another try, in seconds, not for ever."""
    async with pool.acquire() as holder:
        await holder.execute(_LOCK)
        with pytest.raises(Unavailable, match="LockNotAvailable"):
            await store.append(batch("c1"))
        await holder.execute(_UNLOCK)
    assert (await store.append(batch("c1"))).outcome is Outcome.APPENDED
