"""A log on a fresh database, and short words for what the tests hand to it."""

import os
import sys
from collections.abc import AsyncIterator
from random import randrange

import asyncpg
import pytest

from adapters.event_store import EventStore, open_event_store
from tests.log.tampering import Tampering

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


@pytest.fixture
def tampering(pool: asyncpg.Pool) -> Tampering:
    """A superuser at work on the log of this test."""
    return Tampering(pool)


@pytest.fixture
def seed() -> int:
    """Another one in each run; a failing test shows it."""
    seed = randrange(1_000_000)
    sys.stdout.write(f"seed {seed}\n")
    return seed
