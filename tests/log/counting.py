"""The smallest read model there is, a count per stream, and a log that is quickly filled."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg

from adapters.event_store import EventStore
from adapters.feed import Fact, Feed
from tests.log.batches import batch

_TABLES = """
set role mentoring_projector;
create table read_models.counts (stream text primary key, events integer not null, last_position bigint not null);
create index on read_models.counts (events);
reset role
"""
_ADD = """
insert into counts select stream, count(*), max(position) from unnest($1::text[], $2::bigint[]) as f (stream, position)
group by stream
on conflict (stream) do update set
    events = counts.events + excluded.events, last_position = excluded.last_position
"""
_FILL = """
insert into events
select n, 'pair/' || n % 97, n / 97 + 1, gen_random_uuid(), 'c' || n, 'MeetingHeld', 1, '{"text": "as told"}', null,
    '{"actor": {"id": "p-1", "kind": "PARTICIPANT"}, "policy_version": "abc"}', now(), now(), sha256(n::text::bytea)
from generate_series((select coalesce(max(position), 0) + 1 from events), $1) as n
"""


class Counting:
    """Counts the events of each stream; a fact that is applied twice or never shows."""

    name = "counts"
    tables = ("counts",)

    async def apply(self, connection: asyncpg.Connection, facts: Sequence[Fact]) -> None:
        """Adds a page."""
        await connection.execute(_ADD, [fact.stream for fact in facts], [fact.position for fact in facts])


async def lay_tables(pool: asyncpg.Pool) -> None:
    """The live tables, as a migration would make them."""
    await pool.execute(_TABLES)


async def fill(pool: asyncpg.Pool, until: int) -> None:
    """Facts up to a position, written past the append: quickly, and with chain values that nobody computes."""
    await pool.execute(_FILL, until)


async def write(store: EventStore, stream: str, *, batches: int, events: int = 1) -> None:
    """A stream as it grows in real life, batch after batch."""
    for n in range(batches):
        await store.append(batch(f"c{n}", stream=stream, seen=n * events, events=events))


@asynccontextmanager
async def writing(store: EventStore, *, streams: int = 3) -> AsyncIterator[None]:
    """Some streams grow while the block runs."""
    done = asyncio.Event()

    async def grow(stream: str) -> None:
        seen = 0
        while not done.is_set():
            await store.append(batch(f"c{seen}", stream=stream, seen=seen))
            seen += 1

    async with asyncio.TaskGroup() as writers:
        for n in range(streams):
            writers.create_task(grow(f"pair/writing-{n}"))
        yield
        done.set()


async def counts(pool: asyncpg.Pool) -> dict[str, int]:
    """What readers see of the live model."""
    return {row["stream"]: row["events"] for row in await pool.fetch("select stream, events from read_models.counts")}


async def fresh_fold(pool: asyncpg.Pool, *, until: int | None = None) -> dict[str, int]:
    """What the live model must be: the log, counted by somebody else."""
    feed, facts = Feed(pool), list[Fact]()
    while page := await feed.page(facts[-1].position if facts else 0):
        facts += page
    return dict(Counter(fact.stream for fact in facts if until is None or fact.position <= until))


async def checkpoint(pool: asyncpg.Pool, name: str = "counts") -> int | None:
    """How far the live model has come; None where it has never begun."""
    position: int | None = await pool.fetchval("select position from checkpoints where name = $1", name)
    return position


async def has_caught_up(pool: asyncpg.Pool) -> bool:
    """Whether the live model has come to the end of the log."""
    return await checkpoint(pool) == (await Feed(pool).head()).position
