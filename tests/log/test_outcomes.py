"""What the log answers to a batch, outcome by outcome."""

import asyncpg
import pytest

from adapters.event_store import EventStore
from domain.base import Answer, Outcome, Plan, Recorded, Unavailable
from tests.log.batches import NOON, PAIR, batch, deadline, look, row


async def written(pool: asyncpg.Pool) -> tuple[int, int]:
    """How many events and commands the log holds."""
    return (
        await pool.fetchval("select count(*) from events"),
        await pool.fetchval("select count(*) from commands"),
    )


async def test_appended(store: EventStore) -> None:
    """A batch that fits is written, and comes back with its rows, its plan and its answer."""
    given = batch("c1", events=2, sealed={"by": "p-1"})
    assert await store.append(given) == Recorded(
        outcome=Outcome.APPENDED, rows=given.rows, version=2, plan=given.plan, answer=Answer()
    )


async def test_appended_without_events(store: EventStore, pool: asyncpg.Pool) -> None:
    """A refusal is stored with its command, and leaves rows and plan as they are."""
    opened = await store.append(batch("c1"))
    refused = await store.append(batch("c2", seen=1, events=0, message="not now", due_in_days=99))
    assert refused == Recorded(
        outcome=Outcome.APPENDED, version=1, plan=opened.plan, answer=Answer(accepted=False, message="not now")
    )
    assert await written(pool) == (1, 2)


async def test_refused_before_anything_happened(store: EventStore) -> None:
    """A stream that only ever refused has answers and no plan."""
    refused = await store.append(batch("c1", events=0, message="unknown"))
    assert (refused.outcome, refused.version, refused.plan) == (Outcome.APPENDED, 0, None)
    assert await store.plan(PAIR) is None


async def test_known(store: EventStore, pool: asyncpg.Pool) -> None:
    """A command that was answered gets the first answer, rows and plan, however it is decided now."""
    first = await store.append(batch("c1", events=2))
    again = await store.append(batch("c1", events=1, due_in_days=99, message="newer rules refuse"))
    assert again == first.with_(outcome=Outcome.KNOWN)
    assert await written(pool) == (2, 1)


async def test_known_refusal(store: EventStore, pool: asyncpg.Pool) -> None:
    """A refusal is as final as an event, even if the rules would now accept."""
    first = await store.append(batch("c1", events=0, message="not now"))
    again = await store.append(batch("c1", events=3))
    assert again == first.with_(outcome=Outcome.KNOWN)
    assert await written(pool) == (0, 1)


async def test_known_wins_over_an_outdated_version(store: EventStore) -> None:
    """A repeat from a run that has missed rows gets its answer and all the rows it has missed."""
    await store.append(batch("c1"))
    await store.append(batch("c2", seen=1))
    again = await store.append(batch("c1"))
    assert (again.outcome, [r.version for r in again.rows]) == (Outcome.KNOWN, [1, 2])


async def test_mismatch(store: EventStore, pool: asyncpg.Pool) -> None:
    """A command id that was used for something else changes nothing and is given no answer of the other."""
    await store.append(batch("c1", message=""))
    other = await store.append(batch("c1", seen=1, body="something else"))
    assert (other.outcome, other.answer) == (Outcome.MISMATCH, None)
    assert await written(pool) == (1, 1)


async def test_behind(store: EventStore, pool: asyncpg.Pool) -> None:
    """A run that has missed rows gets them with the stored plan, and writes nothing."""
    stored = await store.append(batch("c1", events=3))
    behind = await store.append(batch("c2", seen=1, due_in_days=99))
    assert behind == Recorded(outcome=Outcome.BEHIND, rows=stored.rows[1:], version=3, plan=stored.plan)
    assert await written(pool) == (3, 1)


async def test_behind_with_nothing_decided(store: EventStore, pool: asyncpg.Pool) -> None:
    """An empty batch of a run that has missed rows is not stored either: it must decide again."""
    await store.append(batch("c1"))
    assert (await store.append(batch("c2", events=0))).outcome is Outcome.BEHIND
    assert await written(pool) == (1, 1)


async def test_look_behind(store: EventStore) -> None:
    """A look from version 0 returns the whole stream and the plan: a lost run is restored by it."""
    stored = await store.append(batch("c1", events=3))
    assert await store.append(look()) == Recorded(outcome=Outcome.BEHIND, rows=stored.rows, version=3, plan=stored.plan)


