"""Reads a comma-separated table into named cells, and says where it is no such table."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from adapters.files.faults import FaultyFile, FileError, did_you_mean, read_text
from adapters.files.fields import clean


class Record(NamedTuple):
    """A row: the line it starts on, and its cleaned cells by column."""

    line: int
    cells: dict[str, str]


class Table(NamedTuple):
    """The rows of a file, its columns in order, and the faults of its shape."""

    columns: tuple[str, ...]
    records: tuple[Record, ...]
    errors: tuple[FileError, ...]


def read_table(path: Path, *, required: Sequence[str], optional: Sequence[str]) -> Table:
    """The table in a file. Raises `FaultyFile` where no column can be told from another.

    Columns may come in any order. A row with too many or too few cells keeps its first cell only, so that
    other rows may still refer to it.
    """
    rows, torn = _rows(path)
    line, heads = rows[0] if rows else (1, [])
    _refuse_other_separators(path.name, line, heads)
    columns = tuple(clean(head) for head in heads)
    errors = [*torn, *_column_errors(path.name, line, columns, required=required, optional=optional)]
    records = []
    for line, row in rows[1:]:
        if len(row) != len(columns):
            allowed = f"must have {len(columns)} cells, has {len(row)} (a comma inside a cell needs quotes around it)"
            errors.append(FileError(file=path.name, line=line, allowed=allowed))
            row = row[:1]
        records.append(Record(line, {name: clean(cell) for name, cell in zip(columns, row, strict=False)}))
    return Table(columns, tuple(records), tuple(errors))


def _rows(path: Path) -> tuple[list[tuple[int, list[str]]], list[FileError]]:
    """Every row that is not blank with the line it starts on; where quotes are torn, the rest cannot be read."""
    reader = csv.reader(read_text(path).splitlines(keepends=True), strict=True)
    rows, start = [], 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((start, row))
            start = reader.line_num + 1
    except csv.Error:
        allowed = 'must close every quote, and write a quote inside a cell as ""; the rows below were not read'
        return rows, [FileError(file=path.name, line=start, allowed=allowed)]
    return rows, []


def _refuse_other_separators(file: str, line: int, columns: Sequence[str]) -> None:
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(columns) == 1 and mark in columns[0]:
            allowed = f"must separate columns by commas, these are {name}; a semicolon separates items inside a cell"
            raise FaultyFile([FileError(file=file, line=line, value=columns[0], allowed=allowed)])


def _column_errors(
    file: str, line: int, columns: Sequence[str], *, required: Sequence[str], optional: Sequence[str]
) -> Iterator[FileError]:
    known = (*required, *optional)
    for column in dict.fromkeys(columns):
        if column not in known:
            allowed = f"must be one of the columns {', '.join(known)}{did_you_mean(column, known)}"
            yield FileError(file=file, line=line, column=column, value=column, allowed=allowed)
        elif columns.count(column) > 1:
            yield FileError(file=file, line=line, column=column, allowed="must be there only once")
    for column in required:
        if column not in columns:
            yield FileError(file=file, line=line, column=column, allowed="must be a column of the file")
