"""What the rows of a people file say about each other: who is there twice, who is unknown, who reports in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adapters.files.faults import FileError, did_you_mean
from adapters.files.table import Record


def relation_errors(file: str, records: Sequence[Record]) -> Iterator[FileError]:
    """Every fault that shows only when rows are compared; cells that are missing are left alone."""
    for column in ("person_ref", "email"):
        yield from _doubles(file, records, column)
    known = {record.cells.get("person_ref", "") for record in records}
    for record in records:
        for column in ("prefers", "excludes"):
            yield from _reference_errors(file, record, column, known)
    yield from _circles(file, records)


def _doubles(file: str, records: Sequence[Record], column: str) -> Iterator[FileError]:
    first: dict[str, int] = {}
    for record in records:
        value = record.cells.get(column, "")
        line = first.setdefault(value.casefold(), record.line)
        if value and line != record.line:
            allowed = f"must be there only once, line {line} has it too"
            yield FileError(file=file, line=record.line, column=column, value=value, allowed=allowed)


def _reference_errors(file: str, record: Record, column: str, known: set[str]) -> Iterator[FileError]:
    for ref in dict.fromkeys(_items(record, column)):
        if ref == record.cells.get("person_ref"):
            allowed = "must name somebody else"
        elif ref not in known:
            allowed = f"must be a person_ref of this file{did_you_mean(ref, known)}"
        elif column == "excludes" and ref in _items(record, "prefers"):
            allowed = "must not be in prefers as well"
        else:
            continue
        yield FileError(file=file, line=record.line, column=column, value=ref, allowed=allowed)


def _circles(file: str, records: Sequence[Record]) -> Iterator[FileError]:
    managers = {record.cells.get("person_ref", ""): record.cells.get("manager_ref", "") for record in records}
    followed: set[str] = set()
    for record in records:
        way: list[str] = []
        ref = record.cells.get("person_ref", "")
        while ref in managers and ref not in followed and ref:
            followed.add(ref)
            way.append(ref)
            ref = managers[ref]
        if ref in way:
            circle = " → ".join([*way[way.index(ref) :], ref])
            line = next(each.line for each in records if each.cells.get("person_ref") == ref)
            allowed = f"must not lead back to the same person: {circle}"
            yield FileError(file=file, line=line, column="manager_ref", value=managers[ref], allowed=allowed)


def _items(record: Record, column: str) -> list[str]:
    return [item.strip() for item in record.cells.get(column, "").split(";") if item.strip()]
