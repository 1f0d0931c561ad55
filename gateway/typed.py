"""From what a person types to a participant's commands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from domain.base import Frozen, Json, Message, Refused
from domain.pair.commands import PairCommand
from domain.pair.values import Side
from domain.working_time import moment
from gateway.usual import USUAL, Circumstances, Values, completed

_ADAPTER: TypeAdapter[PairCommand] = TypeAdapter(PairCommand)
_UNION, _ = get_args(PairCommand)
_KINDS: dict[str, type[Message]] = {kind.__name__: kind for kind in get_args(_UNION)}
_NOT_TYPED = ("type", "by")
_DATE_LENGTH = len("2027-03-12")


class Option(Frozen):
    """A field of a command: how it is typed, what it takes, whether it may be left out."""

    option: str
    takes: str
    is_needed: bool


class Usage(Frozen):
    """A command, what it says, and its options."""

    command: str
    says: str
    options: tuple[Option, ...]


def commands(name: str, side: Side, fields: Mapping[str, str], now: Circumstances) -> tuple[PairCommand, ...]:
    """What a name and fields mean for one partner, with what is usual for what is left out.

    Dates without an offset are in the organisation's zone. Raises Refused for what is unknown, missing or wrong.
    """
    takes = _fields(_kind(name))
    given: dict[str, Any] = {}
    for typed, text in fields.items():
        field = typed.replace("-", "_")
        if field not in takes:
            known = ", ".join(_option(each) for each in takes) or "no options"
            raise Refused(f"{name} has no option {_option(field)}; it takes {known}")
        given[field] = _read(text, takes[field], option=_option(field), zone=now.pair.zone)
    return tuple(_made(each, side, values) for each, values in completed(name, side, given, now))


def usages() -> Iterator[Usage]:
    """All commands in the order of a pair's life."""
    for name, kind in _KINDS.items():
        needed = set(kind.model_json_schema().get("required", ())) - {USUAL.get(name)}
        options = (
            Option(option=_option(field), takes=_takes(schema), is_needed=field in needed)
            for field, schema in _fields(kind).items()
        )
        yield Usage(command=name, says=(kind.__doc__ or "").splitlines()[0], options=tuple(options))


def instant(text: str, zone: str, *, option: str) -> datetime:
    """A moment as typed: with an offset, or on the clocks of a zone. Raises Refused."""
    try:
        at = datetime.fromisoformat(text)
        if len(text) > _DATE_LENGTH:
            return at.astimezone(UTC) if at.tzinfo else moment(at.date(), at.time(), zone)
    except (ValueError, OverflowError):
        pass  # no date, or one at the edge of the calendar
    raise Refused(f"{option} must be {_takes({'format': 'date-time'})}")


def _kind(name: str) -> type[Message]:
    if name not in _KINDS:
        folded = {known.casefold(): known for known in _KINDS}
        close = get_close_matches(name.casefold().replace("-", ""), list(folded), n=1)
        meant = f"; did you mean {folded[close[0]]}?" if close else ""
        raise Refused(f"there is no command {name}{meant}", allowed=tuple(_KINDS))
    return _KINDS[name]


def _fields(kind: type[Message]) -> dict[str, Json]:
    """The fields a person may type, each with its schema."""
    schema = kind.model_json_schema()
    return {
        name: _resolved(field, schema.get("$defs", {}))
        for name, field in schema["properties"].items()
        if name not in _NOT_TYPED
    }


def _resolved(field: Json, definitions: Mapping[str, Json]) -> Json:
    match field:
        case {"$ref": str(ref)}:
            return definitions[ref.rpartition("/")[2]]
        case {"anyOf": [dict(first), *_]}:
            return _resolved(first, definitions)
        case _:
            return field


def _takes(schema: Json) -> str:
    match schema:
        case {"enum": [*values]}:
            *most, last = map(str, values)
            return f"{', '.join(most)} or {last}"
        case {"format": "date-time"}:
            return "a date and a time like '2027-03-12 14:00'"
        case {"format": "uuid"}:
            return "the id of a meeting"
        case {"type": "integer", "minimum": lowest, "maximum": highest}:
            return f"a number from {lowest} to {highest}"
        case {"type": "boolean"}:
            return "true or false"
        case {"type": "array", "maxItems": highest}:
            return f"up to {highest} codes separated by ;"
        case {"type": "object"}:
            return "JSON"
        case {"maxLength": longest}:
            return f"a text of up to {longest} characters"
        case _:
            return "a text"


def _read(text: str, schema: Json, *, option: str, zone: str) -> Any:
    match schema:
        case {"format": "date-time"}:
            return instant(text, zone, option=option)
        case {"type": "array"}:
            return tuple(part.strip() for part in text.split(";") if part.strip())
        case {"type": "object"}:
            return _json(text, option)
        case _:
            return text


def _json(text: str, option: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise Refused(f"{option} must be JSON: {error}") from None


def _made(name: str, side: Side, values: Values) -> PairCommand:
    try:
        return _ADAPTER.validate_python({"type": name, "by": side, **values})
    except ValidationError as error:
        raise Refused("\n".join(_faults(name, error))) from None


def _faults(name: str, error: ValidationError) -> Iterator[str]:
    takes = _fields(_KINDS[name])
    for fault in error.errors():
        _, field, *inner = map(str, fault["loc"])
        option = f"{name}: {_option(field)}"
        match fault["type"], inner:
            case _, [_, *_]:
                yield f"{option}: {'.'.join(inner)}: {fault['msg']}"
            case "missing", _:
                yield f"{option} is missing; it takes {_takes(takes[field])}"
            case _:
                yield f"{option} takes {_takes(takes[field])}"


def _option(field: str) -> str:
    return f"--{field.replace('_', '-')}"
