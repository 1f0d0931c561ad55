"""Writing to the log in four ways, each for a while: raw rows, one append after the other, recorder, event store."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import NamedTuple
from uuid import UUID, uuid4

import asyncpg

from adapters import sql
from adapters.event_store import open_event_store
from adapters.keys import KeyRing
from adapters.postgres import Role, connect, open_pool
from adapters.recorder import NewBatch, Recorder
from adapters.sealing import Sealing
from domain.base import Actor, ActorKind, Batch, Deadline, Outcome, Parties, Plan, Recipient, Row, Told, derived_id
from domain.origin import Origin

SECONDS = 1.0
# What is handed over is made before the clock starts, for all callers together; who has used up the own share stops.
_READY, _READY_TO_SEAL = 30_000, 10_000
MASTER = bytes(range(32))
NOON = datetime(2027, 3, 4, 12, tzinfo=UTC)
# What anybody would write by hand: the same columns and indexes, a sequence for the order, nothing checked.
RAW_TABLE = """
create table raw (
    position bigserial primary key, stream text collate "C" not null, version integer not null,
    event_id uuid not null unique, command_id text not null, type text not null, schema_version smallint not null,
    data jsonb not null, sealed bytea, metadata jsonb not null, occurred_at timestamptz not null,
    recorded_at timestamptz not null default clock_timestamp(), chain bytea not null, unique (stream, version)
)
"""
_RAW = """
insert into raw
    (stream, version, event_id, command_id, type, schema_version, data, sealed, metadata, occurred_at, chain)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
_APPEND = sql.load("log")["append"]

Step = Callable[[int], Awaitable[None]]


class Pace(NamedTuple):
    """Events per second, and what half and all but one in a hundred of the callers waited, in milliseconds."""

    per_second: float
    p50_ms: float
    p99_ms: float


async def raw(dsn: str, callers: int) -> Pace:
    """Single rows inserted in autocommit, a connection for each caller."""
    connections = [await asyncpg.connect(dsn) for _ in range(callers)]
    share = _READY // callers
    pace = await _paced([await _raw_step(connection, _stream(), share) for connection in connections], share)
    for connection in connections:
        await connection.close()
    return pace


async def direct(dsn: str, callers: int) -> Pace:
    """One batch per call of `append`, a connection for each caller."""
    connections = [await connect(dsn, Role.WRITER) for _ in range(callers)]
    share = _READY // callers
    pace = await _paced([_append_step(c, await _sealed(dsn, share)) for c in connections], share)
    for connection in connections:
        await connection.close()
    return pace


async def recorder(dsn: str, callers: int) -> Pace:
    """Batches through the recorder of one process."""
    share = _READY // callers
    ready = [await _sealed(dsn, share) for _ in range(callers)]
    async with Recorder(dsn) as one:
        return await _paced([_record_step(one, batches) for batches in ready], share)


async def event_store(dsn: str, callers: int) -> Pace:
    """Batches as activities hand them over, sealed and opened on the way."""
    async with open_event_store(dsn, MASTER) as store:

        def step(batches: Sequence[Batch]) -> Step:
            async def append(seen: int) -> None:
                recorded = await store.append(batches[seen])
                assert recorded.outcome is Outcome.APPENDED, recorded

            return append

        share = _READY_TO_SEAL // callers
        streams = [_stream() for _ in range(callers)]
        return await _paced([step([_batch(each, n) for n in range(share)]) for each in streams], share)


