"""What can have happened to a pair. Past tense, complete, never rewritten; sealed fields are gone after shredding."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import get_args

from domain.base import Broken, Json, Row
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
    ConfirmationOutcome,
    ExchangePeriodStarted,
    MeetingCancelled,
    MeetingConfirmationRequested,
    MeetingConfirmed,
    MeetingDisputed,
    MeetingHeld,
    MeetingLead,
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
    Delivery,
    EscalationRaised,
    LetterFailed,
    LetterOutcomeUnknown,
    LetterSent,
    LettersRequested,
    LetterSuppressed,
    ReminderFellDue,
    RequestedLetter,
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
OperationEvent = (
    EscalationRaised
    | ReminderFellDue
    | DeadlineMoved
    | DeadlineSkipped
    | LettersRequested
    | LetterSent
    | LetterFailed
    | LetterOutcomeUnknown
    | LetterSuppressed
)
PairEvent = MatchProposed | ProposalEvent | KickoffEvent | MeetingEvent | ExchangeEvent | EndingEvent | OperationEvent

EVENTS: Mapping[str, type[PairEvent]] = MappingProxyType({event.__name__: event for event in get_args(PairEvent)})


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


__all__ = [
    "EVENTS",
    "AgreementConfirmed",
    "AgreementProposed",
    "ChemistryCheckExtended",
    "ChemistryCheckNotContinued",
    "ChemistryCheckOpened",
    "ChemistryCheckPassed",
    "ChemistryVerdictGiven",
    "ChemistryVerdictRequested",
    "ClosingOpened",
    "ConfirmationOutcome",
    "DeadlineMoved",
    "DeadlineSkipped",
    "Delivery",
    "EndingEvent",
    "EscalationRaised",
    "ExchangeEvent",
    "ExchangePeriodStarted",
    "ExitRequested",
    "KickoffAgendaPointAgreed",
    "KickoffCompleted",
    "KickoffEvent",
    "KickoffOpened",
    "LetterFailed",
    "LetterOutcomeUnknown",
    "LetterSent",
    "LetterSuppressed",
    "LettersRequested",
    "MatchAccepted",
    "MatchConfirmed",
    "MatchDeclined",
    "MatchProposalExpired",
    "MatchProposed",
    "MeetingCancelled",
    "MeetingConfirmationRequested",
    "MeetingConfirmed",
    "MeetingDisputed",
    "MeetingEvent",
    "MeetingHeld",
    "MeetingLead",
    "MeetingLeftUnconfirmed",
    "MeetingNotHeld",
    "MeetingPlanned",
    "MeetingRescheduled",
    "MeetingScheduled",
    "MidwayCheckInAnswered",
    "MidwayCheckInCompleted",
    "MidwayCheckInLapsed",
    "MidwayCheckInOpened",
    "OperationEvent",
    "PairCompleted",
    "PairDataShredded",
    "PairDissolved",
    "PairEvent",
    "ProposalEvent",
    "ReminderFellDue",
    "RequestedLetter",
    "ReviewClosed",
    "ReviewOpened",
    "ReviewSubmitted",
    "event_of",
    "from_row",
]
