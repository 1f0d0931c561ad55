"""Which rule answers which command of the coordinator and of operators."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from domain.pair import commands as c
from domain.pair import confirmation, escalation, hierarchy, migration, operation, pause, proposal, termination
from domain.pair import events as e
from domain.pair.due import fired, open_deadlines
from domain.pair.state import Pair


def coordinator_says(pair: Pair, command: c.CoordinatorCommand, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows from a command of the coordinator, or of the deputy."""
    match command:
        case c.AcknowledgeEscalation():
            return escalation.acknowledge(pair, command, at)
        case c.Intervene():
            return escalation.intervene(pair, command, at)
        case c.PausePair() | c.ResumePair():
            return pause.coordinator_says(pair, command, at)
        case c.SettleMeeting():
            return confirmation.settle(pair, command, at)
        case c.ResolveHierarchyConflict():
            return hierarchy.resolve(pair, command, at)
        case c.WithdrawMatch():
            return proposal.withdraw(pair, command, at)
        case _:
            assert_never(command)


def operator_says(pair: Pair, command: c.OperatorCommand, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows from a command of an operator."""
    match command:
        case c.MoveDeadline() | c.SkipDeadline():
            return operation.deadline_changed(open_deadlines(pair), command, at)
        case c.FireDeadline():
            return fired(pair, command, at)
        case c.ResendLetter():
            return operation.letter_resent(pair, command, at)
        case c.HandOver():
            return operation.handed_over(pair, command)
        case c.RequestTermination() | c.ApproveTermination():
            return termination.operator_says(pair, command, at)
        case c.MigratePolicy():
            return migration.migrate(pair, command)
        case _:
            assert_never(command)