async def _paced(steps: list[Step], share: int) -> Pace:
    """The pace of callers who each take the next step as soon as the last one is done; their first is not counted.

    What a new connection plans it plans once, and a worker lives for weeks.
    """
    await asyncio.gather(*(step(0) for step in steps))
    waited: list[float] = []
    until = perf_counter() + SECONDS

    async def call(step: Step) -> None:
        seen = 1
        while seen < share and (began := perf_counter()) < until:
            await step(seen)
            waited.append(perf_counter() - began)
            seen += 1

    began = perf_counter()
    await asyncio.gather(*map(call, steps))
    took = perf_counter() - began
    waited.sort()
    return Pace(len(waited) / took, waited[len(waited) // 2] * 1000, waited[len(waited) * 99 // 100] * 1000)


async def _raw_step(connection: asyncpg.Connection, stream: str, ready: int) -> Step:
    insert = await connection.prepare(_RAW)
    row = _row(stream, 1)
    alike = (row.type, 1, json.dumps(row.data), None, _METADATA, NOON, bytes(32))
    rows = [(stream, seen + 1, uuid4(), f"c{seen}", *alike) for seen in range(ready)]

    async def step(seen: int) -> None:
        await insert.fetch(*rows[seen])

    return step


def _append_step(connection: asyncpg.Connection, batches: Sequence[NewBatch]) -> Step:
    async def step(seen: int) -> None:
        (result,) = await connection.fetch(_APPEND, [batches[seen]])
        assert result["outcome"] == Outcome.APPENDED, result

    return step


def _record_step(one: Recorder, batches: Sequence[NewBatch]) -> Step:
    async def step(seen: int) -> None:
        result = await one.record(batches[seen])
        assert result["outcome"] == Outcome.APPENDED, result

    return step


def _next(batch: NewBatch, seen: int) -> NewBatch:
    event = batch.events[0]._replace(event_id=uuid4())
    return batch._replace(seen=seen, command_id=f"c{seen}", events=(event,))


async def _sealed(dsn: str, ready: int) -> list[NewBatch]:
    """Batches of one stream that are ready for the log, their plan sealed with its key."""
    stream = _stream()
    async with _sealing(dsn) as sealing:
        first = await sealing.new_batch(_batch(stream, 0), origin=Origin(workflow_id=stream, run_id=str(uuid4())))
    return [_next(first, seen) for seen in range(ready)]


@asynccontextmanager
async def _sealing(dsn: str) -> AsyncIterator[Sealing]:
    async with open_pool(dsn, Role.KEYS, size=1) as keys:
        yield Sealing(KeyRing(keys, MASTER))


def _stream() -> str:
    return f"pair/{uuid4()}"


def _batch(stream: str, seen: int) -> Batch:
    """A date that was set, and the plan of a pair in the middle of its half year."""
    keys = ("meeting.reminder", "meeting.confirm_request", "midway.at", "closing.notice_pair", "exchange.period")
    deadlines = tuple(Deadline(key=key, due_at=NOON + timedelta(days=n)) for n, key in enumerate(keys))
    people = {side: str(UUID(int=n)) for n, side in enumerate((Recipient.A, Recipient.B, Recipient.COORDINATOR))}
    return Batch(
        stream=stream,
        seen=seen,
        told=Told(id=f"c{seen}", body={"type": "ScheduleMeeting", "by": "a", "starts_at": NOON.isoformat()}),
        rows=(_row(stream, seen + 1),),
        plan=Plan(
            deadlines=deadlines,
            parties=Parties(programme_id="exchange", people=people),
            labels={"phase": "ACTIVE", "cohort": "autumn"},
        ),
    )


def _row(stream: str, version: int) -> Row:
    meeting_id = str(derived_id(stream, version))
    return Row(
        version=version,
        event_id=derived_id(stream, "c", version),
        type="MeetingScheduled",
        data={
            "meeting_id": meeting_id, "kind": "REGULAR", "sequence_no": 4, "starts_at": NOON.isoformat(),
            "minutes": 60, "lead": "both", "by": "a", "ics_uid": f"{meeting_id}@mentoring", "ics_sequence": 0,
        },
        actor=Actor(kind=ActorKind.PARTICIPANT, id="a"),
        policy_version="0123456789abcdef",
        occurred_at=NOON,
    )  # fmt: skip


_METADATA = json.dumps(
    {
        "actor": {"kind": "PARTICIPANT", "id": "a"}, "causation": "c1", "correlation": f"pair/{UUID(int=1)}",
        "policy_version": "0123456789abcdef", "workflow_id": f"pair/{UUID(int=1)}", "run_id": str(UUID(int=1)),
        "attempt": 1,
    }
)  # fmt: skip
