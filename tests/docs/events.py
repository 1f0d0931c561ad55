"""The catalogue of events, made from their models and from stored ones; `make docs` writes docs/events.md."""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from inspect import cleandoc
from itertools import groupby
from pathlib import Path
from typing import Any

from domain.base import DeadlinePassed, LettersPosted
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.decide import actor_of, decide
from domain.pair.evolve import evolve
from domain.pair.state import Pair
from tests.docs.forms import Schema, fields_of, first_sentence, schema_of, type_of
from tests.domain.goldens import TYPES, golden_of, lives, read

DOCUMENT = Path(__file__).parents[2] / "docs" / "events.md"
_WIDTH = 100
_HEAD = """\
# Events

What can have happened to a pair, by the types that stand in the log. Written by `make docs` from the models in
`domain/pair/events`; change it there.

An event is a fact: past tense, complete, never rewritten. Its **open** fields are stored as they are. Its **sealed**
fields are encrypted together with the key of the pair; they are gone once the pair's data is shredded, so every
reader takes them as optional. Around both stand, for every event, its stream, version, id, position, the moment at
which it occurred and was recorded, who caused it, and the version of the policy. A moment has a time zone; nothing is
a float.

**An event changes** by new fields with a default and by wider types. Anything else is a new schema version and a step
in `domain/pair/events/upcasters.py` that takes the stored fields from one version to the next when they are read. A
test compares each form with the one kept in `tests/domain/golden/schemas` and says what has changed; one stored event
of each version is kept beside them and read for ever. A type or schema version that a release does not know is
passed by, with a warning, by whoever reads for people; a pair in whose stream it stands decides nothing until a
release that knows it is back.

"Follows from" names commands, letters that were posted, and deadlines by their policy key, as seen in the lives that
the tests lead; who gave a command is in brackets. Of a sealed act the log does not tell which of the two it was.
"""


def document() -> str:
    """The whole catalogue."""
    groups = [(group, list(events)) for group, events in groupby(TYPES, key=_group)]
    causes = _causes()
    parts: Schema = {}
    for event in TYPES:
        parts |= schema_of(event).get("$defs", {})
    lines = [_HEAD]
    for group, events in groups:
        lines += [
            f"* [{group}](#{_anchor(group)}): " + ", ".join(f"[{x.__name__}](#{_anchor(x.__name__)})" for x in events)
        ]
    for group, events in groups:
        lines += ["", f"## {group}"]
        for event in events:
            lines += ["", *_event(event, causes[event])]
    lines += ["", "## Parts of events"]
    for name in sorted(parts):
        lines += ["", *_part(name, {**parts[name], "$defs": parts})]
    return "\n".join(lines) + "\n"


def _event(event: type[e.PairEvent], causes: set[str]) -> Iterator[str]:
    yield from (f"### {event.__name__}", "", cleandoc(event.__doc__ or ""), "")
    shreds = " With it the key of the pair is deleted." if event.SHREDS else ""
    yield f"Schema version {event.SCHEMA_VERSION}.{shreds} Follows from {', '.join(sorted(causes))}."
    table = list(fields_of(schema_of(event), sealed=event.SEALED))
    yield from ("", *table) if table else ("", "It has no fields.")
    stored = read(golden_of(event))
    if stored.data:
        yield from ("", "```json", *_json(stored.data), "```")
    if stored.sealed:
        yield from ("", "Sealed:", "", "```json", *_json(stored.sealed), "```")


def _part(name: str, schema: Schema) -> Iterator[str]:
    yield f"### {name}"
    if "description" in schema:
        yield from ("", schema["description"])
    if "enum" in schema:
        yield from ("", f"One of {type_of(schema)}.")
    elif table := list(fields_of(schema)):
        yield from ("", *table)


def _group(event: type[e.PairEvent]) -> str:
    """As the docstring of its module says: `Events of the kickoff talk.` is the group `The kickoff talk`."""
    words = first_sentence(sys.modules[event.__module__].__doc__ or "").removeprefix("Events of ").removesuffix(".")
    return words[:1].upper() + words[1:]


def _causes() -> dict[type[e.PairEvent], set[str]]:
    """What led to each event in the lives of which the stored events are taken."""
    causes: dict[type[e.PairEvent], set[str]] = defaultdict(set)
    for life in lives():
        pair: Pair | None = None
        for at, message in life.told:
            for event in decide(pair, message, at):
                causes[type(event)].add(_cause(message, event))
                pair = evolve(pair, event)
    return causes


def _cause(message: c.PairMessage, event: e.PairEvent) -> str:
    match message:
        case DeadlinePassed(key=key):
            return f"the deadline `{key.split('#')[0]}`"
        case LettersPosted():
            return "letters that were posted"
        case _:
            return f"`{type(message).__name__}` ({actor_of(message, event).kind.lower()})"


def _json(value: Any, *, indent: int = 0, before: str = "", after: str = "") -> Iterator[str]:
    """JSON with as few lines as fit."""
    line = " " * indent + before + json.dumps(value, ensure_ascii=False) + after
    if len(line) <= _WIDTH or not isinstance(value, dict | list) or not value:
        yield line
        return
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    named = (
        [(f"{json.dumps(k)}: ", v) for k, v in value.items()] if isinstance(value, dict) else [("", v) for v in value]
    )
    yield " " * indent + before + opening
    for number, (name, inner) in enumerate(named, start=1):
        yield from _json(inner, indent=indent + 2, before=name, after="," if number < len(named) else "")
    yield " " * indent + closing + after


def _anchor(heading: str) -> str:
    return re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")


if __name__ == "__main__":
    DOCUMENT.write_text(document(), "utf-8")
