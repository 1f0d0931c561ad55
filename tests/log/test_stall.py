"""The recorder while the log stands still: bounded, honest to its callers, quiet when there is nothing to do."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import asyncpg
import pytest

from adapters.event_store import open_event_store
from adapters.recorder import BATCHES_PER_CALL, CAPACITY, NewBatch, NewEvent, Recorder
from domain.base import Outcome, Unavailable, derived_id
from tests.log.batches import NOON, batch
from tests.log.conftest import MASTER_KEY
from tests.log.fire.faults import LOCK
from tests.log.wire import wire_to

_STREAMS = 2_000
_CAPACITY = 100
_LINES = 2
# Waiting ones, and those on their way.
_MOST = _CAPACITY + _LINES * BATCHES_PER_CALL
_WRITERS = (
    "select pid from pg_stat_activity where datname = current_database() and application_name = 'mentoring_writer'"
)
_KEYS = "insert into subject_keys select 'pair/' || n, int8send(n), '' from generate_series(0, $1::bigint) as n"

pytestmark = pytest.mark.usefixtures("keys")


@pytest.fixture
async def keys(pool: asyncpg.Pool) -> None:
    """A key for each stream, as the log wants it; nothing here is ever opened."""
    await pool.execute(_KEYS, _STREAMS)


class Watched(Recorder):
    """A recorder that counts how often it looks for something to do."""

    looks = 0

    def _take(self) -> list[object]:  # type: ignore[override]
        self.looks += 1
        return list(super()._take())


def plain(n: int, *, seen: int = 0, claims: tuple[str, ...] = ()) -> NewBatch:
    """A batch for a stream that has its key already, as the log takes it."""
    event = NewEvent(
        event_id=derived_id(n, seen),
        type="MeetingHeld",
        schema_version=1,
        data="{}",
        sealed=None,
        metadata="{}",
        occurred_at=NOON,
    )
    return NewBatch(
        stream=f"pair/{n}",
        seen=seen,
        command_id=f"c{seen}",
        fingerprint=b"",
        answer="{}",
        events=(event,),
        plan=n.to_bytes(8, "big"),
        next_at=None,
        over=False,
        claims=claims,
        releases=(),
        shred=False,
        deadline=None,
        deadline_at=None,
    )


@asynccontextmanager
async def locked(pool: asyncpg.Pool) -> AsyncIterator[None]:
    """Somebody sits on the lock of the log."""
    async with pool.acquire() as holder:
        await holder.execute(LOCK)
        yield
        await holder.execute("select pg_advisory_unlock_all()")


@asynccontextmanager
async def stopped(pool: asyncpg.Pool) -> AsyncIterator[None]:
    """The processes of the server that write the log are stopped, and their connections stay open."""
    pids = [record["pid"] for record in await pool.fetch(_WRITERS)]
    assert len(pids) == _LINES
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


async def turns(number: int = 20) -> None:
    """Let everybody in this process do what they can without the database."""
    for _ in range(number):
        await asyncio.sleep(0)


def call(recorder: Recorder, batches: Sequence[NewBatch]) -> list[asyncio.Task[asyncpg.Record]]:
    """Hand all over at once."""
    return [asyncio.create_task(recorder.record(given)) for given in batches]


async def answers(callers: Sequence[asyncio.Task[asyncpg.Record]]) -> Counter[str]:
    """What each was told in the end: the outcome, or that nobody answered."""
    told = await asyncio.gather(*callers, return_exceptions=True)
    assert all(isinstance(t, asyncpg.Record | Unavailable) for t in told), told
    return Counter("unavailable" if isinstance(t, BaseException) else t["outcome"] for t in told)


@pytest.mark.parametrize("stall", [locked, stopped])
async def test_a_storm_while_the_log_stands_still(database: str, pool: asyncpg.Pool, stall: object) -> None:
    """No more than the capacity waits, whoever comes on top is told at once when to come again; then all is stored."""
    assert callable(stall)
    standing_still: AbstractAsyncContextManager[None] = stall(pool)
    async with Recorder(database, capacity=_CAPACITY) as recorder:
        waves, waiting = [], []
        async with standing_still:
            for first in range(0, _STREAMS, 500):
                waves += call(recorder, [plain(n) for n in range(first, first + 500)])
                await turns()
                waiting.append(sum(not caller.done() for caller in waves))
        refused = [caller.exception() for caller in waves if caller.done()]
        told = await answers(waves)
    assert _CAPACITY <= max(waiting) <= _MOST
    assert {type(error) for error in refused} == {Unavailable}
    assert {error.retry_after for error in refused if isinstance(error, Unavailable)} == {1}
    assert told["appended"] + told["unavailable"] == _STREAMS
    assert await pool.fetchval("select count(*) from events") == told["appended"] >= _CAPACITY


async def test_a_storm_before_the_queue(database: str) -> None:
    """Where no key can be had to seal with, no more than the capacity waits, and the others are told at once."""
    async with wire_to(database) as wire, open_event_store(wire.dsn, MASTER_KEY) as store:
        wire.hush(b"subject_keys")
        batches = [batch("c1", stream=f"pair/new/{n}") for n in range(2 * CAPACITY)]
        callers = [asyncio.create_task(store.append(given)) for given in batches]
        await turns()
        refused = [caller.exception() for caller in callers if caller.done()]
        for caller in callers:
            caller.cancel()
        await asyncio.gather(*callers, return_exceptions=True)
        wire.hush(b"")
        assert (await store.append(batches[0])).outcome is Outcome.APPENDED
    assert len(refused) == CAPACITY
    assert {error.retry_after for error in refused if isinstance(error, Unavailable)} == {1}


async def test_callers_that_give_up_make_no_room(database: str, pool: asyncpg.Pool) -> None:
    """What was handed over counts until it is written, so callers that come and go cannot fill the memory."""
    async with Recorder(database, capacity=_CAPACITY) as recorder, locked(pool):
        for first in range(0, 1_000, 500):
            for caller in (callers := call(recorder, [plain(n) for n in range(first, first + 500)])):
                await asyncio.sleep(0)
                caller.cancel()
            await asyncio.gather(*callers, return_exceptions=True)
        last = call(recorder, [plain(_STREAMS)])
        await turns()
        assert isinstance(last[0].exception(), Unavailable)
    assert _CAPACITY <= await pool.fetchval("select count(*) from events") <= _MOST


async def test_closing_under_load(database: str, pool: asyncpg.Pool) -> None:
    """Whoever closes while the log stands still waits for it: everything accepted before is stored, nothing after."""
    async with Recorder(database) as recorder:
        early = call(recorder, [plain(n) for n in range(600)])
        await turns()
        async with locked(pool):
            closing = asyncio.create_task(recorder.__aexit__(None, None, None))
            await turns()
            late = call(recorder, [plain(n) for n in range(600, 700)])
            assert await answers(late) == {"unavailable": 100}
            assert not closing.done()
        await closing
    assert await answers(early) == {"appended": 600}
    assert await pool.fetchval("select count(*) from events") == 600


async def test_closing_while_nobody_answers(database: str) -> None:
    """A log that is gone does not keep a process from ending: everybody is told, then it closes."""
    async with wire_to(database) as wire:
        async with Recorder(wire.dsn) as recorder:
            callers = call(recorder, [plain(n) for n in range(600)])
            wire.down = True
            await wire.hang_up()
        told = await answers(callers)
    assert told["unavailable"] > 0
    assert told.total() == 600


async def test_streams_in_their_order_among_others(database: str) -> None:
    """However many streams are written at once by two lines, each is written in the order of its batches."""
    async with Recorder(database) as recorder:
        told = await answers(call(recorder, [plain(n, seen=seen) for seen in range(8) for n in range(60)]))
    assert told == {"appended": 480}


async def test_one_claim_is_on_its_way_at_a_time(database: str) -> None:
    """However many want one of ten things at once, each of these gets one holder and nobody an error."""
    async with Recorder(database) as recorder:
        told = await answers(call(recorder, [plain(n, claims=(f"p-{n % 10}",)) for n in range(500)]))
    assert told == {"appended": 10, "claimed": 490}


async def test_quiet_when_idle(database: str) -> None:
    """A recorder with nothing to do does nothing, before and after work."""
    async with Watched(database) as recorder:
        await answers(call(recorder, [plain(n) for n in range(200)]))
        await turns()
        before = recorder.looks
        await turns(1_000)
        assert recorder.looks == before


async def test_quiet_while_the_rest_must_wait(database: str, pool: asyncpg.Pool) -> None:
    """What waits for a batch of its own stream that is on its way costs nothing meanwhile."""
    async with Watched(database) as recorder, locked(pool):
        callers = call(recorder, [plain(0, seen=seen) for seen in range(5)])
        await turns()
        before = recorder.looks
        await turns(1_000)
        assert recorder.looks == before
        assert not any(caller.done() for caller in callers)


@pytest.mark.fire
async def test_a_server_that_falls_silent_while_a_line_is_made(database: str) -> None:
    """A connection that is taken and never answered is given up within seconds, and the next one is tried."""
    async with wire_to(database) as wire, open_event_store(wire.dsn, MASTER_KEY) as store:
        await store.append(batch("c1"))
        wire.hush(b"pg_settings")
        await wire.hang_up()
        async with asyncio.timeout(60):
            with pytest.raises(Unavailable):
                await store.append(batch("c2", seen=1))
        wire.hush(b"")
        assert (await store.append(batch("c2", seen=1))).version == 2


@pytest.mark.fire
async def test_keys_that_cannot_be_had(database: str) -> None:
    """However many wait for few connections that nobody answers, all are told within seconds."""
    async with wire_to(database) as wire, open_event_store(wire.dsn, MASTER_KEY) as store:
        wire.hush(b"subject_keys")
        async with asyncio.timeout(60):
            told = await asyncio.gather(
                *(store.append(batch("c1", stream=f"pair/new/{n}")) for n in range(200)), return_exceptions=True
            )
    assert {type(each) for each in told} == {Unavailable}
