"""Projections killed at any point, two at a time, deaf, or before a log that is not theirs: each fact counts once."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from functools import partial
from random import Random
from time import monotonic

import asyncpg
import pytest

from adapters.checkpoints import Checkpoint
from adapters.event_store import EventStore
from adapters.feed import START, Fact, Feed
from adapters.postgres import Role, connect
from adapters.projector import projecting
from adapters.wake_up import POLL_SECONDS, open_bell
from domain.base import Conflict
from tests.log.batches import PAIR, batch
from tests.log.counting import Counting, checkpoint, counts, fill, fresh_fold, has_caught_up, lay_tables, write, writing
from tests.log.wire import wire_to
from tests.waiting import until

_STANDING_BY = """
from pg_stat_activity where application_name = 'mentoring_projector' and datname = current_database()
and query like '%pg_try_advisory_lock%' and query_start > $1
"""
_LISTENING = "from pg_stat_activity where datname = current_database() and query like 'LISTEN%'"
_LEADER = """
from pg_locks join pg_stat_activity using (pid)
where locktype = 'advisory' and granted and application_name = 'mentoring_projector' and datname = current_database()
"""


LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Slow(Counting):
    """Stops where it is told, to be looked at or killed there."""

    def __init__(self, point: str) -> None:
        self.point = point
        self.reached = asyncio.Event()
        self.go_on = asyncio.Event()

    async def apply(self, connection: asyncpg.Connection, facts: Sequence[Fact]) -> None:
        """Adds a page in two halves."""
        await self._stop("before the page")
        await super().apply(connection, facts[:1])
        await self._stop("within the page")
        await super().apply(connection, facts[1:])
        await self._stop("after the page")

    async def _stop(self, point: str) -> None:
        if point == self.point:
            self.reached.set()
            await self.go_on.wait()


class Poisoned(Counting):
    """Cannot digest some fact, until it is healed."""

    def __init__(self) -> None:
        self.tried = 0
        self.is_ill = True
        self.value = "Käthe"

    async def apply(self, connection: asyncpg.Connection, facts: Sequence[Fact]) -> None:
        """Adds a page, and then fails."""
        await super().apply(connection, facts)
        self.tried += 1
        if self.is_ill:
            raise KeyError(self.value)


@pytest.fixture(autouse=True)
async def tables(pool: asyncpg.Pool) -> None:
    """The live tables of the count."""
    await lay_tables(pool)


async def kill_leader(pool: asyncpg.Pool) -> None:
    """Kills the backend of whoever leads, if anybody does."""
    await pool.fetch(f"select pg_terminate_backend(pid) {_LEADER}")


async def agrees(pool: asyncpg.Pool) -> bool:
    """Whether what readers see is the log up to the checkpoint that they see beside it."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
        seen = {row["stream"]: row["events"] for row in await connection.fetch("select * from read_models.counts")}
        position = await connection.fetchval("select position from checkpoints where name = 'counts'")
    return seen == await fresh_fold(pool, until=position or 0)


async def caught_up(pool: asyncpg.Pool) -> None:
    """Waits for the end of the log."""
    await until(lambda: has_caught_up(pool), seconds=30)


async def test_the_model_follows_the_log(database: str, pool: asyncpg.Pool, store: EventStore) -> None:
    """What was there before and what comes while it runs is counted, page after page, each fact once."""
    await fill(pool, 1_700)
    async with projecting(database, [Counting()]):
        await caught_up(pool)
        await write(store, PAIR + "/new", batches=3, events=2)
        await caught_up(pool)
    assert await counts(pool) == await fresh_fold(pool)
    assert await checkpoint(pool) == 1_706


async def test_it_goes_on_where_it_stopped(database: str, pool: asyncpg.Pool) -> None:
    """A process that comes later goes on after the checkpoint and applies nothing twice."""
    for until_position in (400, 900, 900, 1_300):
        await fill(pool, until_position)
        async with projecting(database, [Counting()]):
            await caught_up(pool)
        assert await counts(pool) == await fresh_fold(pool)


