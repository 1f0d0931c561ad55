"""The fields of a command as a person types them: what each takes, and how its text is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from domain.base import Json, Message, Refused
from domain.working_time import moment

_DATE_LENGTH = len("2027-03-12")
# Patterns that a person cannot read, as the models have them.
_PATTERNS = {r"^[A-Za-z0-9._-]{1,40}$": "one word: letters, digits, dots and dashes, forty at most"}


def fields_of(kind: type[Message]) -> dict[str, Json]:
    """All fields of a command, each with its schema."""
    schema = kind.model_json_schema()
    return {name: _resolved(field, schema.get("$defs", {})) for name, field in schema["properties"].items()}


def needed(kind: type[Message]) -> frozenset[str]:
    """The fields without which there is no such command."""
    return frozenset(kind.model_json_schema().get("required", ()))


def option(field: str) -> str:
    """How a field is typed."""
    return f"--{field.replace('_', '-')}"


def takes(schema: Json) -> str:
    """What a field takes, in words."""
    match schema:
        case {"enum": [*values]}:
            *most, last = map(str, values)
            return f"{', '.join(most)} or {last}" if most else last
        case {"format": "date-time"}:
            return "a date and a time like '2027-03-12 14:00'"
        case {"format": "date"}:
            return "a date like 2027-03-12"
        case {"format": "uuid", "title": str(title)}:
            about = title.removesuffix(" Id").lower()
            return f"the id of {'an' if about[0] in 'aeiou' else 'a'} {about}"
        case {"type": "integer", "minimum": lowest, "maximum": highest}:
            return f"a number from {lowest} to {highest}"
        case {"type": "boolean"}:
            return "true or false"
        case {"type": "array", "maxItems": highest}:
            return f"up to {highest} codes separated by ;"
        case {"type": "object"}:
            return "JSON"
        case {"pattern": pattern} if pattern in _PATTERNS:
            return _PATTERNS[str(pattern)]
        case {"minLength": least, "maxLength": longest}:
            return f"a text of {least} to {longest} characters"
        case {"maxLength": longest}:
            return f"a text of up to {longest} characters"
        case _:
            return "a text"


def read(text: str, schema: Json, *, option: str, zone: str) -> Any:
    """The value that a text stands for, where the model does not read it by itself. Raises Refused."""
    match schema:
        case {"format": "date-time"}:
            return instant(text, zone, option=option)
        case {"type": "array"}:
            return tuple(part.strip() for part in text.split(";") if part.strip())
        case {"type": "object"}:
            return read_json(text, option=option)
        case _:
            return text


def instant(text: str, zone: str, *, option: str) -> datetime:
    """A moment as typed: with an offset, or on the clocks of a zone. Raises Refused."""
    try:
        at = datetime.fromisoformat(text)
        if len(text) > _DATE_LENGTH:
            return at.astimezone(UTC) if at.tzinfo else moment(at.date(), at.time(), zone)
    except (ValueError, OverflowError):
        pass  # no date, or one at the edge of the calendar
    raise Refused(f"{option} must be {takes({'format': 'date-time'})}")


def day(text: str) -> date | None:
    """A day as typed, or None where the text is no day alone."""
    try:
        return date.fromisoformat(text) if len(text) == _DATE_LENGTH else None
    except ValueError:
        return None


def read_json(text: str, *, option: str) -> Any:
    """What JSON says. Raises Refused."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{option} must be JSON: {error}") from None


def _resolved(field: Json, definitions: Mapping[str, Json]) -> Json:
    match field:
        case {"$ref": str(ref)}:
            return definitions[ref.rpartition("/")[2]]
        case {"anyOf": [dict(first), *_]}:
            return _resolved(first, definitions)
        case {"const": only}:
            return {"enum": [only]}
        case _:
            return field
