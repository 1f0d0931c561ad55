"""Events of the people around a pair: escalations, the coordinator's and the operators' acts."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime

from domain.base import Event, Frozen, Recipient
from domain.pair.values import EscalationLevel, Intervention, Relation
from domain.policy import ProgrammePolicy


class EscalationRaised(Event):
    """A person should look. `cause` is the deadline, or the type of the event, that asks for it.

    `react_by_on` is the day until which somebody should have reacted; None for a word that needs no reaction.
    """

    level: EscalationLevel = EscalationLevel.COORDINATOR
    cause: str
    escalation_id: UUID | None = None
    react_by_on: date | None = None


class EscalationAcknowledged(Event):
    """The coordinator or the deputy has taken the matter up, to settle it by `react_by_on`."""

    escalation_id: UUID
    react_by_on: date | None = None


class EscalationReassigned(Event):
    """Nobody reacted in time; the next one on the ladder is told. `react_by_on` is None on the last step."""

    escalation_id: UUID
    level: EscalationLevel
    react_by_on: date | None = None


class EscalationResolved(Event):
    """The matter is settled: by an intervention, or (without one) since its cause has gone."""

    escalation_id: UUID
    intervention: Intervention | None = None


class CoordinatorIntervened(Event):
    """The coordinator did something about an escalated pair."""

    escalation_id: UUID
    intervention: Intervention
    reason: str


class HierarchyConflictDetected(Event):
    """The two now stand in a line of command."""

    relation: Relation


class HierarchyConflictResolved(Event):
    """The coordinator decided that the pair goes on, or the conflict has gone."""

    relation: Relation
    resolution: str


class MatchWithdrawn(Event):
    """The coordinator took a proposal back."""

    reason: str
    ended_on: date


class CoordinatorHandedOver(Event):
    """A role of the staff is another person's from now on."""

    role: Recipient
    from_id: str
    to_id: str
    reason: str


class OperatorAction(StrEnum):
    """What operators do beside moving and skipping deadlines and handing over."""

    FIRE_DEADLINE = "FIRE_DEADLINE"
    RESEND_LETTER = "RESEND_LETTER"
    REQUEST_TERMINATION = "REQUEST_TERMINATION"
    APPROVE_TERMINATION = "APPROVE_TERMINATION"


class OperatorActionRecorded(Event):
    """An operator acted, with a reason. `target` is the deadline or the letter; `requested_by` who asked first."""

    action: OperatorAction
    operator_id: str
    reason: str
    target: str = ""
    acted_on: date
    requested_by: str = ""


class MovedDeadline(Frozen):
    """A deadline before and after a change of the policy; None where it is new, or goes."""

    key: str
    before: AwareDatetime | None
    after: AwareDatetime | None


class PolicyMigrated(Event):
    """The pair lives under another version of the policy from now on."""

    from_version: str
    to_version: str
    policy: ProgrammePolicy
    moved: tuple[MovedDeadline, ...]
    reason: str
