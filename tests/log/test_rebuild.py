"""A rebuild: beside the live model, as if nobody had noticed, and nothing harmed where it fails."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import asyncpg
import pytest

from adapters.event_store import EventStore
from adapters.feed import Fact
from adapters.postgres import Role, connect, open_pool
from adapters.projector import projecting
from adapters.rebuild import rebuild
from domain.base import Conflict, Unavailable
from tests.log.batches import PAIR, batch
from tests.log.counting import (
    Counting,
    checkpoint,
    counts,
    fill,
    fresh_fold,
    has_caught_up,
    lay_tables,
    write,
    writing,
)
from tests.waiting import until

_SEEN = "select coalesce(sum(events), 0) from read_models.counts"
_SOMEBODY_WAITS_OR_MOVED = """
select exists (select from pg_locks where not granted) or exists (select from checkpoints where position > 3)
"""
_BESIDE = "select relname from pg_class where relnamespace = 'rebuilding'::regnamespace and relkind = 'r'"
_SHAPE = """
select array_agg(attname || ' ' || atttypid::regtype || ' ' || attnotnull order by attnum),
    (select count(*) from pg_index where indrelid = 'read_models.counts'::regclass),
    relowner::regrole::text, has_table_privilege('mentoring_reader', 'read_models.counts', 'select')
from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0
where pg_class.oid = 'read_models.counts'::regclass group by pg_class.oid
"""


class Crashing(Counting):
    """Fails once it has come to a position."""

    def __init__(self, position: int) -> None:
        self.position = position

    async def apply(self, connection: asyncpg.Connection, facts: Sequence[Fact]) -> None:
        """Adds a page, or dies of it."""
        await super().apply(connection, facts)
        if facts[-1].position >= self.position:
            raise RuntimeError


class Waiting(Counting):
    """Waits in the first page until it may go on."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.go_on = asyncio.Event()

    async def apply(self, connection: asyncpg.Connection, facts: Sequence[Fact]) -> None:
        """Adds a page, late."""
        self.reached.set()
        await self.go_on.wait()
        await super().apply(connection, facts)


class Overtaken(Counting):
    """Is overtaken by the log before the switch, and stays a while in the switch."""

    def __init__(self, overtake: Callable[[], Awaitable[None]]) -> None:
        self.overtake = overtake
        self.pages = 0
        self.is_switching = asyncio.Event()
        self.go_on = asyncio.Event()

    async def apply(self, connection: asyncpg.Connection, facts: Sequence[Fact]) -> None:
        """Adds a page; the second one is what the first one missed."""
        self.pages += 1
        if self.pages == 2:
            self.is_switching.set()
            await self.go_on.wait()
        await super().apply(connection, facts)
        if self.pages == 1:
            await self.overtake()


@pytest.fixture(autouse=True)
async def tables(pool: asyncpg.Pool) -> None:
    """The live tables of the count."""
    await lay_tables(pool)


def nobody_looks(_done: int, _of: int) -> None:
    """Progress that nobody wants to see."""


async def live(database: str, pool: asyncpg.Pool) -> dict[str, int]:
    """The model as the live projector makes it."""
    async with projecting(database, [Counting()]):
        await until(lambda: has_caught_up(pool))
    return await counts(pool)


async def test_it_equals_the_live_model(database: str, pool: asyncpg.Pool) -> None:
    """A rebuild gives the tables that were there, in shape, rights and content, however wrong they had become."""
    await fill(pool, 12_345)
    before, shape = await live(database, pool), await pool.fetchrow(_SHAPE)
    await pool.execute("update read_models.counts set events = 7")
    assert await rebuild(database, Counting(), progress=nobody_looks) == 12_345
    assert await counts(pool) == before == await fresh_fold(pool)
    assert await pool.fetchrow(_SHAPE) == shape
    assert (await checkpoint(pool), await checkpoint(pool, "rebuilding/counts")) == (12_345, None)
    assert await pool.fetch(_BESIDE) == []


async def test_progress(database: str, pool: asyncpg.Pool) -> None:
    """Whoever waits is told how many events are folded, and of how many."""
    await fill(pool, 12_000)
    told: list[tuple[int, int]] = []
    await rebuild(database, Counting(), progress=lambda done, of: told.append((done, of)))
    assert told == [(5_000, 12_000), (10_000, 12_000), (12_000, 12_000)]


async def test_a_model_that_never_was(database: str, pool: asyncpg.Pool, store: EventStore) -> None:
    """A model that nobody has projected yet can be rebuilt, over an empty log too."""
    assert await rebuild(database, Counting(), progress=nobody_looks) == 0
    assert await checkpoint(pool) == 0
    await write(store, PAIR, batches=2)
    assert await rebuild(database, Counting(), progress=nobody_looks) == 2
    assert await counts(pool) == {PAIR: 2}


async def test_while_everybody_works(database: str, pool: asyncpg.Pool, store: EventStore) -> None:
    """While writers append, a projector applies and readers read, rebuild after rebuild goes unnoticed by all."""
    await fill(pool, 6_000)
    totals: list[int] = []
    async with projecting(database, [Counting()]), open_pool(database, Role.READER) as readers:
        async with writing(store):
            reading = asyncio.create_task(_read_on(readers, totals))
            for _ in range(5):
                await rebuild(database, Counting(), progress=nobody_looks)
            await until(lambda: _are_many(totals))
        reading.cancel()
        await until(lambda: has_caught_up(pool))
    assert await counts(pool) == await fresh_fold(pool)
    assert totals == sorted(totals)


