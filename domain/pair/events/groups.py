"""The events of a pair in groups, each folded in one place; and how a stored row becomes an event."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar, get_args

from domain.base import Broken, Json, Row
from domain.pair.events.answers import (
    BalanceReported,
    ExchangeBalanceRecovered,
    ExchangeImbalanceDetected,
    FollowUpRequested,
    FollowUpSubmitted,
    NudgesDeclined,
    PulseClosed,
    PulseRequested,
    PulseSubmitted,
    RematchDeclined,
    RematchRequested,
    SupportRequested,
)
from domain.pair.events.course import (
    AgreementAmended,
    AmendmentProposed,
    CadenceMissed,
    EarlyCompletionProposed,
    ExtensionAgreed,
    ExtensionDeclined,
    ExtensionProposed,
    HealthChanged,
    InactivityThresholdReached,
    PairContinued,
    PairPaused,
    PairResumed,
    PauseOffered,
    PauseProposed,
    PauseQuestionAsked,
    ResumeProposed,
)
from domain.pair.events.ending import (
    ClosingOpened,
    ExitRequested,
    PairCompleted,
    PairDataShredded,
    PairDissolved,
    ReviewClosed,
    ReviewOpened,
    ReviewSubmitted,
)
from domain.pair.events.exchange import (
    ExchangePeriodStarted,
    MeetingCancelled,
    MeetingConfirmationRequested,
    MeetingConfirmed,
    MeetingDisputed,
    MeetingEntered,
    MeetingHeld,
    MeetingLeftUnconfirmed,
    MeetingNotHeld,
    MeetingPlanned,
    MeetingRescheduled,
    MeetingScheduled,
    MidwayCheckInAnswered,
    MidwayCheckInCompleted,
    MidwayCheckInLapsed,
    MidwayCheckInOpened,
)
from domain.pair.events.kickoff import (
    AgreementConfirmed,
    AgreementProposed,
    KickoffAgendaPointAgreed,
    KickoffCompleted,
    KickoffOpened,
)
from domain.pair.events.operation import (
    DeadlineMoved,
    DeadlineSkipped,
    LetterBounced,
    LetterFailed,
    LetterOutcomeUnknown,
    LetterSent,
    LettersRequested,
    LetterSuppressed,
    ReminderFellDue,
)
from domain.pair.events.outside import (
    AbsenceEnded,
    AbsenceStarted,
    ExternalSignalIgnored,
    ExternalSignalReceived,
    ParticipantLeftOrganisation,
    ReportingLineChanged,
)
from domain.pair.events.proposal import (
    ChemistryCheckExtended,
    ChemistryCheckNotContinued,
    ChemistryCheckOpened,
    ChemistryCheckPassed,
    ChemistryVerdictGiven,
    ChemistryVerdictRequested,
    MatchAccepted,
    MatchConfirmed,
    MatchDeclined,
    MatchProposalExpired,
    MatchProposed,
)
from domain.pair.events.staff import (
    CoordinatorHandedOver,
    CoordinatorIntervened,
    EscalationAcknowledged,
    EscalationRaised,
    EscalationReassigned,
    EscalationResolved,
    HierarchyConflictDetected,
    HierarchyConflictResolved,
    MatchWithdrawn,
    OperatorActionRecorded,
    PolicyMigrated,
)
from domain.pair.events.upcasters import as_of_today

ProposalEvent = (
    MatchAccepted
    | MatchDeclined
    | MatchProposalExpired
    | MatchConfirmed
    | ChemistryCheckOpened
    | ChemistryVerdictRequested
    | ChemistryVerdictGiven
    | ChemistryCheckExtended
    | ChemistryCheckPassed
    | ChemistryCheckNotContinued
)
KickoffEvent = KickoffOpened | AgreementProposed | KickoffAgendaPointAgreed | AgreementConfirmed | KickoffCompleted
MeetingEvent = (
    MeetingPlanned
    | MeetingScheduled
    | MeetingRescheduled
    | MeetingCancelled
    | MeetingEntered
    | MeetingConfirmationRequested
    | MeetingConfirmed
    | MeetingHeld
    | MeetingNotHeld
    | MeetingLeftUnconfirmed
    | MeetingDisputed
)
ExchangeEvent = (
    ExchangePeriodStarted | MidwayCheckInOpened | MidwayCheckInAnswered | MidwayCheckInCompleted | MidwayCheckInLapsed
)
CourseEvent = (
    PauseOffered
    | PauseProposed
    | PairPaused
    | PauseQuestionAsked
    | ResumeProposed
    | PairResumed
    | ExtensionProposed
    | ExtensionDeclined
    | ExtensionAgreed
    | EarlyCompletionProposed
    | AmendmentProposed
    | AgreementAmended
    | PairContinued
    | CadenceMissed
    | HealthChanged
    | InactivityThresholdReached
)
AnswerEvent = (
    BalanceReported
    | ExchangeImbalanceDetected
    | ExchangeBalanceRecovered
    | PulseRequested
    | PulseSubmitted
    | PulseClosed
    | SupportRequested
    | NudgesDeclined
    | RematchRequested
    | RematchDeclined
    | FollowUpRequested
    | FollowUpSubmitted
)
EndingEvent = (
    ClosingOpened
    | ReviewOpened
    | ReviewSubmitted
    | ReviewClosed
    | PairCompleted
    | ExitRequested
    | PairDissolved
    | PairDataShredded
)
StaffEvent = (
    EscalationRaised
    | EscalationAcknowledged
    | EscalationReassigned
    | EscalationResolved
    | CoordinatorIntervened
    | HierarchyConflictDetected
    | HierarchyConflictResolved
    | MatchWithdrawn
    | CoordinatorHandedOver
    | OperatorActionRecorded
    | PolicyMigrated
)
OutsideEvent = (
    ExternalSignalReceived
    | ExternalSignalIgnored
    | AbsenceStarted
    | AbsenceEnded
    | ReportingLineChanged
    | ParticipantLeftOrganisation
)
OperationEvent = (
    ReminderFellDue
    | DeadlineMoved
    | DeadlineSkipped
    | LettersRequested
    | LetterSent
    | LetterFailed
    | LetterOutcomeUnknown
    | LetterSuppressed
    | LetterBounced
)
PairEvent = (
    MatchProposed
    | ProposalEvent
    | KickoffEvent
    | MeetingEvent
    | ExchangeEvent
    | CourseEvent
    | AnswerEvent
    | EndingEvent
    | StaffEvent
    | OutsideEvent
    | OperationEvent
)

T = TypeVar("T")

EVENTS: Mapping[str, type[PairEvent]] = MappingProxyType({event.__name__: event for event in get_args(PairEvent)})


def by_type(*groups: tuple[Any, T]) -> Mapping[str, T]:
    """What belongs to a group, under the name of each of its events."""
    return MappingProxyType({event.__name__: belongs for group, belongs in groups for event in get_args(group)})


def event_of(type_name: str, schema_version: int, data: Json, *, sealed: Json | None = None) -> PairEvent | None:
    """The event that was stored so, in today's form; `sealed` is None after shredding.

    None for a type that this release does not know, or in a schema version above its own.
    """
    if type_name not in EVENTS:
        return None
    return as_of_today(EVENTS[type_name], schema_version, {**data, **(sealed or {})})


def from_row(row: Row) -> PairEvent:
    """The event of a stored row. Raises Broken for what `event_of` does not know."""
    event = event_of(row.type, row.schema_version, row.data, sealed=row.sealed)
    if event is None:
        raise Broken(f"unknown event type {row.type!r} of schema version {row.schema_version} at version {row.version}")
    return event
