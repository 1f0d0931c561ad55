"""What the beginning of the half year and the midway check-in change."""

from __future__ import annotations

from typing import Any, assert_never

from domain.pair import events as e
from domain.pair.evolve.changes import at_stage, both
from domain.pair.stages import Exchange, Midway
from domain.pair.state import Pair


def after_exchange(pair: Pair, event: e.ExchangeEvent) -> Pair:
    """The pair after one of these events."""
    exchange = pair.at_stage(Exchange)
    match event:
        case e.ExchangePeriodStarted(expected_meetings=expected):
            return at_stage(pair, exchange.with_(expected_meetings=expected))
        case e.MidwayCheckInOpened(opened_on=opened_on, due_on=due_on):
            return at_stage(pair, exchange.with_(midway=Midway(opened_on=opened_on, due_on=due_on)))
        case e.MidwayCheckInAnswered(by=by, wants_contact=wants_contact):
            answered = both(exchange.midway.answered_by, by) if exchange.midway else ()
            wished = pair.is_contact_wished or wants_contact
            return at_stage(pair, _with_midway(exchange, answered_by=answered)).with_(is_contact_wished=wished)
        case e.MidwayCheckInCompleted() | e.MidwayCheckInLapsed():
            return at_stage(pair, _with_midway(exchange, is_closed=True))
        case _:
            assert_never(event)


def _with_midway(exchange: Exchange, **changes: Any) -> Exchange:
    return exchange.with_(midway=exchange.midway.with_(**changes) if exchange.midway else None)
