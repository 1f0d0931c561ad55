"""`mentoring rebuild` on a real log with real pairs: all read models, one of them, or a name that is none."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import asyncpg
import pytest

from adapters.event_store import EventStore
from adapters.projections.catalogue import ALL
from adapters.projector import projecting
from tests.domain.story import completed, in_chemistry, match
from tests.gateway.lives import write
from tests.gateway.terminal import Terminal
from tests.waiting import until

Tables = dict[str, list[asyncpg.Record]]

NAMES = [each.name for each in ALL]
_CAUGHT_UP = """
select count(*) = cardinality($1::text[]) from checkpoints
where name = any ($1) and position = (select max(position) from events)
"""


@pytest.fixture
def mentoring(database: str, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """The command line beside a database."""
    monkeypatch.setenv("DATABASE_URL", database)
    return Terminal()


@pytest.fixture
async def live(database: str, store: EventStore, pool: asyncpg.Pool) -> AsyncIterator[Tables]:
    """Two pairs in the log, and the read models while they are kept; what they were before the test."""
    await write(completed(match(pair_id="completed")), store)
    await write(in_chemistry(match(pair_id="begun")), store)
    async with projecting(database, ALL):
        await until(lambda: pool.fetchval(_CAUGHT_UP, NAMES))
        yield await tables(pool)


async def tables(pool: asyncpg.Pool) -> Tables:
    """All read models as they are."""
    names = [table for each in ALL for table in each.tables]
    return {name: await pool.fetch(f"select * from read_models.{name} as t order by t") for name in names}


async def events(pool: asyncpg.Pool) -> int:
    """How long the log is."""
    count: int = await pool.fetchval("select count(*) from events")
    return count


async def test_all_of_them(mentoring: Terminal, live: Tables, pool: asyncpg.Pool) -> None:
    """Without a name every read model is made again; each says from how many events and in how many seconds."""
    assert all(live.values())
    for table in live:
        await pool.execute(f"delete from read_models.{table}")
    said = (await mentoring.does("rebuild")).splitlines()
    assert [line.partition(":")[0] for line in said] == NAMES
    for line in said:
        assert re.search(rf": rebuilt from {await events(pool)} events in \d+\.\d seconds$", line)
    assert await tables(pool) == live


async def test_one_of_them(mentoring: Terminal, live: Tables, pool: asyncpg.Pool) -> None:
    """With a name only that read model is made again."""
    chosen, *others = ALL
    for table in live:
        await pool.execute(f"delete from read_models.{table}")
    assert (await mentoring.does(f"rebuild {chosen.name}")).startswith(f"{chosen.name}: rebuilt from ")
    now = await tables(pool)
    assert {table: now[table] for table in chosen.tables} == {table: live[table] for table in chosen.tables}
    assert not any(now[table] for other in others for table in other.tables)


async def test_a_name_that_is_none(mentoring: Terminal) -> None:
    """An unknown name ends with code 1, nothing on stdout, and the names that there are."""
    result = await mentoring.types("rebuild parirs")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "there is no read model 'parirs'" in result.stderr
    assert f"allowed: {', '.join(NAMES)}" in result.stderr


async def test_somebody_else_rebuilds(mentoring: Terminal, live: Tables, pool: asyncpg.Pool) -> None:
    """A read model that somebody rebuilds at this moment ends the command with code 1, and is not touched."""
    async with pool.acquire() as other:
        await other.execute("select pg_advisory_lock(hashtextextended('rebuilding/' || $1, 0))", NAMES[0])
        result = await mentoring.types("rebuild")
        await other.execute("select pg_advisory_unlock_all()")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{NAMES[0]} is being rebuilt already" in result.stderr
    assert await tables(pool) == live