async def test_current(store: EventStore, pool: asyncpg.Pool) -> None:
    """A look that has seen everything is told so, with the stored plan."""
    stored = await store.append(batch("c1"))
    assert await store.append(look(seen=1)) == Recorded(outcome=Outcome.CURRENT, version=1, plan=stored.plan)
    assert await written(pool) == (1, 1)


async def test_current_of_nothing(store: EventStore) -> None:
    """A stream that does not exist is at version 0 and has no plan."""
    assert await store.append(look()) == Recorded(outcome=Outcome.CURRENT, version=0)


async def test_claimed(store: EventStore, pool: asyncpg.Pool) -> None:
    """Who claims what another stream holds is told by whom, and nothing of the batch is written."""
    await store.append(batch("c1", claims=("p-1/pair", "p-2/pair")))
    second = await store.append(batch("c1", stream="pair/0002", claims=("p-2/pair", "p-3/pair")))
    assert (second.outcome, second.holder, second.rows) == (Outcome.CLAIMED, PAIR, ())
    assert await written(pool) == (1, 1)
    assert await pool.fetchval("select count(*) from claims") == 2


async def test_own_claims_are_no_conflict(store: EventStore) -> None:
    """A stream may claim again what it holds."""
    await store.append(batch("c1", claims=("p-1/pair",)))
    assert (await store.append(batch("c2", seen=1, claims=("p-1/pair",)))).outcome is Outcome.APPENDED


async def test_released(store: EventStore) -> None:
    """What an ending pair releases may be claimed by the next one; only its own claims go."""
    await store.append(batch("c1", claims=("p-1/pair",)))
    await store.append(batch("c1", stream="pair/0002", releases=("p-1/pair",)))
    still = await store.append(batch("c1", stream="pair/0003", claims=("p-1/pair",)))
    assert still.outcome is Outcome.CLAIMED
    await store.append(batch("c2", seen=1, releases=("p-1/pair",)))
    assert (await store.append(batch("c1", stream="pair/0003", claims=("p-1/pair",)))).outcome is Outcome.APPENDED


async def test_ahead(store: EventStore, pool: asyncpg.Pool) -> None:
    """A run that has seen more than the log holds waits until a person has mended it."""
    await store.append(batch("c1"))
    with pytest.raises(Unavailable, match="version 5 was seen, the log ends at 1"):
        await store.append(batch("c2", seen=5))
    with pytest.raises(Unavailable):
        await store.append(look(seen=5))
    assert await written(pool) == (1, 1)


async def test_ahead_even_if_known(store: EventStore) -> None:
    """A log that lost its tail is noticed before anything else is answered."""
    await store.append(batch("c1"))
    with pytest.raises(Unavailable):
        await store.append(batch("c1", seen=3))


async def test_the_plan_is_that_of_the_last_events(store: EventStore, pool: asyncpg.Pool) -> None:
    """Each stream has one plan, replaced with each event; when it is due and whether it is over stand in the open."""
    await store.append(batch("c1", due_in_days=7))
    last = await store.append(batch("c2", seen=1, due_in_days=3, over=True))
    assert last.plan == await store.plan(PAIR) == Plan(deadlines=(deadline(3),), over=True)
    stored = await pool.fetchrow("select version, next_at, over from plans")
    assert stored
    assert tuple(stored) == (2, deadline(3).due_at, True)


async def test_what_stands_in_a_row(store: EventStore, pool: asyncpg.Pool) -> None:
    """Who, why, by which policy and which run: each row can be traced."""
    await store.append(batch("c1"))
    stored = await pool.fetchrow("select command_id, occurred_at, metadata::text from events")
    assert stored
    assert stored["command_id"] == "c1"
    assert stored["occurred_at"] == NOON
    assert '"actor": {"id": "p-1", "kind": "PARTICIPANT"}' in stored["metadata"]
    assert '"causation": "c1"' in stored["metadata"]
    assert '"policy_version": "abc"' in stored["metadata"]


async def test_a_row_comes_back_as_it_went(store: EventStore) -> None:
    """Umlauts, nesting, big integers and instants survive the log."""
    given = row(1, sealed={"text": "Grüße", "n": 2**70}).with_(data={"list": [1, {"ü": None}], "yes": True})
    await store.append(batch("c1").with_(rows=(given,)))
    assert (await store.read(PAIR)).rows == (given,)