async def _read_on(readers: asyncpg.Pool, totals: list[int]) -> None:
    """Reads with plans that are kept, on a connection that is."""
    async with readers.acquire() as connection:
        statement = await connection.prepare(_SEEN)
        while True:
            totals.append(await statement.fetchval())


async def _are_many(totals: Sequence[int]) -> bool:
    """Whether a reader saw the model grow many times."""
    return len(set(totals)) > 10


async def test_nobody_steps_back(database: str, pool: asyncpg.Pool, store: EventStore) -> None:
    """What the live model knows the rebuilt one knows too: it catches up while the projector waits."""

    async def overtake() -> None:
        await store.append(batch("c8", seen=2))
        await until(lambda: has_caught_up(pool))

    await write(store, PAIR, batches=2)
    slow = Overtaken(overtake)
    async with projecting(database, [Counting()]):
        await until(lambda: has_caught_up(pool))
        rebuilding = asyncio.create_task(rebuild(database, slow, progress=nobody_looks))
        await until(lambda: _is_over(rebuilding, slow.is_switching))
        await store.append(batch("c9", seen=3))
        await until(lambda: pool.fetchval(_SOMEBODY_WAITS_OR_MOVED))
        assert await checkpoint(pool) == 3
        slow.go_on.set()
        assert await rebuilding == 3
        await until(lambda: has_caught_up(pool))
    assert await counts(pool) == {PAIR: 4}


async def _is_over(task: asyncio.Task[int], event: asyncio.Event) -> bool:
    return task.done() or event.is_set()


async def test_a_crash(database: str, pool: asyncpg.Pool) -> None:
    """A rebuild that dies on its way leaves the live model untouched, and the next one does not trip over it."""
    await fill(pool, 12_345)
    before = await live(database, pool)
    with pytest.raises(RuntimeError):
        await rebuild(database, Crashing(10_000), progress=nobody_looks)
    assert (await counts(pool), await checkpoint(pool)) == (before, 12_345)
    assert await checkpoint(pool, "rebuilding/counts") == 5_000
    assert await rebuild(database, Counting(), progress=nobody_looks) == 12_345
    assert await counts(pool) == before


async def test_a_crash_in_the_switch(database: str, pool: asyncpg.Pool, store: EventStore) -> None:
    """A switch that fails midway changes nothing for readers, and the projector goes on with the old tables."""
    await fill(pool, 100)
    await live(database, pool)
    await pool.execute("create view on_top as select * from read_models.counts")  # so it cannot be dropped
    with pytest.raises(Unavailable, match="DependentObjectsStillExist"):
        await rebuild(database, Counting(), progress=nobody_looks)
    await store.append(batch("c1"))
    assert await live(database, pool) == await fresh_fold(pool)
    await pool.execute("drop view on_top")
    assert await rebuild(database, Counting(), progress=nobody_looks) == 101


async def test_two_at_once(database: str, pool: asyncpg.Pool, store: EventStore) -> None:
    """Of two rebuilds of one model the second is told that somebody was faster, and does no harm to the first."""
    await write(store, PAIR, batches=2)
    slow = Waiting()
    first = asyncio.create_task(rebuild(database, slow, progress=nobody_looks))
    await slow.reached.wait()
    with pytest.raises(Conflict, match="counts is being rebuilt already"):
        await rebuild(database, Counting(), progress=nobody_looks)
    slow.go_on.set()
    assert await first == 2
    assert await counts(pool) == {PAIR: 2}


async def test_somebody_sits_on_a_table(database: str, pool: asyncpg.Pool, store: EventStore) -> None:
    """A reader in a long transaction makes the switch wait and try again, with what was appended meanwhile."""
    await write(store, PAIR, batches=2)
    await live(database, pool)
    async with pool.acquire() as reader:
        transaction = reader.transaction()
        await transaction.start()
        await reader.fetch(_SEEN)
        rebuilding = asyncio.create_task(rebuild(database, Counting(), progress=nobody_looks))
        await until(lambda: pool.fetchval("select exists (select from pg_locks where not granted)"))
        await until(lambda: pool.fetchval("select not exists (select from pg_locks where not granted)"))
        await store.append(batch("c9", seen=2))
        assert await counts(pool) == {PAIR: 2}
        await transaction.rollback()
    assert await rebuilding == 3
    assert await counts(pool) == {PAIR: 3}


async def test_after_another_log(database: str, pool: asyncpg.Pool, store: EventStore) -> None:
    """What stood before a log that was rewritten is healed by a rebuild, even where that log is shorter."""
    await write(store, PAIR, batches=2)
    await live(database, pool)
    await pool.execute("update checkpoints set position = 99, chain = sha256('other')")
    assert await rebuild(database, Counting(), progress=nobody_looks) == 2
    await store.append(batch("c9", seen=2))
    assert await live(database, pool) == {PAIR: 3}


async def test_live_checkpoints_stay(database: str, pool: asyncpg.Pool, store: EventStore) -> None:
    """Nobody makes a live model forget where it stands."""
    await write(store, PAIR, batches=1)
    await live(database, pool)
    projector = await connect(database, Role.PROJECTOR)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await projector.execute("delete from checkpoints")
    await projector.close()
