"""Readers that ask for what stands after a position: on our log they miss nothing, on a plain table they do."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from adapters.keys import KeyRing
from adapters.postgres import Role, open_pool
from adapters.sealing import Sealing
from tests.log.conftest import MASTER_KEY
from tests.log.fire.ledger import Findings
from tests.log.fire.race import Naive, Ours, race

_WRITES, _ROUNDS = 30, 10


@pytest.fixture
async def ours(database: str) -> AsyncIterator[Ours]:
    """The log of the house, with keys to seal with."""
    async with open_pool(database, Role.KEYS, size=8) as keys:
        yield Ours(Sealing(KeyRing(keys, MASTER_KEY)))


async def test_readers_miss_nothing(database: str, ours: Ours, seed: int) -> None:
    """While 32 write, roll back and are killed, each reader sees each event once and in order."""
    result = await race(database, ours, writes=_WRITES, seed=seed)
    assert result.killed
    assert result.confirmed > 32 * _WRITES / 2
    assert result.found == Findings()


async def test_the_race_has_teeth(database: str, pool: asyncpg.Pool, seed: int) -> None:
    """In the same race readers of a table whose positions come from a sequence miss events."""
    await pool.execute(Naive.table)
    lost: list[str] = []
    for n in range(_ROUNDS):
        result = await race(database, Naive(), writes=_WRITES, seed=seed + n)
        lost += result.found.lost
        if lost:
            break
    assert lost
    assert all(sentence.endswith("a reader missed it") for sentence in lost)
