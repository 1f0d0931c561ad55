"""When the pair must decide again, and which rule answers a deadline that has come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from domain.base import Deadline, DeadlinePassed
from domain.pair import (
    chemistry,
    ending,
    escalation,
    exchange,
    follow_up,
    health,
    inactivity,
    kickoff,
    meeting,
    operation,
    pause,
    proposal,
    pulse,
    rematch,
)
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.keys import DeadlineKey
from domain.pair.stages import Chemistry, Ended, Exchange, Kickoff, Proposed, Review
from domain.pair.state import Pair

K = DeadlineKey


def open_deadlines(pair: Pair) -> tuple[Deadline, ...]:
    """All moments at which the pair must decide again, in order."""
    due = (_as_moved(pair, deadline) for deadline in _deadlines(pair) if deadline.key not in pair.passed)
    return tuple(sorted(due, key=lambda d: (d.due_at, d.key)))


def passed(pair: Pair, message: DeadlinePassed, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows from a deadline that has come; nothing where it is no longer open, or open at another moment."""
    if not any(d.key == message.key and d.due_at == message.due_at for d in open_deadlines(pair)):
        return ()
    return _effect(pair, message.key, at)


def fired(pair: Pair, command: c.FireDeadline, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows where an operator lets an open deadline pass now."""
    recorded = operation.deadline_fired(pair, open_deadlines(pair), command, at)
    return recorded, *_effect(pair, command.key, at)


def _effect(pair: Pair, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    match DeadlineKey.of(key):
        case K.PROPOSAL_REMINDER | K.PROPOSAL_EXPIRES:
            return proposal.passed(pair, pair.at_stage(Proposed), key, at)
        case K.CHEMISTRY_REMINDER | K.CHEMISTRY_WINDOW | K.CHEMISTRY_LAPSE:
            return chemistry.passed(pair, pair.at_stage(Chemistry), key, at)
        case K.KICKOFF_REMINDER | K.KICKOFF_ESCALATE | K.KICKOFF_RED | K.KICKOFF_DECISION | K.KICKOFF_LAPSE:
            return kickoff.passed(pair, key, at)
        case K.MEETING_REMINDER | K.CONFIRM_REQUEST | K.CONFIRM_REMINDER | K.CONFIRM_CLOSED:
            return meeting.passed(pair, key, at)
        case K.REVIEW_REMINDER | K.REVIEW_WINDOW:
            return ending.review_passed(pair, pair.at_stage(Review), key, at)
        case K.FOLLOW_UP:
            return follow_up.passed(pair, pair.at_stage(Ended), at)
        case K.REMATCH_WISH:
            return rematch.passed(key)
        case K.RETENTION:
            return ending.shredded(pair, at)
        case K.ESCALATION:
            return escalation.passed(pair, key, at)
        case _:
            return _half_year(pair, pair.at_stage(Exchange), key, at)


def _half_year(pair: Pair, stage: Exchange, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    match DeadlineKey.of(key):
        case K.PAUSE_QUESTION | K.PAUSE_END:
            return pause.passed(pair, stage, key, at)
        case K.HEALTH_BEGINS | K.HEALTH_NO_DATE | K.HEALTH_AMBER | K.HEALTH_RED:
            return health.passed(pair, stage, key, at)
        case K.INACTIVITY_WARN | K.INACTIVITY_CLOSE:
            return inactivity.passed(pair, stage, key, at)
        case K.PULSE_FIRST | K.PULSE_WINDOW:
            return pulse.passed(pair, stage, key, at)
        case _:
            return exchange.passed(pair, stage, key, at)


def _as_moved(pair: Pair, deadline: Deadline) -> Deadline:
    return deadline.with_(due_at=pair.moved[deadline.key]) if deadline.key in pair.moved else deadline


def _deadlines(pair: Pair) -> Iterator[Deadline]:
    if pair.phase.is_open:
        yield from meeting.deadlines(pair)
        yield from escalation.deadlines(pair)
    match pair.stage:
        case Proposed() as stage:
            yield from proposal.deadlines(pair, stage)
        case Chemistry() as stage:
            yield from chemistry.deadlines(pair, stage)
        case Kickoff() as stage:
            yield from kickoff.deadlines(pair, stage)
        case Exchange(pause=None) as stage:
            yield from exchange.deadlines(pair, stage)
            yield from health.deadlines(pair, stage)
            yield from inactivity.deadlines(pair, stage)
            yield from pulse.deadlines(pair, stage)
        case Exchange() as stage:
            yield from pause.deadlines(pair, stage)
        case Review() as stage:
            yield from ending.review_deadlines(pair, stage)
        case Ended() as stage:
            yield from ending.retention_deadlines(pair, stage)
            yield from follow_up.deadlines(pair, stage)
            yield from rematch.deadlines(pair, stage)
        case _:
            assert_never(pair.stage)
