"""One world per test: a fresh database on the session's server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from temporalio.client import Client

from tests.engine.world import World, at_work, world


@pytest_asyncio.fixture
async def here(client: Client, database: str) -> AsyncIterator[World]:
    """The world of this test, with a worker in this process."""
    async with world(client, database) as made, at_work(made):
        yield made
