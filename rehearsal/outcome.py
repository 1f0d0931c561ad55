"""What became of a rehearsed programme."""

from __future__ import annotations

from domain.base import Frozen
from domain.pair.values import Phase
from rehearsal.script import Story


class PairOutcome(Frozen):
    """What became of one pair, and as which story it was played; `on_the_way` names what not every pair meets."""

    pair_id: str
    participation_ids: tuple[str, str]
    story: Story
    phase: Phase
    on_the_way: tuple[str, ...]
    standing: str
    meetings_held: int
    letters_sent: int
    events: int


class Summary(Frozen):
    """What became of a programme, in figures. `virtual_days` lie between the first and the last event."""

    people: int
    pairs: int
    unmatched: int
    completed: int
    ended_early: int
    letters_sent: int
    events: int
    virtual_days: int
    seconds: float


class Rehearsed(Frozen):
    """A rehearsed programme: its figures and its pairs."""

    summary: Summary
    outcomes: tuple[PairOutcome, ...]
