"""`mentoring restore`: what it says, how it ends, and what a fresh namespace has afterwards."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client

from adapters.event_store import EventStore
from adapters.open_streams import OpenStreams
from adapters.postgres import Role, open_pool
from domain.base import Plan, Unavailable
from gateway.restore import restore
from tests.domain.story import proposed
from tests.engine.settings import MASTER
from tests.engine.world import World, at_work, world
from tests.gateway.lives import write
from tests.gateway.terminal import Terminal
from tests.log.batches import batch
from tests.temporal import temporal_server
from workflows import names

# Temporal takes no id as long as this. Our log takes no such stream either, so it is put there by hand.
UNHEARD_OF = "pair/" + "x" * 1100
BY_HAND = (
    "insert into plans (stream, version, plan, over) select $1 || n, 1, '', false from generate_series(1, $2) as n"
)


@pytest.fixture
async def fresh(database: str, keys: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    """A log beside a Temporal that has never heard of us; the environment names both."""
    async with temporal_server(search_attributes=()) as server, world(server.client, database) as made, at_work(made):
        monkeypatch.setenv("TEMPORAL_ADDRESS", server.client.service_client.config.target_host)
        yield made


@pytest.fixture
def keys(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment names the database and its keys."""
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("MENTORING_MASTER_KEY", b64encode(MASTER).decode())
    monkeypatch.setenv("MENTORING_PAYLOAD_KEYS", f"test:{b64encode(MASTER).decode()}")


async def test_what_it_found(fresh: World) -> None:
    """Of the pairs that are not over those that Temporal does not know are started; the next time all of them run."""
    mentoring, an_hour_ago = Terminal(), datetime.now(UTC) - timedelta(hours=1)
    for name in ("one", "two"):
        await fresh.introduce(fresh.match(name))
        await write(proposed(fresh.match(name), at=an_hour_ago), fresh.store)
    await fresh.store.append(batch("c1", stream="pair/over", over=True))
    await fresh.pairs.wake("pair/one")
    said = await mentoring.does("restore")
    assert said == "open streams: 2; running: 1; started again: 1\n"
    assert await mentoring.reads("restore") == {
        "open": 2,
        "running": 2,
        "started": 0,
        "unreached": 0,
        "for_example": [],
    }
    await fresh.clock.settled(fresh.pairs.handle("two"))
    assert (await fresh.pairs.view("two")).version == len(await fresh.rows("two")) > 1
    assert not await fresh.pairs.is_running("pair/over")


async def test_an_empty_log_and_an_empty_namespace(fresh: World) -> None:
    """Where there is nothing to start, the namespace still gets the search attributes and both schedules."""
    assert await Terminal().does("restore") == "open streams: 0; running: 0; started again: 0\n"
    client = fresh.clock.client
    known = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace="default"))
    assert {key.name for key in names.SEARCH_ATTRIBUTES} <= {*known.custom_attributes}
    for name, every in ((names.WATCHMAN_SCHEDULE, timedelta(minutes=1)), (names.ANCHOR_SCHEDULE, timedelta(days=1))):
        schedule = await client.get_schedule_handle(name).describe()
        assert schedule.schedule.spec.intervals[0].every == every


async def test_one_that_cannot_be_reached(fresh: World) -> None:
    """It stops none of the others; it is named, and the command ends with 3."""
    await fresh.pool.execute(BY_HAND, UNHEARD_OF, 1)
    await fresh.store.append(batch("c1", stream="pair/zoe"))
    result = await Terminal().types("restore")
    assert result.exit_code == 3
    assert result.stdout == (
        f"open streams: 2; running: 0; started again: 1; not reached: 1, such as {UNHEARD_OF}1; "
        "restore may be run again\n"
    )
    assert await fresh.pairs.is_running("pair/zoe")


async def test_nobody_can_be_reached(client: Client, database: str, pool: asyncpg.Pool) -> None:
    """Where not one of a whole portion answers, the others are not tried; what was started until then is told."""
    await pool.execute(BY_HAND, UNHEARD_OF, 25)
    async with open_pool(database, Role.READER) as reader:
        with pytest.raises(Unavailable, match="does not answer any more; 0 streams were started again"):
            await restore(client, OpenStreams(reader), told=lambda so_far: pytest.fail(str(so_far)))


@pytest.mark.usefixtures("keys")
async def test_temporal_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Temporal nothing is restored, which is said, with code 3."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    result = await Terminal().types("restore --json")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "no Temporal server answers at 127.0.0.1:1" in result.stderr


@pytest.mark.usefixtures("keys")
async def test_there_is_no_such_namespace(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A namespace that the server does not have is named, with code 3: to make one is for those who run the server."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", client.service_client.config.target_host)
    monkeypatch.setenv("TEMPORAL_NAMESPACE", "nowhere")
    result = await Terminal().types("restore")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "namespace 'nowhere' of Temporal does not answer: NOT_FOUND" in result.stderr


async def test_open_streams(database: str, store: EventStore) -> None:
    """They are counted and named in order, portion by portion, each once, and none whose plan is over."""
    for number in range(5):
        await store.append(batch("c1", stream=f"pair/{number}", over=number == 1))
    await store.append(batch("c1", stream="pair/idle").with_(plan=Plan()))
    async with open_pool(database, Role.READER) as pool:
        streams = OpenStreams(pool)
        assert await streams.count() == 5
        assert [portion async for portion in streams.portions(2)] == [
            ("pair/0", "pair/2"),
            ("pair/3", "pair/4"),
            ("pair/idle",),
        ]
