"""The schedules of a namespace, on the real Temporal server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from temporalio.client import Client, ScheduleHandle
from temporalio.service import RPCError

from adapters.background import beside
from gateway import schedules
from tests.engine.world import World
from tests.waiting import until
from workflows import names


@pytest.fixture
async def both(idle: World) -> AsyncIterator[tuple[ScheduleHandle, ...]]:
    """The watchman's and that of the anchors, gone before and after the test; nobody serves their rounds."""
    client: Client = idle.clock.client
    handles = tuple(client.get_schedule_handle(name) for name in (names.WATCHMAN_SCHEDULE, names.ANCHOR_SCHEDULE))
    await _forget(handles)
    yield handles
    await _forget(handles)


async def test_schedules_come_back(idle: World, both: tuple[ScheduleHandle, ...]) -> None:
    """A namespace that loses its schedules while a worker lives gets them back, each time."""
    await schedules.set_up(idle.pairs)
    async with beside(schedules.keep_up(idle.pairs, every_seconds=0.05)):
        for _ in range(2):
            await _forget(both)
            await until(lambda: _are_there(both))


async def _are_there(handles: tuple[ScheduleHandle, ...]) -> bool:
    try:
        for handle in handles:
            await handle.describe()
    except RPCError:
        return False
    return True


async def _forget(handles: tuple[ScheduleHandle, ...]) -> None:
    for handle in handles:
        with suppress(RPCError):
            await handle.delete()
