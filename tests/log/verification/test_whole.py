"""The proof that the log is whole: a log that is whole gives it, whatever it has lived through."""

import asyncio

import asyncpg
import pytest

from adapters.breaks import Break, Kind
from adapters.event_store import EventStore
from adapters.postgres import Role, open_pool
from adapters.verification import Verification
from domain.anchor import BEGINNING
from domain.base import Batch, Outcome, Unavailable
from tests.log.batches import batch
from tests.log.verification.tampering import PAGE, Tampering, anchor, proved

WRITERS = "from pg_stat_activity where datname = current_database() and application_name = 'mentoring_writer'"


async def insist(store: EventStore, given: Batch) -> None:
    """A batch, handed in until the log has answered, with what it has seen meanwhile."""
    while True:
        try:
            recorded = await store.append(given)
        except Unavailable:
            continue
        if recorded.outcome is not Outcome.BEHIND:
            return
        given = batch(given.told.id if given.told else "", stream=given.stream, seen=recorded.version)


async def roll_back(pool: asyncpg.Pool) -> None:
    """An append that is called in a transaction, which then does not happen."""
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("select append('{}')")
        await connection.execute("insert into events select * from events where false")
        await transaction.rollback()


async def test_a_whole_log(log: int, database: str, pool: asyncpg.Pool) -> None:
    """Every event is walked, all anchors hold, the head is the last event, and nothing is wrong."""
    anchors = tuple([await anchor(pool, position) for position in (3, 3, log)])
    proof = await proved(database, anchors=(BEGINNING, *anchors))
    assert (proof.whole, proof.breaks, proof.events, proof.anchors) == (True, (), log, 4)
    assert (proof.head.position, proof.head.chain) == (log, anchors[-1].chain)


async def test_an_empty_log(database: str) -> None:
    """A log without events is whole."""
    proof = await proved(database, anchors=(BEGINNING,))
    assert (proof.whole, proof.events, proof.head) == (True, 0, BEGINNING)


@pytest.mark.parametrize("page", [1, 10, 11])
async def test_progress(store: EventStore, database: str, page: int) -> None:
    """Who asked is told after each page how far the walk has come, up to all of it."""
    await store.append(batch("c1", events=10))
    told: list[tuple[int, int]] = []
    async with open_pool(database, Role.READER) as pool:
        await Verification(pool, page=page).prove(progress=lambda walked, total: told.append((walked, total)))
    assert [total for _, total in told] == [10] * len(told)
    walked = [walked for walked, _ in told]
    assert walked == sorted(walked)
    assert (walked[0], walked[-1]) == (min(page, 10), 10)


async def test_after_a_rough_life(store: EventStore, database: str, pool: asyncpg.Pool) -> None:
    """Conflicts, refusals, rollbacks and killed backends leave a log that is whole."""
    for n in range(20):
        await asyncio.gather(
            *(insist(store, batch(f"c{n}", stream=f"pair/{k}", seen=n)) for k in range(8)),
            insist(store, batch(f"refused{n}", stream="pair/0", events=0, message="no")),
            store.append(batch("rival", stream="pair/1", events=3)),
            roll_back(pool),
            pool.execute(f"select pg_terminate_backend(pid) {WRITERS}") if n % 3 == 0 else roll_back(pool),
            return_exceptions=True,
        )
    proof = await proved(database)
    assert proof.breaks == ()
    assert proof.events == await pool.fetchval("select count(*) from events") >= 160


async def test_a_log_that_is_being_written(store: EventStore, database: str) -> None:
    """Writers beside the walk never make it find something."""
    done = asyncio.Event()

    async def write_on(stream: str) -> None:
        seen = 0
        while not done.is_set():
            await store.append(batch(f"c{seen}", stream=stream, seen=seen))
            seen += 1

    writers = [asyncio.create_task(write_on(f"pair/{k}")) for k in range(4)]
    proofs = [await proved(database, page=50) for _ in range(10)]
    done.set()
    await asyncio.gather(*writers)
    assert [proof.breaks for proof in proofs] == [()] * 10
    assert proofs[-1].events > proofs[0].events


@pytest.mark.parametrize("position", [20, None])
async def test_from_an_anchor(
    log: int, database: str, pool: asyncpg.Pool, tampering: Tampering, position: int | None
) -> None:
    """A walk from an anchor passes over what came before, and begins with what the anchor says."""
    since = await anchor(pool, position or log)
    await tampering.does("update events set data = '{}' where position = 10")
    async with open_pool(database, Role.READER) as reader:
        proof = await Verification(reader, page=PAGE).prove(since=since)
        assert (proof.whole, proof.events, proof.head.position) == (True, log - since.position, log)
        wrong = since.with_(chain="ab" * 32)
        assert [each.kind for each in (await Verification(reader).prove(since=wrong)).breaks] == [Kind.REWRITTEN]
        beyond = since.with_(position=log + 1)
        assert [each.kind for each in (await Verification(reader).prove(since=beyond)).breaks] == [Kind.CUT]


async def test_a_database_that_is_away(database: str) -> None:
    """Who cannot read the log says so, and not that it is broken."""
    async with open_pool(database.replace("test_", "nobody_"), Role.READER) as pool:
        with pytest.raises(Unavailable):
            await Verification(pool).prove()


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_explained(kind: Kind) -> None:
    """An operator is told what each kind means and what to do, in whole sentences."""
    meaning = Break(kind=kind, position=1, seen="").meaning
    assert meaning.endswith(".")
    assert meaning.count(".") >= 2
