"""What the coordinator and operators can say."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from domain.base import Recipient
from domain.pair.commands.fields import CoordinatorMessage, Key, OperatorMessage, Pseudonym, Reason
from domain.pair.events import ConfirmationOutcome
from domain.pair.values import Intervention
from domain.policy import ProgrammePolicy


class AcknowledgeEscalation(CoordinatorMessage):
    """The coordinator, or the deputy, takes a matter up."""

    type: Literal["AcknowledgeEscalation"] = "AcknowledgeEscalation"
    escalation_id: UUID


class Intervene(CoordinatorMessage):
    """The coordinator, or the deputy, does something about an escalated pair."""

    type: Literal["Intervene"] = "Intervene"
    escalation_id: UUID
    intervention: Intervention
    reason: Reason


class PausePair(CoordinatorMessage):
    """The coordinator pauses a pair until a day."""

    type: Literal["PausePair"] = "PausePair"
    until_on: date
    reason: Reason


class ResumePair(CoordinatorMessage):
    """The coordinator lets a pair go on before its pause is over."""

    type: Literal["ResumePair"] = "ResumePair"
    reason: Reason


class SettleMeeting(CoordinatorMessage):
    """The coordinator says whether a meeting took place that the two left unconfirmed, or disagree about."""

    type: Literal["SettleMeeting"] = "SettleMeeting"
    meeting_id: UUID
    outcome: ConfirmationOutcome


class ResolveHierarchyConflict(CoordinatorMessage):
    """The coordinator decides whether a pair in a line of command goes on or ends."""

    type: Literal["ResolveHierarchyConflict"] = "ResolveHierarchyConflict"
    resolution: Literal["GO_ON", "END"]


class WithdrawMatch(CoordinatorMessage):
    """The coordinator takes a proposal back."""

    type: Literal["WithdrawMatch"] = "WithdrawMatch"
    reason: Reason


class MoveDeadline(OperatorMessage):
    """An operator gives an open deadline another moment."""

    type: Literal["MoveDeadline"] = "MoveDeadline"
    key: Key
    due_at: AwareDatetime


class SkipDeadline(OperatorMessage):
    """An operator takes an open deadline away."""

    type: Literal["SkipDeadline"] = "SkipDeadline"
    key: Key


class FireDeadline(OperatorMessage):
    """An operator lets an open deadline pass now."""

    type: Literal["FireDeadline"] = "FireDeadline"
    key: Key


class ResendLetter(OperatorMessage):
    """An operator has a letter sent once more, as it is now."""

    type: Literal["ResendLetter"] = "ResendLetter"
    letter_id: UUID


class HandOver(OperatorMessage):
    """An operator gives a role of the staff to another person."""

    type: Literal["HandOver"] = "HandOver"
    role: Literal[Recipient.COORDINATOR, Recipient.DEPUTY, Recipient.SPONSOR] = Recipient.COORDINATOR
    person_id: Pseudonym


class RequestTermination(OperatorMessage):
    """An operator wants a pair ended; another operator must approve."""

    type: Literal["RequestTermination"] = "RequestTermination"


class ApproveTermination(OperatorMessage):
    """A second operator ends the pair that the first one wants ended."""

    type: Literal["ApproveTermination"] = "ApproveTermination"


class MigratePolicy(OperatorMessage):
    """An operator moves a pair to another version of the policy."""

    type: Literal["MigratePolicy"] = "MigratePolicy"
    policy: ProgrammePolicy


CoordinatorCommand = Annotated[
    AcknowledgeEscalation
    | Intervene
    | PausePair
    | ResumePair
    | SettleMeeting
    | ResolveHierarchyConflict
    | WithdrawMatch,
    Field(discriminator="type"),
]
OperatorCommand = Annotated[
    MoveDeadline
    | SkipDeadline
    | FireDeadline
    | ResendLetter
    | HandOver
    | RequestTermination
    | ApproveTermination
    | MigratePolicy,
    Field(discriminator="type"),
]
