"""Anchors on the real Temporal server: a schedule that is there after start-up, a workflow that writes the file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import ScheduleHandle, ScheduleOverlapPolicy, WorkflowFailureError
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.service import RPCError

from activities.errors import BROKEN
from adapters.anchors import AnchorFile
from domain.anchor import Anchor
from tests.engine.settings import MASTER
from tests.engine.world import World
from tests.log.verification.tampering import Tampering
from tests.waiting import until
from worker import working
from workflows import names
from workflows.anchor import AnchorWorkflow


@pytest.fixture
async def anchors(idle: World, tmp_path: Path) -> AsyncIterator[AnchorFile]:
    """The file of a worker that serves `idle`."""
    path = tmp_path / "anchors.jsonl"
    async with working(
        idle.clock.client,
        database_url=idle.database,
        master_key=MASTER,
        mail=idle.mail,
        links=idle.links,
        anchors=path,
    ):
        yield AnchorFile(path)


@pytest.fixture
async def schedule(idle: World) -> AsyncIterator[ScheduleHandle]:
    """The schedule, gone before and after the test."""
    handle = idle.clock.client.get_schedule_handle(names.ANCHOR_SCHEDULE)
    with suppress(RPCError):
        await handle.delete()
    yield handle
    with suppress(RPCError):
        await handle.delete()


async def test_the_schedule(idle: World, anchors: AnchorFile, schedule: ScheduleHandle) -> None:
    """Once kept, it takes an anchor at once and then every day; kept again, it stays as it is."""
    await idle.begin(idle.match("anchored"))
    await idle.pairs.keep_anchoring()

    async def taken() -> bool:
        return len(anchors.read()) == 1

    await until(taken)
    await idle.pairs.keep_anchoring()
    described = await schedule.describe()
    spec, policy = described.schedule.spec, described.schedule.policy
    assert [interval.every for interval in spec.intervals] == [timedelta(days=1)]
    assert (policy.overlap, policy.catchup_window) == (ScheduleOverlapPolicy.SKIP, timedelta(days=1))
    assert described.info.num_actions == 1
    (anchor,) = anchors.read()
    assert anchor.position == len(await idle.rows("anchored"))


async def test_the_workflow(idle: World, anchors: AnchorFile) -> None:
    """It returns what stands in the file, whatever was there before."""
    first = await _run(idle, "anchor-1")
    assert first.position == 0
    await idle.begin(idle.match("anchored-twice"))
    second = await _run(idle, "anchor-2")
    assert anchors.read() == (first, second)
    assert second.chain == (await idle.pool.fetchval("select chain from events order by position desc limit 1")).hex()


async def test_a_broken_log(idle: World, anchors: AnchorFile) -> None:
    """It fails where operations see it, says where the log is broken, is not repeated, and writes nothing."""
    await idle.begin(idle.match("tampered"))
    await Tampering(idle.pool).does("update events set data = '{}' where position = 1")
    with pytest.raises(WorkflowFailureError) as failed:
        await _run(idle, "anchor-broken")
    assert isinstance(failed.value.cause, ActivityError)
    cause = failed.value.cause.cause
    assert isinstance(cause, ApplicationError)
    assert (cause.type, cause.non_retryable) == (BROKEN, True)
    assert "the log is broken at position 1: CHANGED" in str(cause)
    assert anchors.read() == ()


async def _run(idle: World, workflow_id: str) -> Anchor:
    anchor: Anchor = await idle.clock.client.execute_workflow(
        AnchorWorkflow.run, id=workflow_id, task_queue=names.PAIRS, execution_timeout=timedelta(seconds=60)
    )
    return anchor
