"""A log with keys for those who write it, and the pairs without a key for those who read it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.closed_log import ClosedLog
from adapters.event_store import EventStore, open_event_store
from adapters.postgres import Role, open_pool
from gateway.reading import Reading

MASTER = bytes(range(32))


@pytest.fixture
async def store(database: str) -> AsyncIterator[EventStore]:
    """The log of a fresh database, for writing."""
    async with open_event_store(database, MASTER) as store:
        yield store


@pytest.fixture
async def reading(database: str) -> AsyncIterator[Reading]:
    """The same log as staff read it."""
    async with open_pool(database, Role.READER) as pool:
        yield Reading(ClosedLog(pool))
