"""The hands on a workflow's clock, on a real server whose time can be skipped."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus, WorkflowHandle
from temporalio.testing import TimeSkipper
from temporalio.testing._timeskipping import TimeSkippingConfig

_POLL_SECONDS = 0.03
_PATIENCE = timedelta(seconds=60)
_LIVING = (WorkflowExecutionStatus.RUNNING, WorkflowExecutionStatus.CONTINUED_AS_NEW)

Handle = WorkflowHandle[Any, Any]


class Clock:
    """Each workflow has a clock of its own that stands unless it is moved; a child begins at its parent's time."""

    def __init__(self, client: Client) -> None:
        # Without `disable_propagation` a child would race through its whole life at once.
        still = TimeSkippingConfig(enabled=False, disable_propagation=True)
        self._skipper = TimeSkipper(client, config=still)

    @property
    def client(self) -> Client:
        """A client that starts workflows whose clocks can be moved."""
        return self._skipper.client

    async def forward(self, handle: Handle, to: datetime) -> datetime | None:
        """Moves the clock to a moment, through everything that falls due on the way, and waits until it is done.

        A moment that has passed changes nothing, nor does a workflow that has ended. Returns as `settled`.
        """
        while (now := await self.settled(handle)) and now < to:
            await self._skipper.fast_forward(handle, to - now)
        return now

    async def settled(self, handle: Handle) -> datetime | None:
        """Waits until the workflow has nothing in hand. Returns what its clock shows then, or None if it has ended.

        Raises TimeoutError where it does not come to rest within a minute.
        """
        async with asyncio.timeout(_PATIENCE.total_seconds()):
            while (described := await handle.describe()).status in _LIVING:
                if _is_at_rest(described):
                    return _shown(described)
                await asyncio.sleep(_POLL_SECONDS)
        return None


def _is_at_rest(described: WorkflowExecutionDescription) -> bool:
    raw = described.raw_description
    in_hand = raw.pending_activities or raw.HasField("pending_workflow_task")
    return described.status is WorkflowExecutionStatus.RUNNING and _has_begun(described) and not in_hand


def _shown(described: WorkflowExecutionDescription) -> datetime:
    """What the workflow's clock shows; one that was never moved shows the time of this machine."""
    extended = described.raw_description.workflow_extended_info
    if not extended.HasField("time_skipping_info"):
        return datetime.now(UTC)
    return extended.time_skipping_info.current_time.ToDatetime(UTC)


def _has_begun(described: WorkflowExecutionDescription) -> bool:
    """A run that continues another may get its first task a little later; a skip before would leap over all of it."""
    return described.history_length > 1
