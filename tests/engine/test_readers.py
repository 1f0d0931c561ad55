"""A worker keeps the read models beside its pairs, and tells everybody when the log has grown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from adapters.event_store import open_event_store
from adapters.projections.catalogue import ALL
from adapters.projector import projecting
from domain.pair.commands import AcceptMatch
from tests.engine.settings import MASTER
from tests.engine.world import World
from tests.log.batches import batch
from tests.waiting import until

_BEHIND = """
select exists (
    select from unnest($1::text[]) as name left join checkpoints using (name)
    where coalesce(position, 0) < (select max(position) from events)
)
"""


@pytest.fixture
async def heard(database: str) -> AsyncIterator[asyncio.Event]:
    """What somebody hears who listens for the bell."""
    event = asyncio.Event()
    connection = await asyncpg.connect(database)
    await connection.add_listener("events", lambda *_: event.set())
    yield event
    await connection.close()


async def _is_up_to_date(here: World) -> bool:
    return not await here.pool.fetchval(_BEHIND, [each.name for each in ALL])


async def test_read_models_follow_the_pairs(here: World) -> None:
    """What a pair has recorded is in every read model soon after, while another instance stands by."""
    await here.begin(here.match("followed"))
    await until(lambda: _is_up_to_date(here))
    async with projecting(here.database, ALL):
        await here.tell("followed", AcceptMatch(by="a"), AcceptMatch(by="b"))
        await until(lambda: _is_up_to_date(here))
    assert await here.pool.fetchval("select phase from read_models.pairs where pair_id = 'followed'") == "CHEMISTRY"


async def test_read_models_know_what_somebody_else_wrote(here: World) -> None:
    """What another process has appended is seen too, whether or not it rings."""
    async with open_event_store(here.database, MASTER) as store:
        await store.append(batch("c1", stream="cohort/elsewhere"))
    await until(lambda: _is_up_to_date(here))


async def test_the_bell(here: World, heard: asyncio.Event) -> None:
    """A worker rings when one of its pairs has recorded something."""
    await here.begin(here.match("rings"))
    await asyncio.wait_for(heard.wait(), 10)
