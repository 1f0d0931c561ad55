"""The activity that records: what it lets through, what it says to Temporal."""

from datetime import timedelta

import asyncpg
import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.errors import BROKEN, CONFLICT, REFUSED, UNAVAILABLE, in_words_of_temporal
from activities.record import Recording, check
from activities.watch import Watching
from adapters.event_store import EventStore
from adapters.watch import OverduePlans
from domain.base import Batch, Broken, Conflict, Json, Outcome, Recorded, Refused, Unavailable
from tests.log.batches import NOON, PAIR, batch, look, row


class Woken:
    """Notes whom the watchman woke."""

    def __init__(self) -> None:
        self.streams: list[str] = []

    async def wake(self, stream: str) -> None:
        """A workflow would look at the log now."""
        self.streams.append(stream)


async def record(store: EventStore, given: Batch) -> Recorded:
    """Run the activity as a worker would."""
    return await ActivityEnvironment().run(Recording(store).record, given)


async def test_recording(store: EventStore, pool: asyncpg.Pool) -> None:
    """The activity hands over a batch, and the log notes which workflow, run and attempt did."""
    result = await record(store, batch("c1"))
    info = ActivityEnvironment.default_info()
    assert result.outcome is Outcome.APPENDED
    origin = await pool.fetchrow(
        "select metadata->>'workflow_id', metadata->>'run_id', metadata->>'attempt' from events"
    )
    assert origin
    assert tuple(origin) == (info.workflow_id, info.workflow_run_id, str(info.attempt))


async def test_looking(store: EventStore) -> None:
    """A look passes the same way."""
    assert (await record(store, look())).outcome is Outcome.CURRENT


async def test_the_log_lost_its_tail(store: EventStore) -> None:
    """A run ahead of the log fails as worth another try: pending and visible until a person acts."""
    with pytest.raises(ApplicationError) as failure:
        await record(store, look(seen=3))
    assert (failure.value.type, failure.value.non_retryable) == (UNAVAILABLE, False)


async def test_waking(store: EventStore, pool: asyncpg.Pool) -> None:
    """The watchman's activity wakes each overdue stream once and says how many there were."""
    for n in range(3):
        await store.append(batch("c1", stream=f"pair/{n}", due_in_days=-n))
    woken = Woken()
    assert await ActivityEnvironment().run(Watching(OverduePlans(pool), woken).wake_overdue, 2) == 2
    assert await ActivityEnvironment().run(Watching(OverduePlans(pool), woken).wake_overdue, 9) == 1
    assert woken.streams == ["pair/2", "pair/1", "pair/0"]


@pytest.mark.parametrize(
    ("data", "sealed", "complaint"),
    [
        ({"score": 0.5}, None, "data.score is a float"),
        ({"a": [1, {"b": [1.0]}]}, None, r"data.a\[1\].b\[0\] is a float"),
        ({}, {"by": "a\x00b"}, "sealed.by holds a NUL"),
        ({"a\x00": 1}, None, "data has a key with a NUL"),
    ],
)
async def test_values_that_cannot_be_stored(store: EventStore, data: Json, sealed: Json | None, complaint: str) -> None:
    """A value that would be rounded or refused is named by its path before it reaches the queue."""
    bad = row(1, sealed=sealed).with_(data=data)
    with pytest.raises(ApplicationError, match=rf"pair/0001: rows\[0\] \(MeetingHeld\).{complaint}") as failure:
        await record(store, batch("c1").with_(rows=(bad,)))
    assert (failure.value.type, failure.value.non_retryable) == (BROKEN, True)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (batch("c1").with_(told=None), "a look and cannot have rows"),
        (batch("c1", events=0, claims=("p-1",)), "need a row"),
        (batch("c1", events=0, releases=("p-1",)), "need a row"),
        (batch("c1", events=0, shred=True), "need a row"),
        (batch("c1").with_(seen=4), r"rows\[0\].*version is 1, must be 5"),
        (batch("c1").with_(rows=(row(1), row(1))), r"rows\[1\].*version is 1, must be 2"),
        (
            batch("c1").with_(rows=(row(1).with_(occurred_at=NOON.replace(tzinfo=None)),)),
            "occurred_at has no time zone",
        ),
    ],
)
def test_batches_that_make_no_sense(given: Batch, complaint: str) -> None:
    """A batch that contradicts itself is a defect of ours: it is said where, and a person must look."""
    with pytest.raises(Broken, match=complaint):
        check(given)


@pytest.mark.parametrize(
    "given", [batch("c1", events=3, sealed={"n": [1, "a", None, True]}), look(), batch("c", events=0)]
)
def test_batches_that_make_sense(given: Batch) -> None:
    """What an aggregate decides passes, and so does a look."""
    check(given)


@pytest.mark.parametrize(
    ("error", "name", "final"),
    [
        (Refused("no", allowed=("AcceptMatch",)), REFUSED, True),
        (Conflict("taken"), CONFLICT, True),
        (Broken("look"), BROKEN, True),
        (Unavailable("later", retry_after=3), UNAVAILABLE, False),
    ],
)
def test_our_errors_in_words_of_temporal(error: Exception, name: str, final: bool) -> None:
    """Each of the four errors keeps its name and its words, and only `Unavailable` is tried again."""
    with pytest.raises(ApplicationError) as failure, in_words_of_temporal():
        raise error
    assert (failure.value.type, failure.value.non_retryable, failure.value.message) == (name, final, str(error))
    assert failure.value.details == getattr(error, "allowed", ())
    assert failure.value.next_retry_delay == (timedelta(seconds=3) if name == UNAVAILABLE else None)


def test_other_errors_pass() -> None:
    """What is none of the four is a defect and stays what it is."""
    with pytest.raises(KeyError), in_words_of_temporal():
        raise KeyError(PAIR)
