"""Appends as an aggregate does: catch up, decide again, repeat while nobody answers."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from itertools import count
from random import Random
from uuid import UUID

from adapters.event_store import EventStore
from domain.base import Batch, Outcome, Recorded, Row, Unavailable
from tests.log.batches import batch, look, row
from tests.log.fire.ledger import Ack

_STREAMS = 8
# Commands per generation of streams, so that none becomes so long that catching up is all that happens.
_GENERATION = 100
# Every so many commands all writers say the same one.
_SHARED = 5
_PAUSE_SECONDS = 0.2


class Aggregate:
    """One writer among many: its own commands and shared ones, to streams that others write too."""

    def __init__(self, store: EventStore, *, name: str, random: Random, acknowledged: Callable[[Ack], None]) -> None:
        self._store = store
        self._name = name
        self._random = random
        self._acknowledged = acknowledged
        self._versions: dict[str, int] = defaultdict(int)
        self._events: dict[tuple[str, str], list[UUID]] = defaultdict(list)

    async def live(self, *, first: int = 0, is_over: Callable[[], bool]) -> None:
        """One command after the other, from number `first`, until it is over."""
        for n in count(first):
            if is_over():
                return
            command = f"all-{n}" if n % _SHARED == 0 else f"{self._name}-{n}"
            stream = f"pair/{n // _GENERATION}.{n % _STREAMS}"
            self._acknowledged(await self._tell(stream, command))

    async def _tell(self, stream: str, command: str) -> Ack:
        while True:
            recorded = await self._append(self._decided(stream, command))
            await self._catch_up(stream, recorded)
            if recorded.outcome in (Outcome.APPENDED, Outcome.KNOWN):
                return Ack(stream, command, tuple(self._events[stream, command]))
            assert recorded.outcome is Outcome.BEHIND, recorded.outcome

    def _decided(self, stream: str, command: str) -> Batch:
        """How many events a command leads to is decided anew each time: the first answer must win."""
        seen = self._versions[stream]
        events = self._random.randrange(4)
        rows = [row(seen + n, stream=stream, command=command, told=command) for n in range(1, events + 1)]
        return batch(command, stream=stream, seen=seen).with_(rows=tuple(rows))

    async def _append(self, given: Batch) -> Recorded:
        while True:
            try:
                return await self._store.append(given)
            except Unavailable as unavailable:
                await asyncio.sleep(unavailable.retry_after or _PAUSE_SECONDS)

    async def _catch_up(self, stream: str, recorded: Recorded) -> None:
        self._fold(stream, recorded.rows)
        while recorded.more:
            recorded = await self._append(look(stream=stream, seen=recorded.version))
            self._fold(stream, recorded.rows)

    def _fold(self, stream: str, rows: tuple[Row, ...]) -> None:
        for each in rows:
            self._versions[stream] += 1
            assert each.version == self._versions[stream], f"{stream}: a version is missing"
            told = str(each.data["told"])
            if told.startswith((f"{self._name}-", "all-")):
                self._events[stream, told].append(each.event_id)
