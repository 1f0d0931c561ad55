"""The fields of a model in words, from its JSON schema and what is written in its docstring."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

Schema = dict[str, Any]

_TEXTS = {"date": "date", "date-time": "moment", "uuid": "UUID"}
_SIMPLE = {"integer": "whole number", "boolean": "true or false", "null": "null"}
_SENTENCE_ENDS = re.compile(r"(?<=\.)\s+")


def schema_of(model: type[BaseModel]) -> Schema:
    """The form in which a model is stored, its parts under `$defs`."""
    return model.model_json_schema(by_alias=False)


def fields_of(schema: Schema, *, sealed: frozenset[str] | None = None) -> Iterator[str]:
    """The lines of a table of all fields; with `sealed` it says of each whether it is sealed or open."""
    if not schema.get("properties"):
        return
    yield "| Field | Type | Meaning |" if sealed is None else "| Field | Type | Kept | Meaning |"
    yield "|---|---|---|" if sealed is None else "|---|---|---|---|"
    for name, field in schema["properties"].items():
        kept = "" if sealed is None else " sealed |" if name in sealed else " open |"
        said = type_of(field).removesuffix(" or null") if name in (sealed or ()) else type_of(field)
        yield f"| `{name}` | {said} |{kept} {_meaning(name, field, schema)} |"


def type_of(schema: Schema) -> str:
    """What a value may be: a part, one of some values, or a simple word with its limits."""
    match schema:
        case {"$ref": str(name)}:
            return f"[{_last(name)}](#{_last(name).lower()})"
        case {"anyOf": list(alternatives)}:
            return " or ".join(type_of(each) for each in alternatives)
        case {"enum": list(values)}:
            return ", ".join(f"`{value}`" for value in values)
        case {"const": value}:
            return f"always `{str(value).lower() if isinstance(value, bool) else value}`"
        case {"type": "array", "items": dict(inner)}:
            return f"list of {_limits(schema, 'minItems', 'maxItems')}{type_of(inner)}"
        case {"type": "object", "additionalProperties": dict(inner), **rest}:
            return f"{type_of(inner)} by {type_of(rest.get('propertyNames', {'type': 'string'}))}"
        case {"type": "string", **rest}:
            longest = f" of up to {rest['maxLength']} characters" if "maxLength" in rest else ""
            return f"{_TEXTS.get(rest.get('format', ''), 'text')}{longest}"
        case {"type": str(name)}:
            return f"{_SIMPLE[name]} {_limits(schema, 'minimum', 'maximum')}".strip()
        case _:
            raise ValueError(f"there are no words for a schema with {sorted(schema)}")


def first_sentence(text: str) -> str:
    """What a docstring says first."""
    return _SENTENCE_ENDS.split(text.strip())[0]


def _limits(schema: Schema, least: str, most: str) -> str:
    match schema.get(least), schema.get(most):
        case None, None:
            return ""
        case None, high:
            return f"up to {high} "
        case low, None:
            return f"{low} or more "
        case low, high:
            return f"{low}–{high} "


def _meaning(name: str, field: Schema, schema: Schema) -> str:
    """What is written about a field: at the field itself, in the docstring around it, or at its type."""
    if "description" in field:
        return str(field["description"])
    sentences = _SENTENCE_ENDS.split(" ".join(schema.get("description", "").split()))
    about = [sentence for sentence in sentences if f"`{name}`" in sentence]
    parts = [schema.get("$defs", {}).get(_last(name), {}) for name in re.findall(r"#/\$defs/\w+", str(field))]
    return " ".join(about) or " ".join(first_sentence(part["description"]) for part in parts if "description" in part)


def _last(name: str) -> str:
    return name.rpartition("/")[2]
