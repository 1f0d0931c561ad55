"""What operations see of a run: search attributes and current details, both from the recorded plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.base import Batch, Letter, Plan
from temporalio.common import SearchAttributeUpdate, TypedSearchAttributes

from workflows import names

_ROWS = 6


def search_attributes(
    plan: Plan, *, needs_attention: bool, shown: TypedSearchAttributes
) -> list[SearchAttributeUpdate[Any]]:
    """The updates that turn what is shown into what the plan says; empty where nothing changed."""
    return [
        key.value_unset() if value is None else key.value_set(value)
        for key, value in _values(plan, needs_attention=needs_attention)
        if shown.get(key) != value
    ]


def details(plan: Plan, *, needs_attention: bool) -> str:
    """A small table in Markdown: labels, then what comes next. Ids and dates only."""
    rows = [f"| {name} | {value} |" for name, value in plan.labels.items()]
    if needs_attention:
        rows.append("| **needs attention** | a message could not be decided, see the worker's log |")
    rows += [f"| {d.key} | {d.due_at:%Y-%m-%d %H:%M} UTC |" for d in plan.deadlines[:_ROWS]]
    if plan.letters:
        rows.append(f"| letters | {len(plan.letters)} wait to leave |")
    return "\n".join(["| what | how it stands |", "|---|---|", *rows])


def of_a_batch(batch: Batch) -> str:
    """What a batch holds, in a line: its events, but those with sealed parts only by their number."""
    told = [row.type for row in batch.rows if row.sealed is None]
    closed = len(batch.rows) - len(told)
    return ", ".join([*told, *([f"{closed} with sealed parts"] if closed else [])]) or "nothing new"


def of_letters(letters: tuple[Letter, ...]) -> str:
    """How many letters leave; which they are may tell of what somebody did in confidence."""
    return "1 letter" if len(letters) == 1 else f"{len(letters)} letters"


def of_an_alarm(name: str) -> str:
    """What is waited for: the deadline by its key, which has a dot, or letters."""
    return name if "." in name else "letters"


def _values(plan: Plan, *, needs_attention: bool) -> Iterator[tuple[Any, Any]]:
    for label, key in names.LABELS.items():
        if label in plan.labels:
            yield key, plan.labels[label]
    first = plan.deadlines[0] if plan.deadlines else None
    yield names.NEXT_DEADLINE, first.key.split("#")[0] if first else None
    # Temporal keeps milliseconds; what it cannot keep would look like a change for ever.
    yield names.NEXT_DEADLINE_AT, first.due_at.replace(microsecond=0) if first else None
    yield names.NEEDS_ATTENTION, needs_attention
