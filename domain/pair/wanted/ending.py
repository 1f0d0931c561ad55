"""Letters of closing, review and end."""

from __future__ import annotations

from collections.abc import Iterator

from domain.letters import Template
from domain.pair import events as e
from domain.pair.state import Pair
from domain.pair.wanted.shape import COORDINATOR, Wanted, wish_by_on


def after_ending(pair: Pair, event: e.EndingEvent) -> Iterator[Wanted]:
    """The letters that one of these events asks for."""
    match event:
        case e.ClosingOpened(ends_on=ends_on):
            yield Wanted(template=Template.CLOSING_AHEAD, params={"ends_on": str(ends_on)})
        case e.ReviewOpened(due_on=due_on):
            yield Wanted(template=Template.REVIEW_REQUEST, params={"due_on": str(due_on)})
        case e.PairCompleted(meetings_held=held, shred_on=shred_on):
            params = {"meetings_held": str(held), "shred_on": str(shred_on)}
            yield Wanted(template=Template.PAIR_COMPLETED, params=params)
        case e.PairDissolved(ended_on=ended_on):
            yield Wanted(template=Template.PARTNERSHIP_ENDED, params=wish_by_on(pair))
            params = {"ended_on": str(ended_on)}
            yield Wanted(template=Template.PAIR_DISSOLVED, params=params, to=COORDINATOR)
        case _:
            return
