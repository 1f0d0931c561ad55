"""The one timer of a run: it stays as it is while what comes first stays the same."""

from __future__ import annotations

import asyncio
from datetime import datetime

from temporalio import workflow

from workflows import sight


class Alarm:
    """Set to a moment and the name of what comes then; a message that does not move it costs no timer."""

    def __init__(self) -> None:
        self._due: tuple[datetime, str] | None = None
        self._timer: asyncio.Task[None] | None = None

    @property
    def has_rung(self) -> bool:
        """Whether the moment has come; an alarm that is not set never rings."""
        return self._timer is not None and self._timer.done()

    def set(self, due: tuple[datetime, str] | None) -> None:
        """To another moment, or off; to the same one again only if it has rung a little early."""
        if due == self._due and not self.has_rung:
            return
        if self._timer:
            self._timer.cancel()
        self._due = due
        self._timer = asyncio.create_task(_ring(*due)) if due else None


async def _ring(at: datetime, name: str) -> None:
    await workflow.sleep(at - workflow.now(), summary=sight.of_an_alarm(name))
