"""Hands what one message led to over to the log."""

from __future__ import annotations

from typing import Protocol

from temporalio import activity

from activities.errors import in_words_of_temporal
from domain.base import Batch, Recorded
from domain.origin import Origin


class Log(Protocol):
    """Where batches are stored, each whole or not at all."""

    async def append(self, batch: Batch, *, origin: Origin) -> Recorded:
        """The log's word on a batch. Raises `Unavailable`, and `Broken` where it can never be stored."""


class Recording:
    """The activity that writes, and that looks."""

    def __init__(self, log: Log) -> None:
        self._log = log

    @activity.defn(name="record")
    async def record(self, batch: Batch) -> Recorded:
        """The log's word on a batch, which may be handed in any number of times."""
        with in_words_of_temporal():
            return await self._log.append(batch, origin=_origin(activity.info()))


def _origin(info: activity.Info) -> Origin:
    return Origin(workflow_id=info.workflow_id or "", run_id=info.workflow_run_id or "", attempt=info.attempt)