async def test_one_leads(database: str, pool: asyncpg.Pool, store: EventStore) -> None:
    """Of three instances only one applies, however often the others try; when it ends, another one goes on."""
    leader, others = Slow("before the page"), [Slow("before the page"), Slow("before the page")]
    async with AsyncExitStack() as leading:
        await leading.enter_async_context(projecting(database, [leader]))
        await until(lambda: pool.fetchval(f"select exists (select {_LEADER})"))
        async with projecting(database, others):
            await store.append(batch("c1"))
            await leader.reached.wait()
            began = await pool.fetchval("select clock_timestamp()")
            await until(lambda: pool.fetchval(f"select count(*) = 2 {_STANDING_BY}", began))
            assert [each.reached.is_set() for each in others] == [False, False]
            await leading.aclose()
            for each in others:
                each.go_on.set()
            await caught_up(pool)
    assert await counts(pool) == {PAIR: 1}


async def test_two_at_work(database: str, store: EventStore, pool: asyncpg.Pool) -> None:
    """Even if two were at work at once, the checkpoint lets one of them apply and sends the other one back."""
    await store.append(batch("c1", events=3))
    facts = await Feed(pool).page(0)
    slow = Slow("within the page")
    one, other = [await connect(database, Role.PROJECTOR, search_path="read_models, public") for _ in range(2)]
    await Checkpoint(one, "counts").begin()
    first = asyncio.create_task(Checkpoint(one, "counts").fold(slow, facts, before=START))
    await slow.reached.wait()
    second = asyncio.create_task(Checkpoint(other, "counts").fold(Counting(), facts, before=START))
    await until(lambda: pool.fetchval("select exists (select from pg_locks where not granted)"))
    slow.go_on.set()
    assert (await first).position == 3
    with pytest.raises(Conflict):
        await second
    assert await counts(pool) == {PAIR: 3}
    await asyncio.gather(one.close(), other.close())


@pytest.mark.parametrize("point", ["before the page", "within the page", "after the page"])
async def test_the_leader_is_killed_at_work(database: str, pool: asyncpg.Pool, store: EventStore, point: str) -> None:
    """A leader killed in the middle of a page leaves nothing of it behind, and the stand-by applies it once."""
    slow = Slow(point)
    await write(store, PAIR, batches=3)
    async with projecting(database, [slow]):
        await slow.reached.wait()
        async with projecting(database, [Counting()]):
            await kill_leader(pool)
            assert await agrees(pool)
            await write(store, PAIR + "/b", batches=2)
            await caught_up(pool)
            slow.go_on.set()
            await until(lambda: pool.fetchval(f"select exists (select {_STANDING_BY})", LONG_AGO))
    assert await counts(pool) == await fresh_fold(pool) == {PAIR: 3, PAIR + "/b": 2}


async def test_leaders_are_killed_at_any_moment(database: str, pool: asyncpg.Pool, store: EventStore) -> None:
    """While leaders die at random moments of their work, what readers see always agrees with its checkpoint."""
    three = [projecting(database, [Counting()]) for _ in range(3)]
    async with three[0], three[1], three[2]:
        async with writing(store):
            for n in range(10):
                before = await checkpoint(pool)
                await until(partial(_moved, pool, before))
                await asyncio.sleep(Random(n).uniform(0, 0.02))
                await kill_leader(pool)
                assert await agrees(pool)
        await caught_up(pool)
    assert await counts(pool) == await fresh_fold(pool)


