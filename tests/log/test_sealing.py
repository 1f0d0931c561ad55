"""Private fields: unreadable in the database, readable for those who hold the key, gone when the key is gone."""

import asyncio

import asyncpg
import pytest

from adapters.event_store import EventStore, open_event_store
from adapters.keys import KeyRing
from domain.base import Broken, Letter, Outcome, Plan, Recipient, Unavailable, derived_id
from tests.log.batches import NOON, PAIR, batch
from tests.log.conftest import MASTER_KEY

SECRET = "we-met-by-the-river"
_TABLES = "select table_name from information_schema.tables where table_schema = 'public'"


async def dump(pool: asyncpg.Pool) -> str:
    """Everything that stands in any table, as text; bytes also as the text they would be."""
    texts = []
    for table in await pool.fetch(_TABLES):
        for record in await pool.fetch(f"select * from {table['table_name']}"):
            texts += [v.decode("latin-1") if isinstance(v, bytes) else str(v) for v in record.values()]
    return "\n".join(texts)


async def test_secrets_cannot_be_read_in_the_database(store: EventStore, pool: asyncpg.Pool) -> None:
    """Neither a sealed field, nor who gets a letter, nor the content of a command stands in any table."""
    letter = Letter(
        letter_id=derived_id(1), template=f"E1-{SECRET}", to=Recipient.A, not_before=NOON, params={"x": SECRET}
    )
    given = batch("c1", sealed={"words": SECRET}, body=SECRET)
    result = await store.append(given.with_(plan=Plan(letters=(letter,))))
    assert SECRET not in await dump(pool)
    assert result.rows[0].sealed == {"words": SECRET}
    assert result.plan
    assert result.plan.letters == (letter,)


async def test_a_plan_that_cannot_be_written(store: EventStore) -> None:
    """A plan with half a character in it can never be stored: it is named, and what it holds is not."""
    given = batch("c1").with_(plan=Plan(labels={"phase": f"{SECRET}\ud83d"}))
    with pytest.raises(Broken, match=r"^pair/0001: plan cannot be written as JSON$"):
        await store.append(given)


async def test_the_dump_would_find_it(pool: asyncpg.Pool, store: EventStore) -> None:
    """The search above has teeth: it finds what is not sealed, text and bytes alike."""
    await store.append(batch("c1", message=SECRET))
    await pool.execute("insert into subject_keys values ('x', $1, $1)", b"river-of-bytes")
    text = await dump(pool)
    assert SECRET in text
    assert "river-of-bytes" in text


async def test_shredding(store: EventStore, database: str) -> None:
    """The batch that shreds takes every sealed field of its stream with it, and its plan, but not a neighbour's."""
    await store.append(batch("c1", sealed={"words": SECRET}))
    await store.append(batch("c1", stream="pair/0002", sealed={"words": SECRET}))
    shredded = await store.append(batch("c2", seen=1, sealed={"words": SECRET}, shred=True, over=True))
    assert (shredded.rows[0].sealed, shredded.plan) == (None, Plan(over=True))
    assert [row.sealed for row in (await store.read(PAIR)).rows] == [None, None]
    assert (await store.read("pair/0002")).rows[0].sealed == {"words": SECRET}
    async with open_event_store(database, MASTER_KEY) as other:
        assert await other.plan(PAIR) == Plan(over=True)


async def test_a_shredding_batch_that_was_not_stored_shreds_nothing(store: EventStore) -> None:
    """A run that is behind does not shred by asking."""
    await store.append(batch("c1", sealed={"words": SECRET}))
    behind = await store.append(batch("c2", seen=0, shred=True))
    assert behind.outcome is Outcome.BEHIND
    assert behind.rows[0].sealed == {"words": SECRET}


async def test_a_stream_lives_on_after_shredding(store: EventStore) -> None:
    """A late event gets a new key: it can be read, what came before stays unreadable."""
    await store.append(batch("c1", sealed={"words": SECRET}, shred=True))
    late = await store.append(batch("c2", seen=1, sealed={"words": "late"}))
    assert late.plan == batch("c2").plan
    assert [row.sealed for row in (await store.read(PAIR)).rows] == [None, {"words": "late"}]


