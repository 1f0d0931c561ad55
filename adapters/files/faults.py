"""What is wrong with a file, for the person who has to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from pydantic_core import ErrorDetails

from domain.base import Frozen, Refused

_SHOWN = 40  # characters of a value; a whole essay in a cell helps nobody

_PLAIN: dict[str, str] = {
    "missing": "must be given",
    "string_type": "must be text in quotes",
    "string_too_short": "must not be empty",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list in square brackets",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "date_type": "must be a date like 2027-03-31",
    "date_parsing": "must be a date like 2027-03-31",
    "date_from_datetime_parsing": "must be a date like 2027-03-31",
}


class FileError(Frozen):
    """One fault: where it is, what stands there, and what is allowed. `line` is 0 where no line is at fault."""

    file: str
    line: int = 0
    column: str = ""
    value: str = ""
    allowed: str


class FaultyFile(Refused):
    """Files with faults, all of them; nothing was started. Its text is for the owner of the files, not for a log."""

    def __init__(self, errors: Iterable[FileError]) -> None:
        self.errors = tuple(errors)
        super().__init__(_table(self.errors), allowed=tuple(error.allowed for error in self.errors))


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, with or without a byte order mark. Raises `FaultyFile`."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FaultyFile([FileError(file=path.name, allowed=f"must be a readable file: {error.strerror}")]) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        found = content[error.start : error.end].hex(" ")
        allowed = "must be saved as UTF-8 (in a spreadsheet: 'CSV UTF-8')"
        raise FaultyFile([FileError(file=path.name, line=line, value=f"bytes {found}", allowed=allowed)]) from None
    if not text.strip():
        raise FaultyFile([FileError(file=path.name, allowed="must not be empty")])
    return text


def allowed(error: ErrorDetails) -> str:
    """What a value that a model turned down should have been, in words."""
    context = error.get("ctx", {})
    match error["type"]:
        case "literal_error" | "enum":
            return f"must be {str(context['expected']).replace(chr(39), '')}"
        case "value_error":
            return str(context["error"])
        case "too_short":
            return "must not be empty"
        case "too_long":
            return f"must be at most {context['max_length']}"
        case kind:
            return _PLAIN.get(kind, error["msg"])


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean …?` where something similar is known, else nothing."""
    close = get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _table(errors: tuple[FileError, ...]) -> str:
    head = f"{len(errors)} {'fault' if len(errors) == 1 else 'faults'}, nothing was started"
    rows = [(_place(error), error.column, _shown(error.value), error.allowed) for error in errors]
    widths = [max(len(row[at]) for row in rows) for at in range(3)] if rows else []
    lines = ["  ".join([*(row[at].ljust(widths[at]) for at in range(3)), row[3]]).rstrip() for row in rows]
    return "\n".join([head, *lines])


def _place(error: FileError) -> str:
    return f"{error.file}:{error.line}" if error.line else error.file


def _shown(value: str) -> str:
    if not value:
        return ""
    return f'"{value}"' if len(value) <= _SHOWN else f'"{value[:_SHOWN]}…"'
