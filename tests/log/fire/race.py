"""Races many transactions against readers, on our log and on the table that everybody would write by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from random import Random
from typing import Protocol
from uuid import UUID

import asyncpg

from adapters.keys import KeyRing
from adapters.postgres import Role, connect, open_pool
from adapters.sealing import Sealing
from domain.base import Unavailable, derived_id
from domain.origin import Origin
from tests.log.batches import batch
from tests.log.conftest import MASTER_KEY
from tests.log.fire.blaze import Result
from tests.log.fire.faults import APPEND
from tests.log.fire.ledger import Findings, compared
from tests.log.fire.place import BACKENDS
from tests.log.fire.reader import EVENTS, Reader

_WRITERS, _READERS = 32, 4
_LONGEST_SECONDS = 0.003
_ROLLED_BACK = 0.15
# Events confirmed between two kills.
_MOST_BETWEEN = 40
_NAIVE_TABLE = """
    create table if not exists naive (position bigint generated always as identity primary key, event_id uuid unique);
    grant select, insert on naive to mentoring_writer, mentoring_reader
"""
_GONE = (OSError, Unavailable, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


class Log(Protocol):
    """A log under test: one event in the transaction that is open, and the page after a position."""

    name: str
    page: str

    async def insert(self, connection: asyncpg.Connection, stream: str, seen: int) -> UUID:
        """The id of the event that now stands after version `seen` of a stream, once the transaction commits."""


class Ours:
    """The log of the house."""

    name = "our log"
    page = EVENTS

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing

    async def insert(self, connection: asyncpg.Connection, stream: str, seen: int) -> UUID:
        """By the function that is the one way to write."""
        given = batch(f"c{seen + 1}", stream=stream, seen=seen)
        outcome = await connection.fetchval(APPEND, [await self._sealing.new_batch(given, origin=Origin())])
        assert outcome == "appended"
        return given.rows[0].event_id


class Naive:
    """A table whose positions come from a sequence: a number drawn early may be committed late."""

    name = "an identity column"
    page = "select position, event_id from naive where position > $1 order by position limit 500"

    async def insert(self, connection: asyncpg.Connection, stream: str, seen: int) -> UUID:
        """By an insert of one row."""
        event_id = derived_id(stream, seen + 1)
        await connection.execute("insert into naive (event_id) values ($1)", event_id)
        return event_id


@asynccontextmanager
async def ours(dsn: str) -> AsyncIterator[Log]:
    """The log of the house, with keys to seal with."""
    async with open_pool(dsn, Role.KEYS, size=8) as keys:
        yield Ours(Sealing(KeyRing(keys, MASTER_KEY)))


@asynccontextmanager
async def naive(dsn: str) -> AsyncIterator[Log]:
    """The plain table, in the same database and for the same roles."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(_NAIVE_TABLE)
    finally:
        await connection.close()
    yield Naive()


async def race(dsn: str, log: Log, *, writes: int, seed: int) -> Result:
    """Transactions of random length, some rolled back, some killed, while readers ask what follows.

    Each of the writers tries so many. A strike is a backend that was killed.
    """
    writers_done, over = asyncio.Event(), asyncio.Event()
    readers = [Reader(dsn, log.page) for _ in range(_READERS)]
    async with asyncio.TaskGroup() as following:
        for reader in readers:
            following.create_task(reader.follow(is_over=over.is_set))
        racers = [_Racer(dsn, log, name=f"{seed}.{n}") for n in range(_WRITERS)]
        killing = following.create_task(_kill(dsn, Random(seed), racers, is_over=writers_done.is_set))
        await asyncio.gather(*(racer.run(writes) for racer in racers))
        writers_done.set()
        killed = await killing
        over.set()
    late = Reader(dsn, log.page)
    await late.follow(is_over=over.is_set)
    confirmed = {event for racer in racers for event in racer.confirmed}
    gone = confirmed - {event for _, event in late.seen}
    found = Findings(lost=tuple(f"{event}: confirmed, and it is not there" for event in gone))
    for reader in readers:
        found = found.and_(compared(late.seen, reader.seen))
    return Result(f"{_WRITERS} writers, {log.name}", killed, len(confirmed), found)


class _TakenBack(Exception):
    pass


class _Racer:
    """One writer: a stream of its own, and another one whenever it cannot know how far that has come."""

    def __init__(self, dsn: str, log: Log, *, name: str) -> None:
        self.confirmed: list[UUID] = []
        self._dsn, self._log, self._name = dsn, log, name
        self._random = Random(name)
        self._connection: asyncpg.Connection | None = None
        self._lives = self._seen = 0

    async def run(self, writes: int) -> None:
        for _ in range(writes):
            try:
                event = await self._write()
            except _TakenBack:
                pass
            except _GONE:
                self._hang_up()
            else:
                self.confirmed.append(event)
                self._seen += 1
        self._hang_up()

    async def _write(self) -> UUID:
        if self._connection is None:
            self._connection = await connect(self._dsn, Role.WRITER)
        async with self._connection.transaction():
            event = await self._log.insert(self._connection, f"pair/{self._name}.{self._lives}", self._seen)
            await asyncio.sleep(self._random.uniform(0, _LONGEST_SECONDS))
            if self._random.random() < _ROLLED_BACK:
                raise _TakenBack
        return event

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
        self._connection = None
        self._lives, self._seen = self._lives + 1, 0


async def _kill(dsn: str, random: Random, racers: Sequence[_Racer], *, is_over: Callable[[], bool]) -> int:
    """Kill a writer's backend after every so many events; how many there were."""
    killed, enough = 0, 0
    connection = await asyncpg.connect(dsn)
    try:
        while not is_over():
            confirmed = sum(len(racer.confirmed) for racer in racers)
            writers = await connection.fetch(f"{BACKENDS} and application_name = $1", Role.WRITER)
            if writers and confirmed >= enough:
                killed += await connection.fetchval("select pg_terminate_backend($1)::int", random.choice(writers)[0])
                enough = confirmed + random.randint(1, _MOST_BETWEEN)
            await asyncio.sleep(_LONGEST_SECONDS)
    finally:
        connection.terminate()
    return killed
