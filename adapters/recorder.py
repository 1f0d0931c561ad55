"""Collects the appends of all concurrent activities into few calls, since one lock means one commit at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from time import monotonic
from types import TracebackType
from typing import NamedTuple, Self
from uuid import UUID

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement

from adapters import sql
from adapters.postgres import Role, connect, in_our_words
from domain.base import Broken, Unavailable

BATCHES_PER_CALL = 128
CAPACITY = 1_024
# While the log executes one call, the next one is written down and waits for the lock.
_LINES = 2
# A smaller call is not worth its commit where a larger one is possible.
_WORTH_A_CALL = 32

_SQL = sql.load("log")
_APPEND, _UNSAFE = _SQL["append"], _SQL["unsafe"]
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
    deadline: str | None
    deadline_at: datetime | None


class Call(NamedTuple):
    """What one call to the log was like: batches in it, seconds the first of them waited, seconds it took."""

    batches: int
    waited: float
    took: float


class _Item(NamedTuple):
    batch: NewBatch
    touched: frozenset[str | UUID]
    result: asyncio.Future[asyncpg.Record]
    since: float


class Recorder:
    """The one writer of a process: a queue, and two connections that take turns. Used as `async with`.

    Leaving drains the queue. A caller that is cancelled does not undo what it handed over.
    """

    def __init__(self, dsn: str, *, capacity: int = CAPACITY, observe: Callable[[Call], None] | None = None) -> None:
        """`capacity` limits the batches that may wait here, whoever brings them; `observe` is told about each call."""
        self._dsn = dsn
        self._capacity = capacity
        self._observe = observe
        self._waiting: deque[_Item] = deque()
        self._touched: set[str | UUID] = set()
        self._wake = asyncio.Event()
        self._idle = 0
        self._closing = False

    async def __aenter__(self) -> Self:
        """Raises `Broken` where the server answers but would lose what it has confirmed."""
        lines = [_Line(self._dsn) for _ in range(_LINES)]
        with suppress(Unavailable):
            for line in lines:
                await line.connect()
        self._serving = [asyncio.create_task(self._serve(line), name="recorder") for line in lines]
        return self

    async def __aexit__(
        self, _t: type[BaseException] | None, _e: BaseException | None, _b: TracebackType | None
    ) -> None:
        self._closing = True
        self._wake.set()
        await asyncio.shield(asyncio.gather(*self._serving))

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
        item = _Item(batch, _touched_by(batch), asyncio.get_running_loop().create_future(), monotonic())
        self._waiting.append(item)
        self._wake.set()
        return await item.result

    async def _serve(self, line: _Line) -> None:
        while self._waiting or not self._closing:
            self._idle += 1
            await self._wake.wait()
            self._idle -= 1
            if items := self._take():
                await self._write(line, items)
                self._touched.difference_update(*(item.touched for item in items))
                self._wake.set()
            elif self._waiting or not self._closing:
                self._wake.clear()
        line.cut()

    def _take(self) -> list[_Item]:
        """The longest waiting ones, half of them where the other line is idle.

        No two that are on their way have the same stream, event or claim, so each stream is written in its order.
        """
        share = len(self._waiting) // (1 + self._idle)
        enough = min(BATCHES_PER_CALL, max(_WORTH_A_CALL, share))
        taken: list[_Item] = []
        left: deque[_Item] = deque()
        passed_by: set[str | UUID] = set()
        while self._waiting and len(taken) < enough:
            item = self._waiting.popleft()
            if item.touched.isdisjoint(self._touched) and item.touched.isdisjoint(passed_by):
                taken.append(item)
                self._touched |= item.touched
            else:
                left.append(item)
                passed_by |= item.touched
        left.extend(self._waiting)
        self._waiting = left
        return taken

    async def _write(self, line: _Line, items: list[_Item]) -> None:
        try:
            results = await self._call(line, items)
        except Broken as broken:
            if len(items) == 1:
                _fail(items, broken)
                return
            # One of them cannot be stored; its neighbours must not suffer.
            for item in items:
                await self._write(line, [item])
        except Exception as error:
            line.cut()
            _fail(items, error)
        else:
            for item, result in zip(items, results, strict=True):
                if not item.result.done():
                    item.result.set_result(result)

    async def _call(self, line: _Line, items: list[_Item]) -> list[asyncpg.Record]:
        started = monotonic()
        results = await line.append([item.batch for item in items])
        if self._observe:
            self._observe(Call(len(items), started - items[0].since, monotonic() - started))
        return results


class _Line:
    """A connection to the log, made anew where it was lost."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._connection: asyncpg.Connection | None = None
        self._append: PreparedStatement | None = None

    async def append(self, batches: list[NewBatch]) -> list[asyncpg.Record]:
        if self._append is None or self._connection is None or self._connection.is_closed():
            try:
                self._append = await self.connect()
            except Broken as unsafe:  # somebody may mend the server meanwhile
                raise Unavailable(str(unsafe)) from None
        with in_our_words():
            return await self._append.fetch(batches, timeout=_CALL_SECONDS)

    async def connect(self) -> PreparedStatement:
        """Raises `Unavailable`, and `Broken` where the server would lose what it has confirmed."""
        self.cut()
        self._connection = await connect(self._dsn, Role.WRITER)
        with in_our_words():
            unsafe = await self._connection.fetch(_UNSAFE)
            self._append = await self._connection.prepare(_APPEND)
        if unsafe:
            self.cut()
            named = ", ".join(f"{setting['name']} is {setting['setting']}" for setting in unsafe)
            raise Broken(f"the log needs a server that keeps what it confirms, but {named}: switch it on")
        return self._append

    def cut(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
        self._connection = self._append = None


def _touched_by(batch: NewBatch) -> frozenset[str | UUID]:
    return frozenset((batch.stream, *(event.event_id for event in batch.events), *batch.claims))


def _fail(items: list[_Item], error: Exception) -> None:
    for item in items:
        if not item.result.done():
            item.result.set_exception(error)
