"""What enters the log sealed and leaves it opened: private fields of events, and plans."""

from __future__ import annotations

import json
from collections.abc import Iterable

import asyncpg

from adapters.keys import KeyRing
from adapters.recorder import NewBatch, NewEvent
from adapters.stored_rows import closed_row
from domain.base import Batch, Broken, Json, Plan, Row, Told
from domain.origin import Origin


class Sealing:
    """Between the domain's batches and rows and the log's. Raises `Unavailable` where a key cannot be had."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    async def new_batch(self, batch: Batch, *, origin: Origin) -> NewBatch:
        """A batch as the log takes it."""
        told = batch.told
        deadline = batch.plan.next_deadline
        events = [await self._new_event(batch.stream, row, told=told, origin=origin) for row in batch.rows]
        return NewBatch(
            stream=batch.stream,
            seen=batch.seen,
            command_id=told.id if told else None,
            fingerprint=self._keys.fingerprint(_canonical(told.body)) if told else None,
            answer=batch.answer.model_dump_json() if told else None,
            events=tuple(events),
            plan=await self._sealed_plan(batch) if events else None,
            next_at=batch.plan.next_at,
            over=batch.plan.over,
            claims=batch.claims,
            releases=batch.releases,
            shred=batch.shred,
            deadline=deadline.key if deadline else None,
            deadline_at=deadline.due_at if deadline else None,
        )

    async def rows(self, records: Iterable[asyncpg.Record]) -> tuple[Row, ...]:
        """Rows of the log as they travel."""
        return tuple([await self._row(record) for record in records])

    async def plan(self, stream: str, *, sealed: bytes | None, over: bool) -> Plan | None:
        """A stored plan; of one whose key was shredded it is only known whether it is over."""
        if sealed is None:
            return None
        plain = await self._keys.open(stream, sealed, about=_plan_of(stream))
        return Plan(over=over) if plain is None else Plan.model_validate_json(plain)

    async def _new_event(self, stream: str, row: Row, *, told: Told | None, origin: Origin) -> NewEvent:
        sealed = None
        if row.sealed is not None:
            sealed = await self._keys.seal(stream, _canonical(row.sealed), about=str(row.event_id))
        metadata: Json = {
            "actor": row.actor.model_dump(mode="json"),
            "causation": told.id if told else "",
            "correlation": origin.workflow_id or stream,
            "policy_version": row.policy_version,
            **origin.model_dump(mode="json"),
        }
        return NewEvent(
            event_id=row.event_id,
            type=row.type,
            schema_version=row.schema_version,
            data=json.dumps(row.data),
            sealed=sealed,
            metadata=json.dumps(metadata),
            occurred_at=row.occurred_at,
        )

    async def _sealed_plan(self, batch: Batch) -> bytes:
        try:
            plain = batch.plan.model_dump_json().encode()
        except ValueError:  # half a character, say, in a label or a parameter of a letter
            raise Broken(f"{batch.stream}: plan cannot be written as JSON") from None
        return await self._keys.seal(batch.stream, plain, about=_plan_of(batch.stream))

    async def _row(self, record: asyncpg.Record) -> Row:
        row = closed_row(record)
        if record["sealed"] is None:
            return row
        plain = await self._keys.open(record["stream"], record["sealed"], about=str(record["event_id"]))
        return row if plain is None else row.with_(sealed=json.loads(plain))


def _canonical(content: Json) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _plan_of(stream: str) -> str:
    return f"plan of {stream}"
