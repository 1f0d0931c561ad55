"""The activity that records: what it lets through, what it says to Temporal."""

from datetime import timedelta

import asyncpg
import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.errors import BROKEN, CONFLICT, REFUSED, UNAVAILABLE, in_words_of_temporal
from activities.record import Recording
from activities.watch import Watching
from adapters.event_store import EventStore
from adapters.guard import EVENT_BYTES
from adapters.watch import OverduePlans
from domain.base import Batch, Broken, Conflict, Outcome, Recorded, Refused, Unavailable
from tests.log.batches import PAIR, batch, look, row


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
    ("fields", "complaint"),
    [
        ({"data": {"score": 0.5}}, r"rows\[0\] \(MeetingHeld\).data.score is a float"),
        ({"type": "MoonRose"}, r"rows\[0\].type 'MoonRose' is unknown to this release"),
        ({"data": {"text": "x" * EVENT_BYTES}}, r"rows\[0\] \(MeetingHeld\).data has 65548 bytes"),
    ],
)
async def test_what_can_never_be_stored(store: EventStore, fields: dict[str, object], complaint: str) -> None:
    """A batch that the log turns away fails for good, and the field is named."""
    with pytest.raises(ApplicationError, match=f"^Broken: pair/0001: {complaint}") as failure:
        await record(store, batch("c1").with_(rows=(row(1).with_(**fields),)))
    assert (failure.value.type, failure.value.non_retryable) == (BROKEN, True)


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
