"""Collects the appends of all concurrent activities into one call, since one lock means one commit at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime
from time import monotonic
from types import TracebackType
from typing import NamedTuple, Self
from uuid import UUID

import asyncpg

from adapters import sql
from adapters.postgres import Role, connect, in_our_words
from domain.base import Broken, Unavailable

BATCHES_PER_CALL = 128
CAPACITY = 1_024

_APPEND = sql.load("log")["append"]
_CALL_SECONDS = 10.0


class NewEvent(NamedTuple):
    """An event as the log takes it, in the order of the SQL type `new_event`; JSON as text."""

    event_id: UUID
    type: str
    schema_version: int
    data: str
    sealed: bytes | None
    metadata: str
    occurred_at: datetime


class NewBatch(NamedTuple):
    """A batch as the log takes it, in the order of the SQL type `new_batch`. A look has no `command_id`."""

    stream: str
    seen: int
    command_id: str | None
    fingerprint: bytes | None
    answer: str | None
    events: tuple[NewEvent, ...]
    plan: bytes | None
    next_at: datetime | None
    over: bool
    claims: tuple[str, ...]
    releases: tuple[str, ...]
    shred: bool


class Call(NamedTuple):
    """What one call to the log was like: batches in it, seconds the first of them waited, seconds it took."""

    batches: int
    waited: float
    took: float


class _Item(NamedTuple):
    batch: NewBatch
    result: asyncio.Future[asyncpg.Record]
    since: float


class Recorder:
    """The one writer of a process: a connection, a queue, a call at a time. Used as `async with`.

    Leaving drains the queue. A caller that is cancelled does not undo what it handed over.
    """

    def __init__(self, dsn: str, *, capacity: int = CAPACITY, observe: Callable[[Call], None] | None = None) -> None:
        """`capacity` limits the batches that may wait; `observe` is told about each call."""
        self._dsn = dsn
        self._capacity = capacity
        self._observe = observe
        self._waiting: deque[_Item] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._connection: asyncpg.Connection | None = None

    async def __aenter__(self) -> Self:
        self._writing = asyncio.create_task(self._write_until_closed(), name="recorder")
        return self

    async def __aexit__(
        self, _t: type[BaseException] | None, _e: BaseException | None, _b: TracebackType | None
    ) -> None:
        self._closing = True
        self._wake.set()
        await asyncio.shield(self._writing)

    async def record(self, batch: NewBatch) -> asyncpg.Record:
        """What the log answered, as `append` returns it.

        Raises `Unavailable` where the queue is full, the process shuts down or the database does not answer
        (whether it was stored is unknown then: hand in the same batch again), `Broken` for a batch that
        the database cannot store.
        """
        if self._closing:
            raise Unavailable("the log is closing in this process")
        if len(self._waiting) >= self._capacity:
            raise Unavailable(f"{self._capacity} batches are waiting for the log already", retry_after=1)
        item = _Item(batch, asyncio.get_running_loop().create_future(), monotonic())
        self._waiting.append(item)
        self._wake.set()
        return await item.result

    async def _write_until_closed(self) -> None:
        while self._waiting or not self._closing:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                await self._write(self._take())
        await self._disconnect()

    def _take(self) -> list[_Item]:
        """The longest waiting ones, no two with the same stream, event or claim."""
        taken: list[_Item] = []
        left: deque[_Item] = deque()
        busy: set[str] = set()
        while self._waiting and len(taken) < BATCHES_PER_CALL:
            item = self._waiting.popleft()
            batch = item.batch
            touched = {batch.stream, *(str(event.event_id) for event in batch.events), *batch.claims}
            (left if busy & touched else taken).append(item)
            busy |= touched
        left.extend(self._waiting)
        self._waiting = left
        return taken

    async def _write(self, items: list[_Item]) -> None:
        try:
            results = await self._call(items)
        except Broken as broken:
            if len(items) == 1:
                _fail(items, broken)
                return
            # One of them cannot be stored; its neighbours must not suffer.
            for item in items:
                await self._write([item])
        except Exception as error:
            await self._disconnect()
            _fail(items, error)
        else:
            for item, result in zip(items, results, strict=True):
                if not item.result.done():
                    item.result.set_result(result)

    async def _call(self, items: list[_Item]) -> list[asyncpg.Record]:
        started = monotonic()
        if self._connection is None:
            self._connection = await connect(self._dsn, Role.WRITER)
        with in_our_words():
            results = await self._connection.fetch(_APPEND, [item.batch for item in items], timeout=_CALL_SECONDS)
        if self._observe:
            self._observe(Call(len(items), started - items[0].since, monotonic() - started))
        return results

    async def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None


def _fail(items: list[_Item], error: Exception) -> None:
    for item in items:
        if not item.result.done():
            item.result.set_exception(error)
