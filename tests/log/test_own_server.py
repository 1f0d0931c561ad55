"""What the log asks of its server, on one whose settings may be changed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from adapters.event_store import open_event_store
from adapters.postgres import Role, connect
from domain.base import Broken, Outcome, Unavailable
from tests.log.batches import batch
from tests.log.conftest import MASTER_KEY
from tests.log.fire.server import Server, own_server
from tests.log.wire import wire_to
from tests.waiting import until


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[Server]:
    """A server that serves nobody else."""
    async with own_server() as server:
        yield server


@pytest.fixture
async def own_database(server: Server) -> AsyncIterator[str]:
    """A log on that server."""
    async with server.database() as dsn:
        yield dsn


@asynccontextmanager
async def with_setting(server: Server, dsn: str, name: str, value: str) -> AsyncIterator[None]:
    """A setting of the whole server, as somebody would make it for speed."""
    await _set(server, dsn, f"alter system set {name} = {value}", name, value)
    yield
    await _set(server, dsn, f"alter system reset {name}", name, "on")


@pytest.mark.parametrize("name", ["fsync", "full_page_writes"])
async def test_an_unsafe_server_is_refused(server: Server, own_database: str, name: str) -> None:
    """With a server that loses what it has confirmed nobody starts, and is told which setting to change."""
    async with with_setting(server, own_database, name, "off"):
        with pytest.raises(Broken, match=f"{name} is off"):
            async with open_event_store(own_database, MASTER_KEY):
                pass
    async with open_event_store(own_database, MASTER_KEY) as store:
        assert (await store.append(batch("c1"))).outcome is Outcome.APPENDED


async def test_a_server_made_unsafe_later(server: Server, own_database: str) -> None:
    """Who runs already notices with the next connection, writes nothing meanwhile, and goes on once it is mended."""
    async with wire_to(own_database) as wire, open_event_store(wire.dsn, MASTER_KEY) as store:
        await store.append(batch("c1"))
        async with with_setting(server, own_database, "fsync", "off"):
            await wire.hang_up()
            for _ in range(2):
                with pytest.raises(Unavailable):
                    await store.append(batch("c2", seen=1))
            with pytest.raises(Unavailable, match="fsync is off"):
                await store.append(batch("c2", seen=1))
            assert (await store.read("pair/0001")).version == 1
        assert (await store.append(batch("c2", seen=1))).outcome is Outcome.APPENDED


async def test_a_commit_is_a_commit_on_any_server(server: Server, own_database: str) -> None:
    """A server whose default is not to wait for the disk is served by connections that do wait."""
    async with with_setting(server, own_database, "synchronous_commit", "off"):
        plain = await asyncpg.connect(own_database)
        assert await plain.fetchval("show synchronous_commit") == "off"
        writer = await connect(own_database, Role.WRITER)
        assert await writer.fetchval("show synchronous_commit") == "on"
        plain.terminate()
        writer.terminate()
        async with open_event_store(own_database, MASTER_KEY) as store:
            assert (await store.append(batch("c1"))).outcome is Outcome.APPENDED


async def _set(server: Server, dsn: str, statement: str, name: str, value: str) -> None:
    """Change it, and wait until a new session finds it."""
    await server.tell(statement, "select pg_reload_conf()")

    async def is_so() -> bool:
        connection = await asyncpg.connect(dsn)
        try:
            return bool(await connection.fetchval("select current_setting($1) = $2", name, value))
        finally:
            connection.terminate()

    await until(is_so)
