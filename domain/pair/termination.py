"""Ending a pair by two operators: one asks for it, another one approves."""

from __future__ import annotations

from datetime import date, datetime
from typing import assert_never

from domain.base import Refused
from domain.pair import commands as c
from domain.pair import ending
from domain.pair import events as e
from domain.pair.state import Pair, Termination
from domain.pair.values import EndReason
from domain.working_time import add_days, local_date

# A wish that nobody approved for so long may be forgotten, while the pair has gone on.
_DAYS_TO_APPROVE = 7


def operator_says(
    pair: Pair, command: c.RequestTermination | c.ApproveTermination, at: datetime
) -> tuple[e.PairEvent, ...]:
    """One operator asks for the end; another one approves it within seven days."""
    if not pair.phase.is_open:
        raise Refused(f"this pair has ended already ({pair.phase})")
    today = local_date(at, pair.zone)
    match command:
        case c.RequestTermination():
            return _requested(_asked(pair, today), command, today)
        case c.ApproveTermination():
            return _approved(_asked(pair, today), command, today), *ending.dissolved(pair, EndReason.DISSOLVED, at)
        case _:
            assert_never(command)


def _asked(pair: Pair, today: date) -> Termination | None:
    """What an operator has asked for, while it can be approved."""
    asked = pair.termination
    return asked if asked and today <= add_days(asked.requested_on, _DAYS_TO_APPROVE) else None


def _requested(asked: Termination | None, command: c.RequestTermination, today: date) -> tuple[e.PairEvent, ...]:
    if asked is None:
        return (_recorded(e.OperatorAction.REQUEST_TERMINATION, command, today),)
    if asked.operator_id == command.operator_id:
        return ()
    raise Refused(f"{asked.operator_id} has asked for this already; approve it", allowed=("ApproveTermination",))


def _approved(asked: Termination | None, command: c.ApproveTermination, today: date) -> e.OperatorActionRecorded:
    if asked is None:
        days = f"within the last {_DAYS_TO_APPROVE} days"
        raise Refused(f"nobody has asked {days} for this pair to be ended", allowed=("RequestTermination",))
    if asked.operator_id == command.operator_id:
        raise Refused("another operator must approve what one has asked for", allowed=("ApproveTermination",))
    approved = _recorded(e.OperatorAction.APPROVE_TERMINATION, command, today)
    return approved.with_(requested_by=asked.operator_id)


def _recorded(action: e.OperatorAction, command: c.OperatorMessage, today: date) -> e.OperatorActionRecorded:
    return e.OperatorActionRecorded(
        action=action, operator_id=command.operator_id, reason=command.reason, acted_on=today
    )
