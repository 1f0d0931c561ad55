"""What operations see of a run: search attributes and current details, both from the recorded plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.base import Plan
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
    rows += [f"| {x.template} | not before {x.not_before:%Y-%m-%d %H:%M} UTC |" for x in plan.letters[:_ROWS]]
    return "\n".join(["| what | how it stands |", "|---|---|", *rows])


def _values(plan: Plan, *, needs_attention: bool) -> Iterator[tuple[Any, Any]]:
    for label, key in names.LABELS.items():
        if label in plan.labels:
            yield key, plan.labels[label]
    first = plan.deadlines[0] if plan.deadlines else None
    yield names.NEXT_DEADLINE, first.key.split("#")[0] if first else None
    # Temporal keeps milliseconds; what it cannot keep would look like a change for ever.
    yield names.NEXT_DEADLINE_AT, first.due_at.replace(microsecond=0) if first else None
    yield names.NEEDS_ATTENTION, needs_attention
