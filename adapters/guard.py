"""What may enter the log: each batch is checked before it waits for a place, and what is wrong is named, not shown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import MAXYEAR, MINYEAR, datetime

from pydantic import JsonValue

from domain.base import Batch, Broken, Event, Json, Row
from domain.pair.events import EVENTS

EVENT_BYTES = 65_536
# A batch always fits on one page. The largest that a pair ever made was a handful.
EVENTS_PER_BATCH = 200
# An index of Postgres takes two such names.
_NAME_BYTES = 500


class Guard:
    """Stands where every writer passes, since what it turns away no reader could deal with."""

    def __init__(self, *, events: Mapping[str, type[Event]] = EVENTS, event_bytes: int = EVENT_BYTES) -> None:
        """`events` are those of this release by type; `event_bytes` limits what is open and sealed in one of them."""
        self._events = events
        self._event_bytes = event_bytes

    def check(self, batch: Batch) -> None:
        """Raises `Broken` and names the field where a batch can never be stored; no value is said."""
        for problem in _of_name(batch.stream, path="stream"):
            raise Broken(problem)
        for problem in self._problems(batch):
            raise Broken(f"{batch.stream}: {problem}")

    def _problems(self, batch: Batch) -> Iterator[str]:
        yield from _of_texts(batch)
        yield from _of_itself(batch)
        if len(batch.rows) > EVENTS_PER_BATCH:
            yield f"rows has {len(batch.rows)} events, a batch has at most {EVENTS_PER_BATCH}"
        earlier: dict[object, int] = {}
        for n, row in enumerate(batch.rows):
            where = f"rows[{n}] ({row.type})" if row.type in self._events else f"rows[{n}]"
            if row.version != batch.seen + n + 1:
                yield f"{where}.version is {row.version}, must be {batch.seen + n + 1}"
            if earlier.setdefault(row.event_id, n) != n:
                yield f"{where}.event_id is that of rows[{earlier[row.event_id]}]"
            for problem in self._of_row(row):
                yield f"{where}.{problem}"

    def _of_row(self, row: Row) -> Iterator[str]:
        if row.type not in self._events:
            yield from _of_name(row.type, path="type")
            yield f"type {row.type!r} is unknown to this release"
        elif not 1 <= row.schema_version <= self._events[row.type].SCHEMA_VERSION:
            yield f"schema_version {row.schema_version} is unknown to this release"
        if row.event_id.int == 0:
            yield "event_id is empty"
        yield from _unfit_moment(row.occurred_at, path="occurred_at")
        yield from _unfit(row.actor.id, path="actor.id")
        yield from _unfit(row.policy_version, path="policy_version")
        yield from _unfit(row.data, path="data")
        yield from _unfit(row.sealed, path="sealed")
        yield from self._too_large(row)

    def _too_large(self, row: Row) -> Iterator[str]:
        data, sealed = _bytes(row.data), _bytes(row.sealed)
        if data + sealed > self._event_bytes:
            yield f"data has {data} bytes and sealed {sealed}, an event has at most {self._event_bytes}"


def _of_texts(batch: Batch) -> Iterator[str]:
    if batch.told is not None:
        yield from _of_name(batch.told.id, path="told.id")
        yield from _unfit(batch.told.body, path="told.body")
        yield from _unfit_text(batch.answer.message, path="answer.message")
        yield from _unfit(list(batch.answer.allowed), path="answer.allowed")
    for n, deadline in enumerate(batch.plan.deadlines):
        yield from _of_name(deadline.key, path=f"plan.deadlines[{n}].key")
        yield from _unfit_moment(deadline.due_at, path=f"plan.deadlines[{n}].due_at")
    for n, letter in enumerate(batch.plan.letters):
        yield from _unfit_moment(letter.not_before, path=f"plan.letters[{n}].not_before")
    for path, names in (("claims", batch.claims), ("releases", batch.releases)):
        for n, name in enumerate(names):
            yield from _of_name(name, path=f"{path}[{n}]")


def _of_name(name: str, *, path: str) -> Iterator[str]:
    if not name:
        yield f"{path} is empty"
    yield from _unfit(name, path=path)
    if len(name.encode(errors="replace")) > _NAME_BYTES:
        yield f"{path} is longer than {_NAME_BYTES} bytes"


def _of_itself(batch: Batch) -> Iterator[str]:
    if batch.seen < 0:
        yield f"seen is {batch.seen}, must be 0 or more"
    if batch.told is None and batch.rows:
        yield "told is missing: a batch without it is a look and cannot have rows"
    if not batch.rows and (batch.claims or batch.releases or batch.shred):
        yield "rows is empty: claims, releases and shred need one that says so"


def _unfit(value: JsonValue, *, path: str) -> Iterator[str]:
    """Where a value is a float, which rounds, or holds what Postgres cannot store as text."""
    match value:
        case dict():
            for key, inner in value.items():
                yield from _unfit_text(key, path=f"a key of {path}")
                yield from _unfit(inner, path=f"{path}.{key}")
        case list():
            for index, inner in enumerate(value):
                yield from _unfit(inner, path=f"{path}[{index}]")
        case float():
            yield f"{path} is a float; use an integer in a smaller unit, or text"
        case str():
            yield from _unfit_text(value, path=path)
        case _:
            return


def _unfit_moment(moment: datetime, *, path: str) -> Iterator[str]:
    if moment.tzinfo is None:
        yield f"{path} has no time zone"
    elif not MINYEAR < moment.year < MAXYEAR:
        # The very first and the very last moment mean infinity to the driver, and others leave its range in UTC.
        yield f"{path} is in the year {moment.year}, must be in between {MINYEAR} and {MAXYEAR}"


def _unfit_text(text: str, *, path: str) -> Iterator[str]:
    if "\x00" in text:
        yield f"{path} holds a NUL character"
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        yield f"{path} holds half a character (a lone surrogate)"


def _bytes(content: Json | None) -> int:
    return 0 if content is None else len(json.dumps(content, ensure_ascii=False).encode(errors="replace"))
