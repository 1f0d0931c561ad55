"""A log with keys for those who write it, and the pairs without a key for those who read it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from temporalio.client import Client
from temporalio.service import RPCError

from adapters.closed_log import ClosedLog
from adapters.event_store import EventStore, open_event_store
from adapters.postgres import Role, open_pool
from adapters.read_models import ReadModels
from gateway.reading import Reading
from tests.engine.settings import MASTER
from tests.engine.world import World, at_work, world
from tests.gateway.terminal import Terminal


@pytest.fixture
async def store(database: str) -> AsyncIterator[EventStore]:
    """The log of a fresh database, for writing."""
    async with open_event_store(database, MASTER) as store:
        yield store


@pytest.fixture
async def reading(database: str) -> AsyncIterator[Reading]:
    """The same log as staff read it."""
    async with open_pool(database, Role.READER) as pool:
        yield Reading(ClosedLog(pool), ReadModels(pool))


@pytest.fixture
async def here(client: Client, database: str) -> AsyncIterator[World]:
    """Real servers and a worker in this process, and a catcher with its pages."""
    async with world(client, database) as made, at_work(made):
        yield made
        for pair_id in made.begun:
            with suppress(RPCError):  # it has ended by itself
                await made.pairs.handle(pair_id).terminate()


@pytest.fixture
def mentoring(here: World, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """The command line beside `here`, which it is told about by the environment."""
    monkeypatch.setenv("DATABASE_URL", here.database)
    monkeypatch.setenv("TEMPORAL_ADDRESS", here.clock.client.service_client.config.target_host)
    monkeypatch.setenv("MENTORING_MASTER_KEY", b64encode(MASTER).decode())
    monkeypatch.setenv("MENTORING_PAYLOAD_KEYS", f"test:{b64encode(MASTER).decode()}")
    return Terminal()
