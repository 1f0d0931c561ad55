"""Writes down, outside the database, where the log ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from temporalio import activity

from activities.errors import in_words_of_temporal
from domain.anchor import Anchor


class Anchors(Protocol):
    """Who can prove the log and keep an anchor of it."""

    async def take(self, progress: Callable[[int, int], None]) -> Anchor:
        """The head of a log that is whole, kept; `progress` hears how many events of how many were walked."""


class Anchoring:
    """The hand that writes anchors."""

    def __init__(self, anchors: Anchors) -> None:
        self._anchors = anchors

    @activity.defn(name="take_anchor")
    async def take_anchor(self) -> Anchor:
        """An anchor of the log as it is now; a broken log gets none, and the error says where it is broken."""
        with in_words_of_temporal():
            return await self._anchors.take(activity.heartbeat)
