"""A log on a fresh database, and short words for what the tests hand to it."""

import os
from collections.abc import AsyncIterator

import pytest

from adapters.event_store import EventStore, open_event_store

MASTER_KEY = bytes(range(32))


@pytest.fixture
async def store(database: str) -> AsyncIterator[EventStore]:
    """The log of this test."""
    async with open_event_store(database, MASTER_KEY) as store:
        yield store


@pytest.fixture
def master_key() -> bytes:
    """A master key that nothing else was sealed with."""
    return os.urandom(32)
