"""What was written stays as it was: in pages, in a chain, and out of everybody's reach."""

import hashlib
import json
from datetime import datetime, timedelta

import asyncpg
import pytest

from adapters.closed_log import ClosedLog
from adapters.event_store import EventStore
from adapters.postgres import Role, open_pool
from domain.base import Outcome, Row
from tests.log.batches import PAIR, batch, look

_MICROSECOND = timedelta(microseconds=1)
_CHAINED = "select position, stream, version, event_id, command_id, type, schema_version, data, encode(sealed, 'hex'),"
_CHAINED += " metadata, occurred_at, recorded_at, chain from events order by position"


async def test_a_long_stream_comes_in_pages(store: EventStore) -> None:
    """A stream of 5,000 rows is read from 0 in pages of 200, each once, in order, with the plan on every page."""
    for n in range(50):
        await store.append(batch(f"c{n}", seen=100 * n, events=100))
    rows: list[Row] = []
    more = True
    while more:
        page = await store.append(look(seen=len(rows)))
        assert (page.outcome, len(page.rows), page.plan) == (Outcome.BEHIND, 200, batch("c49").plan)
        rows += page.rows
        assert page.version == len(rows)
        more = page.more
    assert [row.version for row in rows] == list(range(1, 5_001))


async def test_reading_gives_the_same_pages(store: EventStore) -> None:
    """Readers page by the version of the last row; the last page says that nothing follows."""
    await store.append(batch("c1", events=5))
    first = await store.read(PAIR, page=3)
    last = await store.read(PAIR, after=first.version, page=3)
    assert ([row.version for row in first.rows], first.more) == ([1, 2, 3], True)
    assert ([row.version for row in last.rows], last.more) == ([4, 5], False)
    assert (await store.read(PAIR, after=5)).version == 5


async def test_streams_by_prefix(store: EventStore, database: str) -> None:
    """Streams are found by how their names begin, with no wildcard in them."""
    for stream in ("pair/b", "pair/a", "pair_x", "cohort/1"):
        await store.append(batch("c1", stream=stream))
    async with open_pool(database, Role.READER) as reader:
        log = ClosedLog(reader)
        assert await log.streams("pair/") == ("pair/a", "pair/b")
        assert await log.streams("pair_") == ("pair_x",)
        assert await log.streams("%") == ()


async def test_the_chain_can_be_recomputed(store: EventStore, pool: asyncpg.Pool) -> None:
    """Each chain value is the hash of the one before and of the event, as a program without Postgres computes it."""
    for n in range(3):
        await store.append(batch(f"c{n}", seen=2 * n, events=2, sealed={"by": "ü"}))
        await store.append(batch(f"c{n}", stream="pair/0002", seen=n))
    chain = bytes(32)
    records = await pool.fetch(_CHAINED)
    for record in records:
        *content, occurred_at, recorded_at, stored = record.values()
        chain = hashlib.sha256(chain + _text([*content, _micros(occurred_at), _micros(recorded_at)])).digest()
        assert chain == stored
    assert len(records) == 9


@pytest.mark.parametrize(
    "tampering",
    [
        "update events set type = 'Other'",
        "delete from events",
        "delete from events where false",
        "truncate events",
        "insert into events select * from events on conflict (position) do update set type = 'Other'",
    ],
)
async def test_events_are_final(store: EventStore, pool: asyncpg.Pool, tampering: str) -> None:
    """Not even a superuser updates, deletes or truncates events."""
    await store.append(batch("c1"))
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="never changed, deleted or truncated"):
        await pool.execute(tampering)
    assert await pool.fetchval("select type from events") == "MeetingHeld"


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        (Role.WRITER, "select * from events"),
        (Role.WRITER, "insert into commands values ('pair/1', 'c', '', '{}')"),
        (Role.WRITER, "select store('{}', '{}', '{}', true)"),
        (Role.READER, "select append('{}')"),
        (Role.READER, "select * from subject_keys"),
        (Role.READER, "delete from plans"),
        (Role.PROJECTOR, "delete from events"),
        (Role.WATCHMAN, "update plans set next_at = now()"),
        (Role.KEYS, "select * from events"),
        (Role.KEYS, "update subject_keys set wrapped = ''"),
    ],
)
async def test_each_role_may_do_its_work_only(database: str, role: Role, statement: str) -> None:
    """A connection does what its role is for, and nothing else."""
    async with open_pool(database, role) as pool:
        for _ in range(2):  # the second use of a connection acts as the same role
            assert await pool.fetchval("select current_user") == role
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await pool.execute(statement)


async def test_a_commit_is_a_commit(database: str) -> None:
    """Whatever a server's defaults are, an acknowledged append is on disk."""
    async with open_pool(database, Role.WRITER) as pool:
        assert await pool.fetchval("show synchronous_commit") == "on"
        assert await pool.fetchval("show transaction_isolation") == "read committed"


def _micros(moment: datetime) -> int:
    return (moment - datetime.fromtimestamp(0, moment.tzinfo)) // _MICROSECOND


def _text(content: list[object]) -> bytes:
    """As Postgres writes a JSON array; the JSON columns arrive as the text that is stored."""
    parts = [
        value if i in (7, 9) else json.dumps(value, default=str, ensure_ascii=False) for i, value in enumerate(content)
    ]
    return f"[{', '.join(str(part) for part in parts)}]".encode()
