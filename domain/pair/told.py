"""What staff may be told of a pair: its events but for sealed acts, and its letters but for their readers."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import assert_never, get_args
from uuid import UUID

from pydantic import AwareDatetime

from domain.base import Actor, Frozen
from domain.letters import LETTERS, Template
from domain.pair import events as e


class Happened(Frozen):
    """An event that staff may be told, with what is sealed left closed."""

    at: AwareDatetime
    event: e.PairEvent
    actor: Actor


class LetterState(StrEnum):
    """What became of a letter, from what matters most: of several, staff see the first that is true of one."""

    FAILED = "FAILED"
    BOUNCED = "BOUNCED"
    UNKNOWN = "UNKNOWN"
    OWED = "OWED"
    SENT = "SENT"
    SUPPRESSED = "SUPPRESSED"


class AskedLetter(Frozen):
    """A letter that an event asked for.

    To whom, to how many and at which minute it went is not told: that would say who has not answered yet,
    since everybody's letters leave by the clock of their own zone.
    """

    template: Template
    because: str
    asked_at: AwareDatetime
    state: LetterState


# Told letter by letter instead.
Settles = e.LetterSent | e.LetterFailed | e.LetterOutcomeUnknown | e.LetterSuppressed | e.LetterBounced
_OfLetters = e.LettersRequested | Settles
# Even its moment may tell whose it was.
_SealedAct = (
    e.MatchAccepted
    | e.ChemistryVerdictGiven
    | e.MidwayCheckInAnswered
    | e.ReviewSubmitted
    | e.ExitRequested
    | e.BalanceReported
    | e.PulseSubmitted
    | e.SupportRequested
    | e.NudgesDeclined
    | e.RematchRequested
    | e.RematchDeclined
    | e.FollowUpSubmitted
    | e.ParticipantLeftOrganisation
    | e.AbsenceStarted
    | e.AbsenceEnded
    | e.ReportingLineChanged
    | e.ExternalSignalReceived
    | e.ExternalSignalIgnored
)
# Between the two alone.
_OfTheTwo = e.ExchangeImbalanceDetected | e.ExchangeBalanceRecovered
# Named one by one, so that nobody is told of a new event before somebody has thought about it. That a match was
# declined has ended the pair, which is no secret; who did it is one, and stays closed.
_Told = (
    e.MatchProposed
    | e.MatchDeclined
    | e.MatchProposalExpired
    | e.MatchConfirmed
    | e.ChemistryCheckOpened
    | e.ChemistryVerdictRequested
    | e.ChemistryCheckExtended
    | e.ChemistryCheckPassed
    | e.ChemistryCheckNotContinued
    | e.KickoffOpened
    | e.AgreementProposed
    | e.KickoffAgendaPointAgreed
    | e.AgreementConfirmed
    | e.KickoffCompleted
    | e.ExchangePeriodStarted
    | e.MeetingPlanned
    | e.MeetingScheduled
    | e.MeetingRescheduled
    | e.MeetingCancelled
    | e.MeetingConfirmationRequested
    | e.MeetingConfirmed
    | e.MeetingHeld
    | e.MeetingNotHeld
    | e.MeetingLeftUnconfirmed
    | e.MeetingDisputed
    | e.MidwayCheckInOpened
    | e.MidwayCheckInCompleted
    | e.MidwayCheckInLapsed
    | e.ClosingOpened
    | e.ReviewOpened
    | e.ReviewClosed
    | e.PairCompleted
    | e.PairDissolved
    | e.PairDataShredded
    | e.PauseOffered
    | e.PauseProposed
    | e.PairPaused
    | e.PauseQuestionAsked
    | e.ResumeProposed
    | e.PairResumed
    | e.ExtensionProposed
    | e.ExtensionDeclined
    | e.ExtensionAgreed
    | e.EarlyCompletionProposed
    | e.AmendmentProposed
    | e.AgreementAmended
    | e.PairContinued
    | e.CadenceMissed
    | e.HealthChanged
    | e.InactivityThresholdReached
    | e.MeetingEntered
    | e.PulseRequested
    | e.PulseClosed
    | e.FollowUpRequested
    | e.EscalationRaised
    | e.EscalationAcknowledged
    | e.EscalationReassigned
    | e.EscalationResolved
    | e.CoordinatorIntervened
    | e.HierarchyConflictDetected
    | e.HierarchyConflictResolved
    | e.MatchWithdrawn
    | e.CoordinatorHandedOver
    | e.OperatorActionRecorded
    | e.PolicyMigrated
    | e.ReminderFellDue
    | e.DeadlineMoved
    | e.DeadlineSkipped
)


def may_be_told(event: e.PairEvent) -> bool:
    """Whether staff may know that and when it happened; what is sealed in it stays closed even then."""
    if isinstance(event, _OfLetters | _SealedAct | _OfTheTwo):
        return False
    if isinstance(event, _Told):
        return True
    assert_never(event)


TOLD = frozenset(kind.__name__ for kind in get_args(_Told))
"""The types of all events that may be told."""


_PRIVATE = frozenset(template.value for template, letter in LETTERS.items() if letter.private)


def listed(event: e.LettersRequested) -> tuple[e.RequestedLetter, ...]:
    """Those of the letters asked for that may stand in a list; of a private one not even that it was written."""
    return tuple(letter for letter in event.letters if letter.template not in _PRIVATE)


def outcome_of(event: e.PairEvent) -> tuple[UUID, LetterState] | None:
    """Which letter an event settles, and how; None for an event that settles none."""
    if not isinstance(event, Settles):
        return None
    match event:
        case e.LetterSent(letter_id=letter_id):
            return letter_id, LetterState.SENT
        case e.LetterFailed(letter_id=letter_id):
            return letter_id, LetterState.FAILED
        case e.LetterOutcomeUnknown(letter_id=letter_id):
            return letter_id, LetterState.UNKNOWN
        case e.LetterSuppressed(letter_id=letter_id):
            return letter_id, LetterState.SUPPRESSED
        case e.LetterBounced(letter_id=letter_id):
            return letter_id, LetterState.BOUNCED
        case _:
            assert_never(event)


def most_urgent(states: Collection[LetterState]) -> LetterState:
    """The state that staff see of a letter to several: the first that is true of one."""
    return next(state for state in LetterState if state in states)