@pytest.mark.parametrize("is_rung", [True, False])
async def test_the_lag(database: str, pool: asyncpg.Pool, store: EventStore, is_rung: bool) -> None:
    """With nobody ringing a fact is seen within the second of the poll; with the bell sooner than that."""
    lags = []
    async with open_bell(database) as bell, projecting(database, [Counting()]):
        await until(lambda: pool.fetchval(f"select exists (select {_LISTENING})"))
        for n in range(5):
            await store.append(batch(f"c{n}", seen=n))
            appended = monotonic()
            if is_rung:
                bell.ring()
            await caught_up(pool)
            lags.append(monotonic() - appended)
    assert POLL_SECONDS == 1
    assert max(lags) < POLL_SECONDS + 0.5
    assert not is_rung or sorted(lags)[2] < POLL_SECONDS / 2


async def test_another_log(
    database: str, pool: asyncpg.Pool, store: EventStore, caplog: pytest.LogCaptureFixture
) -> None:
    """Before a log that is not the one it has read a projection stands still and says so once."""
    caplog.set_level(logging.INFO, logger="mentoring.projector")
    await write(store, PAIR, batches=3)
    async with projecting(database, [Counting()]):
        await caught_up(pool)
        await pool.execute("update checkpoints set chain = sha256('other')")
        await write(store, PAIR + "/b", batches=1)
        await until(lambda: _said(caplog, "this process leads", times=3))
        assert await checkpoint(pool) == 3
        await pool.execute("update checkpoints set chain = events.chain from events where events.position = 3")
        await caught_up(pool)
    complaints = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.levelno for record in complaints] == [logging.ERROR]
    assert "counts stands still: the log was restored or rewritten" in complaints[0].getMessage()
    assert await counts(pool) == {PAIR: 3, PAIR + "/b": 1}


async def test_a_fact_that_cannot_be_digested(
    database: str, pool: asyncpg.Pool, store: EventStore, caplog: pytest.LogCaptureFixture
) -> None:
    """An error leaves nothing of its page behind, tells where it was but no value, and is tried again."""
    ill = Poisoned()
    await write(store, PAIR, batches=2)
    async with projecting(database, [ill]):
        await until(lambda: _at_least(ill, 2))
        assert (await counts(pool), await checkpoint(pool)) == ({}, 0)
        ill.is_ill = False
        await caught_up(pool)
    assert await counts(pool) == {PAIR: 2}
    assert "counts waits: KeyError" in caplog.text
    assert "in apply" in caplog.text
    assert ill.value not in caplog.text


async def test_a_checkpoint_that_somebody_holds(
    database: str, pool: asyncpg.Pool, store: EventStore, caplog: pytest.LogCaptureFixture
) -> None:
    """Who waits too long for a checkpoint, as behind a rebuild, says so in a word and goes on once it is free."""
    await write(store, PAIR, batches=1)
    async with projecting(database, [Counting()]):
        await caught_up(pool)
        async with pool.acquire() as holder, holder.transaction():
            await holder.execute("select from checkpoints for update")
            await write(store, PAIR + "/b", batches=1)
            await until(lambda: _is_said(caplog, "LockNotAvailable"))
        await caught_up(pool)
    assert "Traceback" not in caplog.text
    assert 'File "' not in caplog.text


async def _is_said(caplog: pytest.LogCaptureFixture, word: str) -> bool:
    return word in caplog.text


async def test_the_server_away_and_back(database: str, pool: asyncpg.Pool, store: EventStore) -> None:
    """While the database is away nobody projects; when it is back, the model comes up to date by itself."""
    async with wire_to(database) as wire:
        wire.down = True
        async with projecting(wire.dsn, [Counting()]):
            await write(store, PAIR, batches=2)
            wire.down = False
            await caught_up(pool)
    assert await counts(pool) == {PAIR: 2}


async def _moved(pool: asyncpg.Pool, before: int | None) -> bool:
    return await checkpoint(pool) != before


async def _said(caplog: pytest.LogCaptureFixture, words: str, *, times: int) -> bool:
    return caplog.text.count(words) >= times


async def _at_least(ill: Poisoned, tries: int) -> bool:
    return ill.tried >= tries
