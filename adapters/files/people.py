"""Reads people.csv: who takes part, what they offer and want, to whom they report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, ValidationInfo

from adapters.files.faults import FaultyFile, FileError, allowed, did_you_mean
from adapters.files.fields import Day, Line, Mail, Zone
from adapters.files.relations import relation_errors
from adapters.files.table import Record, Table, read_table
from domain.base import Frozen
from domain.matching import Distance, HalfDay, Way
from domain.people import Locale

_REQUIRED = (
    "person_ref", "name", "email", "locale", "time_zone", "unit", "site", "manager_ref", "joined_on",
    "offers", "wants", "meets", "available", "prefers", "excludes",
)  # fmt: skip
_OPTIONAL = ("languages", "seeks_distance")


def _split(cell: object) -> object:
    return tuple(part.strip() for part in cell.split(";") if part.strip()) if isinstance(cell, str) else cell


def _once(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if values.count(value) > 1:
            raise ValueError(f"must name each only once, {value} stands there twice")
    return values


def _some(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise ValueError("must not be empty")
    return values


def _known(topic: str, info: ValidationInfo) -> str:
    topics = info.context
    if topics is not None and topic not in topics:
        known = ", ".join(sorted(topics))
        raise ValueError(f"must be a topic of the programme file: {known}{did_you_mean(topic, topics)}")
    return topic


_Separated = (BeforeValidator(_split), AfterValidator(_once))
_Topic = Annotated[str, AfterValidator(_known)]
_Topics = Annotated[tuple[_Topic, ...], *_Separated, AfterValidator(_some)]


class Entry(Frozen):
    """A row of the file. People are named by their person_ref; an empty `available` means any half-day."""

    person_ref: Line
    name: Line
    email: Mail
    locale: Locale
    time_zone: Zone
    unit: Line
    site: Line
    manager_ref: str
    joined_on: Day
    offers: _Topics
    wants: _Topics
    meets: Annotated[tuple[Way, ...], *_Separated, AfterValidator(_some)]
    available: Annotated[tuple[HalfDay, ...], *_Separated]
    prefers: Annotated[tuple[str, ...], Field(max_length=3), *_Separated]
    excludes: Annotated[tuple[str, ...], *_Separated]
    languages: Annotated[tuple[str, ...], *_Separated] = ()
    seeks_distance: Annotated[tuple[Distance, ...], *_Separated] = ()


def read_people(path: Path, *, topics: frozenset[str] | None) -> tuple[Entry, ...]:
    """The rows of a people file; topic codes are not checked where `topics` is None.

    Raises `FaultyFile` with every fault of the file, in the order of its lines and columns.
    """
    table = read_table(path, required=_REQUIRED, optional=_OPTIONAL)
    errors = [*table.errors, *relation_errors(path.name, table.records)]
    entries = []
    for record in table.records:
        try:
            entries.append(Entry.model_validate(record.cells, context=topics))
        except ValidationError as faulty:
            errors.extend(_cell_errors(path.name, record, faulty))
    if not table.records and not errors:
        errors.append(FileError(file=path.name, line=1, allowed="must have rows below the names of the columns"))
    if errors:
        raise FaultyFile(sorted(errors, key=lambda error: (error.line, _place(error, table))))
    return tuple(entries)


def _cell_errors(file: str, record: Record, faulty: ValidationError) -> Iterator[FileError]:
    for error in faulty.errors():
        column = str(error["loc"][0])
        if column not in record.cells or column not in Entry.model_fields:
            continue  # the shape of the table is at fault, which was said already
        item = error["input"] if len(error["loc"]) > 1 else record.cells[column]
        yield FileError(file=file, line=record.line, column=column, value=str(item), allowed=allowed(error))


def _place(error: FileError, table: Table) -> int:
    return table.columns.index(error.column) if error.column in table.columns else -1
