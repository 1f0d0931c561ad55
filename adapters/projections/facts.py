"""The facts of pairs, read as events; what a newer release stored is passed by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic_core import from_json

from adapters.feed import Fact
from adapters.passed_by import pass_by
from domain.base import Broken
from domain.pair.events import EVENTS, PairEvent, event_of

STREAM = "pair/"
"""How the streams of pairs begin; the rest is the id of the pair."""


def events_of_pairs(facts: Iterable[Fact], types: frozenset[str]) -> Iterator[tuple[Fact, PairEvent]]:
    """The facts of pairs that are of these types, each with its event. Raises Broken where one cannot be read."""
    for fact in facts:
        if not fact.stream.startswith(STREAM):
            continue
        if fact.type in types:
            event = _event(fact)
            if event is not None:
                yield fact, event
        elif fact.type not in EVENTS:
            pass_by(fact.type, fact.schema_version)


def _event(fact: Fact) -> PairEvent | None:
    try:
        event = event_of(fact.type, fact.schema_version, from_json(fact.data))
    except (ValueError, TypeError):  # which would show what is in it
        raise Broken(f"{fact.type} at position {fact.position} cannot be read") from None
    if event is None:
        pass_by(fact.type, fact.schema_version)
    return event
