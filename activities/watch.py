"""Wakes the streams that have slept past what is due."""

from __future__ import annotations

import asyncio
from typing import Protocol

from temporalio import activity

from activities.errors import in_words_of_temporal


class Watch(Protocol):
    """Who knows what is due in which stream."""

    async def overdue(self, limit: int) -> tuple[str, ...]:
        """Streams to be looked at, the longest overdue first, each no more often than its back-off allows."""


class Waker(Protocol):
    """Who can reach the workflow of a stream, and start it again where it is gone."""

    async def wake(self, stream: str) -> None:
        """Tells the stream's workflow to look at the log. Raises `Unavailable`."""


class Watching:
    """The watchman's eyes and voice."""

    def __init__(self, watch: Watch, waker: Waker) -> None:
        self._watch = watch
        self._waker = waker

    @activity.defn(name="wake_overdue")
    async def wake_overdue(self, limit: int) -> int:
        """Wakes up to `limit` overdue streams, which are noted as looked at; returns how many.

        One that cannot be reached keeps no other asleep: it is an error when the others are awake.
        """
        with in_words_of_temporal():
            streams = await self._watch.overdue(limit)
            woken = await asyncio.gather(*(self._waker.wake(stream) for stream in streams), return_exceptions=True)
            for failure in filter(None, woken):
                raise failure
            return len(streams)
