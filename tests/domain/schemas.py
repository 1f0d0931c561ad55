"""The form of events as JSON schema, and which changes of it leave stored events readable.

What no schema shows, such as a validator in code, is not seen here; the golden events are there for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.base import Event

Schema = dict[str, Any]

_WORDS = {"title", "description"}
_AT_LEAST = {"minimum", "exclusiveMinimum", "minLength", "minItems"}
_AT_MOST = {"maximum", "exclusiveMaximum", "maxLength", "maxItems"}
_READ_AS = {("integer", "number")}
# Compared in their own way.
_APART = {"default", "required", "properties", "sealed", "items", "additionalProperties", "propertyNames", "anyOf"}


def schema_of(event: type[Event]) -> Schema:
    """The form in which an event is stored: without words, nested models in their place, and what is sealed."""
    whole = event.model_json_schema(by_alias=False)
    return {**_plain(whole, whole.get("$defs", {})), "sealed": sorted(event.SEALED)}


def first_noted(today: Schema) -> Schema:
    """A form to compare with from now on. No defaults: an event of today is stored with all its fields."""
    return {key: _without_defaults(value) for key, value in today.items()}


def noted(stored: Schema, today: Schema) -> Schema:
    """Today's form after a compatible change. New fields keep their defaults: older events are read with them."""
    return {key: _noted(stored.get(key), value) for key, value in today.items() if key != "default" or key in stored}


def problems(stored: Schema, today: Schema, path: str = "") -> Iterator[str]:
    """Why events stored in the one form could not be read, or would mean something else, in the other."""
    at = path or "the event"
    if "default" in stored and stored["default"] != today.get("default", ...):
        yield f"{at}: older events are read with the default {stored['default']!r}"
    if "anyOf" in stored or "anyOf" in today:
        yield from _untaken(stored, today, path)
        return
    yield from _sealed(stored, today)
    yield from _fields(stored, today, path)
    for key in ("items", "additionalProperties", "propertyNames"):
        if isinstance(today.get(key), dict):
            yield from problems(stored.get(key, {}), today[key], f"{path}[]")
    for key in sorted((stored.keys() | today.keys()) - _APART):
        if not _is_as_wide(key, stored, today):
            yield f"{at}: {key} was {stored.get(key, 'free')} and is {today.get(key, 'free')}"


def _plain(schema: Any, models: Schema) -> Any:
    match schema:
        case {"$ref": str(name), **rest}:
            return {**_plain(models[name.rpartition("/")[2]], models), **_plain(rest, models)}
        case {"properties": fields, **rest}:
            return {**_plain(rest, models), "properties": {name: _plain(fields[name], models) for name in fields}}
        case {"const": value, **rest}:
            return {**_plain(rest, models), "enum": [value]}
        case dict():
            return {key: _plain(value, models) for key, value in schema.items() if key not in _WORDS | {"$defs"}}
        case list():
            return [_plain(value, models) for value in schema]
        case _:
            return schema


def _without_defaults(schema: Any) -> Any:
    match schema:
        case dict():
            return {key: _without_defaults(value) for key, value in schema.items() if key != "default"}
        case list():
            return [_without_defaults(value) for value in schema]
        case _:
            return schema


def _noted(stored: Any, today: Any) -> Any:
    match stored, today:
        case dict(), dict():
            return noted(stored, today)
        case list(), list():
            return [_noted(stored[n] if n < len(stored) else None, value) for n, value in enumerate(today)]
        case _:
            return today


def _untaken(stored: Schema, today: Schema, path: str) -> Iterator[str]:
    """Each alternative of before must be taken by one of today; where none does, what is wrong with the nearest."""
    for before in stored.get("anyOf", [{key: stored[key] for key in stored if key != "default"}]):
        after = sorted(today.get("anyOf", [today]), key=lambda each: each.get("type") != before.get("type"))
        found = [list(problems(before, each, path)) for each in after]
        yield from found[0] if all(found) else ()


def _sealed(stored: Schema, today: Schema) -> Iterator[str]:
    before, after = set(stored.get("sealed", ())), set(today.get("sealed", ()))
    kept = stored.get("properties", {}).keys() & today.get("properties", {}).keys()
    yield from (f"{name}: was sealed and is open" for name in sorted((before - after) & kept))
    yield from (f"{name}: was open and is sealed" for name in sorted((after - before) & kept))


def _fields(stored: Schema, today: Schema, path: str) -> Iterator[str]:
    before, after = stored.get("properties", {}), today.get("properties", {})
    for name in sorted(before.keys() | after.keys()):
        at = f"{path}.{name}" if path else name
        if name not in after:
            yield f"{at}: is gone"
            continue
        if name in today.get("required", ()) and name not in stored.get("required", ()):
            yield f"{at}: has no default any more" if name in before else f"{at}: is new and has no default"
        if name in before:
            yield from problems(before[name], after[name], at)


def _is_as_wide(key: str, stored: Schema, today: Schema) -> bool:
    """Whether a keyword allows all that it allowed; one that is gone allows more."""
    if key not in today:
        return key != "format" and key != "type"
    if key not in stored:
        return False
    before, after = stored[key], today[key]
    if key == "enum":
        return set(before) <= set(after)
    if key in _AT_LEAST:
        return bool(after <= before)
    if key in _AT_MOST:
        return bool(after >= before)
    return before == after or (before, after) in _READ_AS
