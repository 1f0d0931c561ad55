"""What can have happened to a pair. Past tense, complete, never rewritten; sealed fields are gone after shredding."""

from __future__ import annotations

from typing import get_args

from domain.base import Broken, Row
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

_BY_TYPE: dict[str, type[PairEvent]] = {event.__name__: event for event in get_args(PairEvent)}


def from_row(row: Row) -> PairEvent:
    """The event of a stored row. Raises Broken for a type that this release does not know."""
    if row.type not in _BY_TYPE:
        raise Broken(f"unknown event type {row.type!r} at version {row.version}")
    return _BY_TYPE[row.type].model_validate({**row.data, **(row.sealed or {})})


__all__ = [
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
    "from_row",
]
