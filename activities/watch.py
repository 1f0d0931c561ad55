"""Finds the streams that have slept past what is due."""

from __future__ import annotations

from typing import Protocol

from temporalio import activity

from activities.errors import in_words_of_temporal


class Watch(Protocol):
    """Who knows what is due in which stream."""

    async def overdue(self, limit: int) -> tuple[str, ...]:
        """Streams to be looked at, the longest overdue first, each no more often than its back-off allows."""


class Watching:
    """The watchman's eyes."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    @activity.defn(name="overdue")
    async def overdue(self, limit: int) -> tuple[str, ...]:
        """Up to `limit` streams that should be told to look; they are noted as looked at."""
        with in_words_of_temporal():
            return await self._watch.overdue(limit)
