"""Many at once: one command one batch, one version one winner, one claim one holder, no hole."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import asyncpg
import pytest

from adapters.event_store import EventStore, open_event_store
from domain.base import Outcome
from tests.log.batches import batch
from tests.log.conftest import MASTER_KEY


@pytest.fixture
async def stores(database: str) -> AsyncIterator[tuple[EventStore, ...]]:
    """The log as three processes would have it, each with a recorder of its own."""
    async with (
        open_event_store(database, MASTER_KEY) as one,
        open_event_store(database, MASTER_KEY) as two,
        open_event_store(database, MASTER_KEY) as three,
    ):
        yield one, two, three


async def test_the_same_command_many_times_at_once(stores: tuple[EventStore, ...], pool: asyncpg.Pool) -> None:
    """Racing repeats store one batch, and every caller gets the same answer, rows and plan."""
    racers = [stores[n % 3].append(batch("c1", events=2, due_in_days=n)) for n in range(30)]
    results = await asyncio.gather(*racers)
    assert Counter(r.outcome for r in results) == {Outcome.APPENDED: 1, Outcome.KNOWN: 29}
    assert len({r.model_dump_json(exclude={"outcome"}) for r in results}) == 1
    assert await pool.fetchval("select count(*) from events") == 2


async def test_many_commands_for_one_version(stores: tuple[EventStore, ...]) -> None:
    """Of many racers one wins; the others learn the current version and the winner's rows."""
    results = await asyncio.gather(*(stores[n % 3].append(batch(f"c{n}", events=2)) for n in range(30)))
    assert Counter(r.outcome for r in results) == {Outcome.APPENDED: 1, Outcome.BEHIND: 29}
    assert len({r.with_(outcome=Outcome.BEHIND, answer=None).model_dump_json() for r in results}) == 1
    assert results[0].version == 2


async def test_two_pairs_want_one_person(stores: tuple[EventStore, ...], pool: asyncpg.Pool) -> None:
    """A person is claimed by one pair; whoever else tries is told by which, and holds nothing."""
    pairs = [f"pair/{n}" for n in range(30)]
    results = await asyncio.gather(
        *(stores[n % 3].append(batch("c1", stream=pair, claims=("p-1", f"p-{pair}"))) for n, pair in enumerate(pairs))
    )
    assert Counter(r.outcome for r in results) == {Outcome.APPENDED: 1, Outcome.CLAIMED: 29}
    winner = next(pair for pair, r in zip(pairs, results, strict=True) if r.outcome is Outcome.APPENDED)
    assert {r.holder for r in results if r.outcome is Outcome.CLAIMED} == {winner}
    assert await pool.fetchval("select array_agg(key order by key) from claims") == ["p-1", f"p-{winner}"]


async def test_positions_have_no_holes(stores: tuple[EventStore, ...], pool: asyncpg.Pool) -> None:
    """After wins, losses, refusals and conflicts positions are 1..N, versions 1..n, and time does not go back."""
    await asyncio.gather(*(_live(stores[n % 3], stream=f"pair/{n % 7}", times=20) for n in range(21)))
    positions = await pool.fetchval("select array_agg(position order by position) from events")
    assert positions == list(range(1, len(positions) + 1))
    assert await pool.fetchval("select count(distinct stream) from events") == 7
    for record in await pool.fetch(
        "select array_agg(version order by position) as versions from events group by stream"
    ):
        assert record["versions"] == list(range(1, len(record["versions"]) + 1))
    moments = [r["recorded_at"] for r in await pool.fetch("select recorded_at from events order by position")]
    assert moments == sorted(moments)


async def _live(store: EventStore, *, stream: str, times: int) -> None:
    """Append as an aggregate does that others interfere with: catch up with what was missed and decide again."""
    seen = 0
    for n in range(times):
        answer = await store.append(
            batch(
                f"c{id(store)}-{n}",
                stream=stream,
                seen=seen,
                events=n % 3,
                body=str(n % 2),
                claims=("p-1",) if n == 2 else (),
            )
        )
        seen = answer.version
