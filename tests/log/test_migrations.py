"""Migrations: each once, in order, never changed afterwards."""

import asyncio

import asyncpg
import pytest

from adapters import sql
from adapters.event_store import open_event_store
from adapters.migrations import migrate
from domain.base import Broken, Outcome
from tests.log.batches import PAIR, batch


async def test_a_second_run_applies_nothing(empty_database: str) -> None:
    """Migrating twice is the same as migrating once."""
    assert await migrate(empty_database) == [name for name, _ in sql.migrations()]
    assert await migrate(empty_database) == []


async def test_two_programs_may_migrate_at_once(empty_database: str) -> None:
    """Of programs that start together one migrates and the others find it done."""
    applied = await asyncio.gather(*(migrate(empty_database) for _ in range(4)))
    assert sorted(map(len, applied)) == [0, 0, 0, len(sql.migrations())]


async def test_a_changed_file_is_refused(pool: asyncpg.Pool, database: str) -> None:
    """A migration that was edited after it was applied stops the start, and its name is said."""
    await pool.execute("update schema_migrations set sha256 = 'other' where name = '0001_log'")
    with pytest.raises(Broken, match="0001_log was changed"):
        await migrate(database)


async def test_a_newer_database_is_refused(pool: asyncpg.Pool, database: str) -> None:
    """A release does not run on a database that a later release has migrated."""
    await pool.execute("insert into schema_migrations (name, sha256) values ('9999_later', '')")
    with pytest.raises(Broken, match="9999_later"):
        await migrate(database)


async def test_a_plain_login_is_enough(template: str, empty_database: str, master_key: bytes) -> None:
    """A login that is no superuser migrates and serves, if it may act as the roles of the house and hand them on."""
    assert template  # the roles are there
    superuser = await asyncpg.connect(empty_database)
    name = await superuser.fetchval("select current_database()")
    roles = [
        role["rolname"] for role in await superuser.fetch("select rolname from pg_roles where rolname ~ 'mentoring'")
    ]
    await superuser.execute(f"create role plain login; grant {', '.join(roles)} to plain")
    await superuser.execute(f"alter database {name} owner to plain")
    dsn = empty_database.replace("postgres:@", "plain:@")
    assert await migrate(dsn)
    async with open_event_store(dsn, master_key) as store:
        assert (await store.append(batch("c1", sealed={"by": "p-1"}))).outcome is Outcome.APPENDED
        assert (await store.read(PAIR)).rows == batch("c1", sealed={"by": "p-1"}).rows
    await superuser.execute(f"alter database {name} owner to postgres; drop owned by plain; drop role plain")
    await superuser.close()


async def test_an_open_connection_will_do(empty_database: str) -> None:
    """Whoever has a connection hands it over instead of a DSN, and keeps it."""
    connection = await asyncpg.connect(empty_database)
    assert await migrate(connection)
    assert await connection.fetchval("select count(*) from schema_migrations") == len(sql.migrations())
    await connection.close()
