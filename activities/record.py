"""Hands what one message led to over to the log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from pydantic import JsonValue
from temporalio import activity

from activities.errors import in_words_of_temporal
from domain.base import Batch, Broken, Recorded, Row
from domain.origin import Origin


class Log(Protocol):
    """Where batches are stored, each whole or not at all."""

    async def append(self, batch: Batch, *, origin: Origin) -> Recorded:
        """The log's word on a batch. Raises `Unavailable` and `Broken`."""


class Recording:
    """The activity that writes, and that looks."""

    def __init__(self, log: Log) -> None:
        self._log = log

    @activity.defn(name="record")
    async def record(self, batch: Batch) -> Recorded:
        """The log's word on a batch, which may be handed in any number of times."""
        with in_words_of_temporal():
            check(batch)
            return await self._log.append(batch, origin=_origin(activity.info()))


def check(batch: Batch) -> None:
    """Raises `Broken` and names the field where a batch can never be stored."""
    if batch.told is None and batch.rows:
        raise Broken(f"{batch.stream}: a batch without `told` is a look and cannot have rows")
    if not batch.rows and (batch.claims or batch.releases or batch.shred):
        raise Broken(f"{batch.stream}: claims, releases and shred need a row that says so")
    for expected, row in enumerate(batch.rows, start=batch.seen + 1):
        where = f"{batch.stream}: rows[{expected - batch.seen - 1}] ({row.type})"
        if row.version != expected:
            raise Broken(f"{where}.version is {row.version}, must be {expected}")
        for problem in _problems(row):
            raise Broken(f"{where}.{problem}")


def _problems(row: Row) -> Iterator[str]:
    if row.occurred_at.tzinfo is None:
        yield "occurred_at has no time zone"
    yield from _unfit(row.data, path="data")
    yield from _unfit(row.sealed, path="sealed")


def _unfit(value: JsonValue, *, path: str) -> Iterator[str]:
    """Where a value is a float, which rounds, or holds a NUL, which Postgres cannot store; the value is not said."""
    match value:
        case dict():
            if any("\x00" in key for key in value):
                yield f"{path} has a key with a NUL character"
            for key, inner in value.items():
                yield from _unfit(inner, path=f"{path}.{key}")
        case list():
            for index, inner in enumerate(value):
                yield from _unfit(inner, path=f"{path}[{index}]")
        case float():
            yield f"{path} is a float; use an integer in a smaller unit, or text"
        case str() if "\x00" in value:
            yield f"{path} holds a NUL character"
        case _:
            return


def _origin(info: activity.Info) -> Origin:
    return Origin(workflow_id=info.workflow_id or "", run_id=info.workflow_run_id or "", attempt=info.attempt)