async def test_a_key_that_another_process_shredded(store: EventStore, database: str) -> None:
    """A process that still holds a shredded key cannot store with it what nobody could read; its repeat is stored."""
    await store.append(batch("c1"))
    async with open_event_store(database, MASTER_KEY) as other:
        await other.append(batch("c2", seen=1, shred=True))
    with pytest.raises(Unavailable, match="sealed anew"):
        await store.append(batch("c3", seen=2, sealed={"words": "late"}))
    late = await store.append(batch("c3", seen=2, sealed={"words": "late"}))
    assert (late.plan, late.rows[0].sealed) == (batch("c3").plan, {"words": "late"})


async def test_sealed_text_cannot_be_moved(store: EventStore, pool: asyncpg.Pool) -> None:
    """Sealed text that was put under another event is noticed, and nothing of it is said."""
    await store.append(batch("c1", events=2, sealed={"words": SECRET}))
    await pool.execute("alter table events disable trigger events_are_final")
    await pool.execute("update events set sealed = (select sealed from events where version = 1) where version = 2")
    with pytest.raises(Broken, match="was changed") as broken:
        await store.read(PAIR)
    assert SECRET not in str(broken.value)


async def test_another_master_key_opens_nothing(store: EventStore, database: str, master_key: bytes) -> None:
    """A wrong master key is not mistaken for shredding."""
    await store.append(batch("c1", sealed={"words": SECRET}))
    async with open_event_store(database, master_key) as other:
        with pytest.raises(Broken, match="another master key"):
            await other.read(PAIR)


async def test_one_key_is_made_however_many_ask(pool: asyncpg.Pool) -> None:
    """Those who need a key for the first time at the same time get the same one."""
    rings = [KeyRing(pool, MASTER_KEY) for _ in range(8)]
    sealed = await asyncio.gather(*(ring.seal("person/1", b"plain", about="name") for ring in rings * 4))
    assert await pool.fetchval("select count(*) from subject_keys") == 1
    assert {await rings[0].open("person/1", text, about="name") for text in sealed} == {b"plain"}


async def test_a_person_is_forgotten(pool: asyncpg.Pool) -> None:
    """Who forgets a person's key cannot open what was sealed for that person, even if it is used again later."""
    ring = KeyRing(pool, MASTER_KEY)
    sealed = await ring.seal("person/1", b"plain", about="name")
    await ring.forget("person/1")
    assert await ring.open("person/1", sealed, about="name") is None
    await ring.seal("person/1", b"new", about="name")
    assert await ring.open("person/1", sealed, about="name") is None


async def test_a_key_that_another_process_renewed(pool: asyncpg.Pool) -> None:
    """A process that still holds the former key of a subject opens what was sealed with the new one."""
    one, two = KeyRing(pool, MASTER_KEY), KeyRing(pool, MASTER_KEY)
    await one.seal("person/1", b"old", about="name")
    await two.forget("person/1")
    sealed = await two.seal("person/1", b"new", about="name")
    assert await one.open("person/1", sealed, about="name") == b"new"


async def test_a_short_master_key_is_refused(pool: asyncpg.Pool) -> None:
    """A master key of another length is refused at once."""
    with pytest.raises(ValueError, match="32 bytes, not 5"):
        KeyRing(pool, b"short")


async def test_fingerprints_need_the_key(pool: asyncpg.Pool, master_key: bytes) -> None:
    """Equal content gives equal fingerprints under one master key and other ones under another."""
    ring = KeyRing(pool, MASTER_KEY)
    assert ring.fingerprint(b"fit") == KeyRing(pool, MASTER_KEY).fingerprint(b"fit")
    assert ring.fingerprint(b"fit") != ring.fingerprint(b"no fit")
    assert ring.fingerprint(b"fit") != KeyRing(pool, master_key).fingerprint(b"fit")
