"""Completing before the end, where both want it."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from domain.base import Refused
from domain.pair import commands as c
from domain.pair import ending
from domain.pair import events as e
from domain.pair.stages import Exchange
from domain.pair.state import Pair
from domain.pair.values import EndReason, Side, other


def two_say(
    pair: Pair, exchange: Exchange, command: c.ProposeEarlyCompletion | c.CompleteEarly, at: datetime
) -> tuple[e.PairEvent, ...]:
    """One proposes to complete now, after one meeting at least; the other agrees."""
    if pair.meetings_held == 0:
        raise Refused(
            "a pair can complete once a meeting was held",
            allowed=("ScheduleMeeting", "ConfirmMeeting", "EnterMeeting", "LeavePair"),
        )
    match command:
        case c.ProposeEarlyCompletion(by=by):
            return _proposed(exchange, by)
        case c.CompleteEarly(by=by):
            if exchange.early_completion_by != other(by):
                raise Refused("the partner has not proposed to complete", allowed=("ProposeEarlyCompletion",))
            return ending.completed(pair, EndReason.COMPLETED_EARLY, expected=exchange.expected_meetings, at=at)
        case _:
            assert_never(command)


def _proposed(exchange: Exchange, by: Side) -> tuple[e.PairEvent, ...]:
    if exchange.early_completion_by == other(by):
        raise Refused("the partner has proposed it already", allowed=("CompleteEarly",))
    return () if exchange.early_completion_by else (e.EarlyCompletionProposed(by=by),)
