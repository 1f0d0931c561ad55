"""The feed: every fact once and in order, and the log that is not the one that was read."""

import json

import asyncpg
import pytest

from adapters.event_store import EventStore, open_event_store
from adapters.feed import START, Feed, Place
from adapters.postgres import Role, connect, open_pool
from domain.base import Actor, Broken, Unavailable
from tests.log.batches import NOON, PAIR, batch, row
from tests.log.conftest import MASTER_KEY
from tests.log.counting import fill

_RESTORED = """
alter table events disable trigger events_are_final;
{0};
alter table events enable trigger events_are_final
"""


@pytest.fixture
def feed(pool: asyncpg.Pool) -> Feed:
    """The log of this test as readers follow it."""
    return Feed(pool)


async def change(pool: asyncpg.Pool, statement: str) -> None:
    """Does to the log what only a superuser can, or a restored backup."""
    await pool.execute(_RESTORED.format(statement))


async def test_a_fact_is_what_was_stored(store: EventStore, feed: Feed) -> None:
    """A reader gets an event with all that is known of it, but for what is sealed."""
    await store.append(batch("c1", sealed={"by": "planted"}))
    (fact,) = await feed.page(0)
    stored = row(1)
    assert (fact.position, fact.stream, fact.version, fact.event_id) == (1, PAIR, 1, stored.event_id)
    assert (fact.type, fact.schema_version, fact.policy_version) == ("MeetingHeld", 1, "abc")
    assert Actor.model_validate_json(fact.actor) == stored.actor
    assert json.loads(fact.data) == stored.data
    assert fact.occurred_at == NOON < fact.recorded_at
    assert len(fact.chain) == 32
    assert "planted" not in str(fact)


async def test_pages(pool: asyncpg.Pool, feed: Feed) -> None:
    """Whoever goes on after each page gets every fact once and in order; only the last page is short."""
    await fill(pool, 1_234)
    pages = [await feed.page(0)]
    while pages[-1]:
        pages.append(await feed.page(pages[-1][-1].position))
    assert [len(page) for page in pages] == [500, 500, 234, 0]
    assert [fact.position for page in pages for fact in page] == list(range(1, 1_235))


async def test_a_page_as_long_as_wished(pool: asyncpg.Pool, feed: Feed) -> None:
    """A reader chooses the length of its pages, and where they begin."""
    await fill(pool, 20)
    assert [fact.position for fact in await feed.page(7, limit=3)] == [8, 9, 10]
    assert await feed.page(20) == await feed.page(1_000) == []


async def test_the_head(store: EventStore, feed: Feed) -> None:
    """The head is the last event with its chain; an empty log ends where it starts."""
    assert await feed.head() == START
    await store.append(batch("c1", events=3))
    last = (await feed.page(2))[0]
    assert await feed.head() == Place(3, last.chain)


@pytest.mark.parametrize("role", [Role.READER, Role.PROJECTOR])
async def test_a_reader_needs_few_rights(store: EventStore, database: str, role: Role) -> None:
    """Who may read the log may follow it, over a connection as over a pool."""
    await store.append(batch("c1"))
    connection = await connect(database, role)
    async with open_pool(database, role) as pool:
        assert await Feed(connection).page(0) == await Feed(pool).page(0) != []
    await connection.close()


async def test_the_log_that_was_read(store: EventStore, feed: Feed) -> None:
    """A place in the log stays good while the log only grows; so does its start."""
    await feed.check(START)
    await store.append(batch("c1", events=2))
    place = await feed.head()
    await store.append(batch("c2", seen=2))
    await feed.check(place)
    await feed.check(START)


@pytest.mark.parametrize(
    "what", ["update events set chain = sha256('other') where position = 2", "delete from events where position >= 2"]
)
async def test_another_log(store: EventStore, feed: Feed, pool: asyncpg.Pool, what: str) -> None:
    """A log that was rewritten or lost its tail is noticed by who stood there, who is told what to do."""
    await store.append(batch("c1", events=3))
    places = [Place(fact.position, fact.chain) for fact in await feed.page(0)]
    await change(pool, what)
    await feed.check(places[0])
    with pytest.raises(Broken, match=r"position 2 .* `mentoring verify`, then .* `mentoring rebuild`"):
        await feed.check(places[1])


async def test_a_log_restored_and_written_on(database: str, feed: Feed, pool: asyncpg.Pool) -> None:
    """A log that lost its tail and has grown past it again is noticed: its positions are the same, its chain is not."""
    async with open_event_store(database, MASTER_KEY) as store:
        await store.append(batch("c1", events=2))
        place = await feed.head()
        await change(pool, "delete from events where position = 2; delete from commands")
        await store.append(batch("c2", seen=1, events=5))
    with pytest.raises(Broken):
        await feed.check(place)


async def test_nobody_answers(database: str) -> None:
    """Without a database a reader is told to come again, whatever it asks."""
    async with open_pool(database.replace("/test_", "/gone_"), Role.READER) as pool:
        feed = Feed(pool)
        for question in (feed.page(0), feed.head(), feed.check(Place(1, b""))):
            with pytest.raises(Unavailable):
                await question
