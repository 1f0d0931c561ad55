"""Projections read pages of any size, pass by what they do not know, and stop where they cannot read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from traceback import format_exception
from uuid import UUID

import asyncpg
import pytest

from adapters.event_store import EventStore
from adapters.feed import Feed
from adapters.passed_by import pass_by
from adapters.postgres import Role, connect, open_pool
from adapters.projections import Projection
from adapters.projections.catalogue import ALL
from domain.base import Broken
from domain.pair import commands as c
from tests.domain.services import signal
from tests.domain.story import in_exchange, in_kickoff
from tests.gateway.lives import write
from tests.log.pairs import TABLES, dump, lived, random_life, two
from tests.projected import project


@pytest.fixture
async def projector(database: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection as a projection gets it."""
    connection = await connect(database, Role.PROJECTOR, search_path="read_models, public")
    yield connection
    await connection.close()


async def test_pages_of_any_size(store: EventStore, database: str, pool: asyncpg.Pool) -> None:
    """One fact at a time, seven or five hundred: the tables are the same."""
    await lived(store, [random_life(number, 1) for number in range(6)])
    shown = []
    for page in (1, 7, 500):
        await pool.execute("truncate read_models.pairs, read_models.timeline, read_models.asked_letters")
        await pool.execute("update checkpoints set position = 0")
        await project(database, page=page)
        shown.append(await dump(pool))
    assert shown[0] == shown[1] == shown[2]
    assert "MatchProposed" in shown[0]


async def test_what_a_newer_release_stored(
    store: EventStore, projector: asyncpg.Connection, pool: asyncpg.Pool, caplog: pytest.LogCaptureFixture
) -> None:
    """Events that this release does not know change nothing, and each is named once, without what is in it."""
    pass_by.cache_clear()
    await write(in_kickoff(two(1)), store)
    facts = await Feed(pool).page(0)
    newer = facts[-1]._replace(version=900, data='{"of": "her"}')
    strange = [newer._replace(type="MoonRose"), newer._replace(type="MeetingHeld", schema_version=2)]
    for projection in ALL:
        await projection.apply(projector, facts)
    before = await dump(pool)
    for projection in ALL:
        await projection.apply(projector, [*strange, *strange])
    assert await dump(pool) == before
    assert sorted(record.getMessage() for record in caplog.records) == [
        "events MeetingHeld of schema version 2 are unknown to this release and passed by",
        "events MoonRose of schema version 1 are unknown to this release and passed by",
    ]


async def test_streams_of_others(store: EventStore, projector: asyncpg.Connection, pool: asyncpg.Pool) -> None:
    """What happened to something else than a pair is not read, whatever it is called."""
    await write(in_kickoff(two(1)), store)
    facts = await Feed(pool).page(0)
    for projection in ALL:
        await projection.apply(projector, [fact._replace(stream="cohort/1") for fact in facts])
    assert await dump(pool) == ""


async def test_letters_that_staff_may_see(store: EventStore, projector: asyncpg.Connection, pool: asyncpg.Pool) -> None:
    """A letter that came back is told as such; of one that tells of a sealed act there is no trace."""
    life = in_exchange(two(1)).wait(days=1)
    bounced = str(life.pair.private.recent[-1].letter_id)
    life.tell(signal("mail.bounced", letter_id=bounced, error_class="mailbox_full"), c.RequestSupport(by="a"))
    await write(life.wait(days=1), store)
    for projection in ALL:
        await projection.apply(projector, await Feed(pool).page(0))
    row = await pool.fetchrow("select * from read_models.asked_letters where letter_id = $1", UUID(bounced))
    assert row is not None
    assert (row["state"], row["error_class"]) == ("BOUNCED", "mailbox_full")
    templates = {each["template"] for each in await pool.fetch("select template from read_models.asked_letters")}
    assert "E83_delivery_problem" in templates
    assert not any(template.startswith("E54") for template in templates)


@pytest.mark.parametrize("projection", ALL, ids=lambda projection: projection.name)
async def test_what_cannot_be_read(
    projection: Projection, store: EventStore, projector: asyncpg.Connection, pool: asyncpg.Pool
) -> None:
    """An event that lacks what its type has stops the projection, by name and place and without a value."""
    await write(in_kickoff(two(1)), store)
    facts = [fact._replace(data='{"letters": "my-planted-secret"}') for fact in await Feed(pool).page(0)]
    with pytest.raises(Broken, match=r"\w+ at position \d+ cannot be read") as broken:
        await projection.apply(projector, facts)
    assert "planted" not in "".join(format_exception(broken.value))


@pytest.mark.parametrize("role", [Role.READER, Role.WRITER, Role.KEYS])
@pytest.mark.parametrize("table", TABLES)
async def test_only_the_projector_writes(database: str, role: Role, table: str) -> None:
    """Nobody else changes a read model."""
    async with open_pool(database, role) as pool:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.execute(f"delete from read_models.{table}")
