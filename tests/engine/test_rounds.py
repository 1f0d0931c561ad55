"""The watchman's rounds after a long outage, when far more sleep than one portion holds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.worker import Replayer, Worker

from activities.watch import Watching
from adapters.event_store import open_event_store
from adapters.postgres import Role, open_pool
from adapters.temporal import data_converter
from adapters.watch import OverduePlans
from domain.base import Unavailable
from tests.engine.settings import MASTER
from tests.log.batches import batch
from tests.temporal import CODEC
from workflows.watchman import WatchmanWorkflow

OVERDUE = 230


class Woken:
    """Whom the watchman called; some of them cannot be reached."""

    def __init__(self, *, out_of_reach: frozenset[str] = frozenset()) -> None:
        self.streams: list[str] = []
        self._out_of_reach = out_of_reach

    async def wake(self, stream: str) -> None:
        """Takes a note."""
        if stream in self._out_of_reach:
            raise Unavailable("Temporal does not answer")
        self.streams.append(stream)


async def test_a_round_ends_when_nobody_sleeps(client: Client, database: str) -> None:
    """Portion follows portion at once, the longest sleepers first, each stream once; then there is nothing to do."""
    streams, woken = await _asleep(database), Woken()
    async with _watchman(client, database, woken):
        first = await _begin(client, "first", database)
        assert await first.result() == OVERDUE
        assert sorted(woken.streams) == sorted(streams)
        assert {*woken.streams[:100]} == {*streams[:100]}
        second = await _begin(client, "second", database)
        assert await second.result() == 0
    history = await first.fetch_history()
    assert [event.HasField("activity_task_scheduled_event_attributes") for event in history.events].count(True) == 3
    await Replayer(workflows=[WatchmanWorkflow], data_converter=data_converter(CODEC)).replay_workflow(history)


async def test_one_that_cannot_be_reached(client: Client, database: str) -> None:
    """Nobody else sleeps on for it; a round that failed to wake somebody twice in a row has failed."""
    streams = await _asleep(database)
    lost = frozenset({streams[10], streams[110]})
    woken = Woken(out_of_reach=lost)
    async with _watchman(client, database, woken):
        with pytest.raises(WorkflowFailureError):
            await (await _begin(client, "failing", database)).result()
        assert sorted(woken.streams) == sorted({*streams[:200]} - lost)
        assert await (await _begin(client, "next", database)).result() == OVERDUE - 200
    assert sorted(woken.streams) == sorted({*streams} - lost)


async def _asleep(database: str) -> list[str]:
    """Streams that slept past something, the longest sleeper first."""
    streams = [f"pair/asleep-{number}" for number in range(OVERDUE)]
    async with open_event_store(database, MASTER) as store:
        await asyncio.gather(
            *(store.append(batch("c1", stream=stream, due_in_days=days)) for days, stream in enumerate(streams))
        )
    return streams


@asynccontextmanager
async def _watchman(client: Client, database: str, woken: Woken) -> AsyncIterator[None]:
    """A worker whose watchman reads this log and calls the streams by `woken`."""
    async with open_pool(database, Role.WATCHMAN) as pool:
        watching = Watching(OverduePlans(pool), woken)
        async with Worker(
            client, task_queue=f"rounds-{database}", workflows=[WatchmanWorkflow], activities=[watching.wake_overdue]
        ):
            yield


async def _begin(client: Client, name: str, database: str) -> WorkflowHandle[WatchmanWorkflow, int]:
    return await client.start_workflow(
        WatchmanWorkflow.run, id=f"{name}-round-{database}", task_queue=f"rounds-{database}"
    )
