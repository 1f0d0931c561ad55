"""The recorder: many callers, one call; nothing is lost when it closes, when it is full, when the server goes."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import asyncpg
import pytest

from adapters.keys import KeyRing
from adapters.recorder import BATCHES_PER_CALL, Call, NewBatch, Recorder
from adapters.sealing import Sealing
from domain.base import Batch, Broken, Unavailable
from domain.origin import Origin
from tests.log.batches import batch
from tests.log.conftest import MASTER_KEY
from tests.log.wire import wire_to
from tests.waiting import until


@pytest.fixture
async def sealing(pool: asyncpg.Pool) -> Sealing:
    """What turns batches into what the recorder takes."""
    return Sealing(KeyRing(pool, MASTER_KEY))


@pytest.fixture
async def calls() -> list[Call]:
    """What the recorder said about its calls."""
    return []


@pytest.fixture
async def recorder(database: str, calls: list[Call]) -> AsyncIterator[Recorder]:
    """The one writer of this process."""
    async with Recorder(database, observe=calls.append) as recorder:
        yield recorder


async def new(sealing: Sealing, batches: Sequence[Batch]) -> list[NewBatch]:
    """The batches as the recorder takes them."""
    return [await sealing.new_batch(given, origin=Origin()) for given in batches]


async def outcomes(recorder: Recorder, batches: Sequence[NewBatch]) -> list[str]:
    """Hand all over at once and wait for all."""
    return [r["outcome"] for r in await asyncio.gather(*map(recorder.record, batches))]


async def test_callers_share_a_call(recorder: Recorder, sealing: Sealing, calls: list[Call]) -> None:
    """What many hand over at once is written in few calls, none above the limit."""
    batches = await new(sealing, [batch("c1", stream=f"pair/{n}") for n in range(300)])
    assert await outcomes(recorder, batches) == ["appended"] * 300
    assert sum(call.batches for call in calls) == 300
    assert [call.batches for call in calls] == [BATCHES_PER_CALL, BATCHES_PER_CALL, 300 - 2 * BATCHES_PER_CALL]
    assert calls[-1].waited >= calls[0].took


async def test_one_stream_is_written_in_its_order(recorder: Recorder, sealing: Sealing, calls: list[Call]) -> None:
    """What is handed over at once for one stream is taken in its order, a call each."""
    batches = await new(sealing, [batch(f"c{n}", seen=n) for n in range(5)])
    assert await outcomes(recorder, batches) == ["appended"] * 5
    assert [call.batches for call in calls] == [1] * 5


async def test_one_claim_in_one_call(recorder: Recorder, sealing: Sealing) -> None:
    """Two that want the same thing at once do not meet in a call: the second learns who was faster."""
    batches = await new(sealing, [batch("c1", stream=f"pair/{n}", claims=("p-1",)) for n in range(3)])
    assert await outcomes(recorder, batches) == ["appended", "claimed", "claimed"]


async def test_a_bad_batch_harms_nobody(recorder: Recorder, sealing: Sealing, pool: asyncpg.Pool) -> None:
    """A batch that the database cannot store fails alone and is not repeated by Temporal; its neighbours are stored."""
    good = await new(sealing, [batch("c1", stream=f"pair/{n}") for n in range(4)])
    nul, overflow, twice = await new(sealing, [batch("c1", stream=f"pair/bad/{n}") for n in range(3)])
    bad = [
        nul._replace(events=(nul.events[0]._replace(data='{"text": "\\u0000"}'),)),
        overflow._replace(events=(overflow.events[0]._replace(schema_version=2**20),)),
        twice._replace(events=twice.events * 2),
    ]
    results = await asyncio.gather(*map(recorder.record, [*good, *bad]), return_exceptions=True)
    assert [type(r) for r in results] == [asyncpg.Record] * 4 + [Broken] * 3
    assert await pool.fetchval("select array_agg(position order by position) from events") == [1, 2, 3, 4]


async def test_closing_writes_what_was_handed_over(database: str, sealing: Sealing, pool: asyncpg.Pool) -> None:
    """Whoever closes the recorder waits until the queue is written; what comes later is refused."""
    batches = await new(sealing, [batch("c1", stream=f"pair/{n}") for n in range(500)])
    async with Recorder(database) as recorder:
        waiting = [asyncio.create_task(recorder.record(b)) for b in batches]
        await asyncio.sleep(0)
    assert [task.result()["outcome"] for task in waiting] == ["appended"] * 500
    assert await pool.fetchval("select count(*) from events") == 500
    with pytest.raises(Unavailable, match="closing"):
        await recorder.record(batches[0])


async def test_a_full_queue_pushes_back(database: str, sealing: Sealing) -> None:
    """Beyond its capacity the recorder says at once that it is busy and when to come again."""
    batches = await new(sealing, [batch("c1", stream=f"pair/{n}") for n in range(6)])
    async with Recorder(database, capacity=4) as recorder:
        results = await asyncio.gather(*map(recorder.record, batches), return_exceptions=True)
    assert [isinstance(r, Unavailable) for r in results] == [False] * 4 + [True] * 2
    assert isinstance(results[-1], Unavailable)
    assert results[-1].retry_after == 1


async def test_a_cancelled_caller_undoes_nothing(recorder: Recorder, sealing: Sealing, pool: asyncpg.Pool) -> None:
    """What was handed over is written even if its caller has gone, and is known to the next one."""
    (given,) = await new(sealing, [batch("c1")])
    caller = asyncio.create_task(recorder.record(given))
    await asyncio.sleep(0)
    caller.cancel()
    await until(lambda: pool.fetchval("select count(*) from events"))
    assert await outcomes(recorder, [given]) == ["known"]


async def test_the_server_away_and_back(database: str, sealing: Sealing) -> None:
    """While nobody answers each caller is told so at once; as soon as somebody does, the next one is served."""
    (given,) = await new(sealing, [batch("c1")])
    async with wire_to(database) as wire:
        wire.down = True
        async with Recorder(wire.dsn) as recorder:
            for _ in range(3):
                with pytest.raises(Unavailable):
                    await recorder.record(given)
            wire.down = False
            assert await outcomes(recorder, [given]) == ["appended"]


async def test_nobody_at_the_other_end(sealing: Sealing) -> None:
    """A server that does not exist makes an append fail as worth another try, and names no address."""
    (given,) = await new(sealing, [batch("c1")])
    async with Recorder("postgresql://somebody:secret@127.0.0.1:1/none") as recorder:
        with pytest.raises(Unavailable) as unavailable:
            await recorder.record(given)
    assert str(unavailable.value) == "the database does not answer: ConnectionRefusedError"


async def test_an_answer_is_that_of_its_batch(recorder: Recorder, sealing: Sealing) -> None:
    """Each caller of a shared call gets its own rows; what was just appended is not sent back."""
    batches = await new(sealing, [batch("c1", stream=f"pair/{n}", events=1 + n % 4) for n in range(100)])
    first = await asyncio.gather(*map(recorder.record, batches))
    assert {(row["outcome"], *row["rows"], row["plan"]) for row in first} == {("appended", None)}
    results = await asyncio.gather(*map(recorder.record, batches))
    for given, result in zip(batches, results, strict=True):
        assert {row["stream"] for row in result["rows"]} == {given.stream}
        assert result["version"] == len(given.events)
