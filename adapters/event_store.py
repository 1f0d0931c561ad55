"""The log as the rest of the house sees it: append a batch, read a stream."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg

from adapters import sql
from adapters.guard import Guard
from adapters.keys import KeyRing
from adapters.postgres import Role, in_our_words, open_pool
from adapters.recorder import CAPACITY, Call, Recorder
from adapters.sealing import Sealing
from domain.base import Answer, Batch, Frozen, Outcome, Plan, Recorded, Row, Unavailable
from domain.origin import Origin

_SQL = sql.load("log")
# What is no answer but a failure: the log lost its tail; the key was shredded since the batch was sealed.
_AHEAD, _UNREADABLE = "ahead", "unreadable"
_UNKNOWN = Origin()


class Page(Frozen):
    """Rows of a stream in order. `version` is that of the last one, or where reading began; `more` may follow."""

    rows: tuple[Row, ...]
    version: int
    more: bool


@asynccontextmanager
async def open_event_store(
    dsn: str, master_key: bytes, *, observe: Callable[[Call], None] | None = None, guard: Guard | None = None
) -> AsyncIterator[EventStore]:
    """The log of a database; `observe` is told about each call to it, `guard` says what may enter.

    On leaving, what was handed over is written; new work is refused meanwhile. Raises `Broken` where the server
    would lose what it has confirmed.
    """
    async with (
        open_pool(dsn, Role.KEYS) as keys,
        open_pool(dsn, Role.READER) as reader,
        Recorder(dsn, observe=observe) as recorder,
    ):
        yield EventStore(recorder, KeyRing(keys, master_key), reader, guard=guard or Guard())


class EventStore:
    """Appends through the guard and the recorder, reads through a pool, seals and opens on the way."""

    def __init__(self, recorder: Recorder, keys: KeyRing, pool: asyncpg.Pool, *, guard: Guard) -> None:
        self._guard = guard
        self._recorder = recorder
        self._keys = keys
        self._pool = pool
        self._sealing = Sealing(keys)
        self._under_way = 0

    async def append(self, batch: Batch, *, origin: Origin = _UNKNOWN) -> Recorded:
        """The log's word on a batch; the same batch may be handed in again and gets the same answer.

        Raises `Unavailable` where the database does not answer, where too many wait for it already, where the
        batch has seen more than the log holds, and where its key was shredded at this moment; `Broken` where it
        cannot be stored, naming the field.
        """
        self._guard.check(batch)
        written = await self._written(batch, origin)
        if batch.shred or written["outcome"] == _UNREADABLE:
            self._keys.let_go(batch.stream)
        if written["outcome"] == _UNREADABLE:
            raise Unavailable(f"{batch.stream}: its key was shredded meanwhile, the batch must be sealed anew")
        if written["outcome"] == _AHEAD:
            raise Unavailable(f"{batch.stream}: version {batch.seen} was seen, the log ends at {written['version']}")
        return await self._recorded(batch, written)

    async def read(self, stream: str, *, after: int = 0, page: int = 200) -> Page:
        """Up to `page` rows of a stream after a version, fewer where they are large. Raises `Unavailable`."""
        with in_our_words():
            records = await self._pool.fetch(_SQL["read"], stream, after, page)
        rows = await self._sealing.rows(records)
        version = rows[-1].version if rows else after
        return Page(rows=rows, version=version, more=bool(records) and version < records[0]["ends_at"])

    async def plan(self, stream: str) -> Plan | None:
        """What is still to be done in a stream; None where there is none. Raises `Unavailable`."""
        with in_our_words():
            stored = await self._pool.fetchrow(_SQL["plan"], stream)
        return await self._sealing.plan(stream, sealed=stored["plan"], over=stored["over"]) if stored else None

    async def _written(self, batch: Batch, origin: Origin) -> asyncpg.Record:
        # Counted before the queue of the recorder, since a key to seal with may have to be waited for too.
        if self._under_way >= CAPACITY:
            raise Unavailable(f"{CAPACITY} batches are on their way to the log already", retry_after=1)
        self._under_way += 1
        try:
            return await self._recorder.record(await self._sealing.new_batch(batch, origin=origin))
        finally:
            self._under_way -= 1

    async def _recorded(self, batch: Batch, written: asyncpg.Record) -> Recorded:
        if written["outcome"] == Outcome.APPENDED and batch.rows and not batch.shred:
            # Stored whole: what stands after `seen` now is what was handed over. As `told` in the SQL has it, none
            # of it is sent back.
            version = batch.rows[-1].version
            return Recorded(
                outcome=Outcome.APPENDED, rows=batch.rows, version=version, plan=batch.plan, answer=batch.answer
            )
        rows = await self._sealing.rows(written["rows"])
        version = rows[-1].version if rows else batch.seen
        return Recorded(
            outcome=Outcome(written["outcome"]),
            rows=rows,
            version=version,
            more=version < written["version"],
            plan=await self._sealing.plan(batch.stream, sealed=written["plan"], over=bool(written["over"])),
            answer=_answer(batch, written),
            holder=written["holder"] or "",
        )


def _answer(batch: Batch, written: asyncpg.Record) -> Answer | None:
    """The stored answer, which of an appended batch is its own."""
    if written["outcome"] == Outcome.APPENDED:
        return batch.answer
    return Answer.model_validate_json(written["answer"]) if written["answer"] else None
