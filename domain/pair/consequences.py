"""What every append needs after its rule has spoken: plans, health, letters, early shredding."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from domain.pair import balance, ending, escalation, exchange, health, hierarchy, letters
from domain.pair import events as e
from domain.pair.evolve import evolve
from domain.pair.state import Pair

Events = tuple[e.PairEvent, ...]
# Each sees the pair as the ones before have left it.
_RULES: tuple[Callable[[Pair, datetime], Events], ...] = (
    exchange.planned_ahead,
    balance.weighed,
    hierarchy.noticed,
    escalation.settled,
    health.changed,
    letters.suppressed,
)


def with_consequences(pair: Pair | None, events: Events, at: datetime) -> Events:
    """The events of an append with all that follows from them; nothing follows from nothing."""
    if not events:
        return ()
    after = _folded(pair, events)
    for rule in _RULES:
        if more := rule(after, at):
            events, after = (*events, *more), _folded(after, more)
    if asked := letters.requested(pair, after, events, at):
        events, after = (*events, *asked), _folded(after, asked)
    return (*events, *ending.shredded_early(after, at))


def _folded(pair: Pair | None, events: Events) -> Pair:
    for event in events:
        pair = evolve(pair, event)
    assert pair is not None  # noqa: S101 - there is at least one event
    return pair
