"""The hands on a workflow's clock, on a real server whose time can be skipped."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus, WorkflowHandle
from temporalio.testing import TimeSkipper
from temporalio.testing._timeskipping import TimeSkippingConfig

from domain.base import Unavailable

_POLL_SECONDS = 0.01
_PATIENCE = timedelta(seconds=60)

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

    async def now(self, handle: Handle) -> datetime:
        """What the workflow's clock shows."""
        return await self._skipper.get_current_time(handle)

    async def forward(self, handle: Handle, to: datetime) -> None:
        """Moves the clock to a moment, through everything that falls due on the way, and waits until it is done.

        A moment that has passed changes nothing, nor does a workflow that has ended.
        """
        while await self.settled(handle) and (ahead := to - await self.now(handle)) > timedelta():
            await self._skipper.fast_forward(handle, ahead)

    async def settled(self, handle: Handle) -> bool:
        """Waits until the workflow has nothing in hand; returns whether it is still running. Raises Unavailable."""
        async with asyncio.timeout(_PATIENCE.total_seconds()):
            while True:
                described = await handle.describe()
                if described.status is not WorkflowExecutionStatus.RUNNING:
                    if described.status is WorkflowExecutionStatus.CONTINUED_AS_NEW:
                        continue
                    return False
                raw = described.raw_description
                if _has_begun(described) and not raw.pending_activities and not raw.HasField("pending_workflow_task"):
                    return True
                await asyncio.sleep(_POLL_SECONDS)
        raise Unavailable(f"{handle.id} does not come to rest")


def _has_begun(described: WorkflowExecutionDescription) -> bool:
    """A run that continues another may get its first task a little later; a skip before would leap over all of it."""
    return described.history_length > 1
