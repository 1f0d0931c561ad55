"""What can have happened to a pair. Past tense, complete, never rewritten; sealed fields are gone after shredding."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal, get_args
from uuid import UUID

from pydantic import AwareDatetime

from domain.base import Broken, Event, Frozen, Recipient, Row
from domain.pair.agreement import DocumentationMode, ExchangeAgreement, KickoffPoint
from domain.pair.values import ChemistryVerdict, EndReason, Match, MeetingKind, Side

MeetingLead = Literal["a", "b", "both"]
ConfirmationOutcome = Literal["HELD", "NOT_HELD"]


class MatchProposed(Event):
    """Two people are proposed to each other; carries everything that is pinned for the pair."""

    match: Match
    proposed_on: date
    expires_on: date


class MatchAccepted(Event):
    """One of the two said yes."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"by"})
    by: Side | None = None


class MatchDeclined(Event):
    """One of the two said no; nobody learns who."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"by"})
    by: Side | None = None
    ended_on: date


class MatchProposalExpired(Event):
    """The time to answer is over."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"pending_by"})
    pending_by: tuple[Side, ...] | None = None
    ended_on: date


class MatchConfirmed(Event):
    """Both said yes."""

    confirmed_on: date


class ChemistryCheckOpened(Event):
    """The two may get to know each other until `due_on`."""

    opened_on: date
    due_on: date


class ChemistryVerdictRequested(Event):
    """Both are asked, in confidence, whether it fits."""

    answer_by_on: date


class ChemistryVerdictGiven(Event):
    """One of the two answered; changeable until both have."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"by", "verdict"})
    by: Side | None = None
    verdict: ChemistryVerdict | None = None


class ChemistryCheckExtended(Event):
    """Somebody was undecided: both answers are void, both will be asked once more."""

    extended_on: date
    due_on: date
    n: int


class ChemistryCheckPassed(Event):
    """Both said that it fits."""


class ChemistryCheckNotContinued(Event):
    """It does not go on; the letters say no more than that."""

    cause: Literal["NO_FIT", "LAPSED"]
    ended_on: date


class KickoffOpened(Event):
    """The two may hold their kickoff talk."""

    opened_on: date
    due_on: date


class AgreementProposed(Event):
    """One of the two put a text on the table."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"agreement"})
    version: int
    hash: str
    by: Side
    agreement: ExchangeAgreement | None = None


class KickoffAgendaPointAgreed(Event):
    """One of the two agrees to what the current text says on one point."""

    point: KickoffPoint
    by: Side
    agreed_values_hash: str


class AgreementConfirmed(Event):
    """One of the two confirms the whole text."""

    version: int
    hash: str
    by: Side


class KickoffCompleted(Event):
    """Five points twice and one text confirmed by both."""

    agreement_version: int
    completed_on: date
    starts_on: date
    ends_on: date
    midway_on: date
    closing_on: date
    cadence_days: int
    documentation_mode: DocumentationMode


class ExchangePeriodStarted(Event):
    """The half year runs."""

    starts_on: date
    ends_on: date
    midway_on: date
    expected_meetings: int


class MeetingPlanned(Event):
    """A meeting is expected around a day; it has no date yet."""

    meeting_id: UUID
    kind: MeetingKind
    sequence_no: int
    window_on: date


class MeetingScheduled(Event):
    """A meeting has a date. `remind_at` is None where it was set too late for a reminder."""

    meeting_id: UUID
    kind: MeetingKind
    sequence_no: int
    starts_at: AwareDatetime
    minutes: int
    lead: MeetingLead
    ics_uid: str
    ics_sequence: int = 0
    remind_at: AwareDatetime | None = None
    by: Side


class MeetingRescheduled(Event):
    """A meeting has another date."""

    meeting_id: UUID
    starts_at: AwareDatetime
    minutes: int
    ics_sequence: int
    remind_at: AwareDatetime | None = None
    by: Side


class MeetingCancelled(Event):
    """A meeting will not take place. `by` is None where the end of the pair cancels it."""

    meeting_id: UUID
    ics_sequence: int
    by: Side | None = None


class MeetingConfirmationRequested(Event):
    """Both are asked whether the meeting took place."""

    meeting_id: UUID


class MeetingConfirmed(Event):
    """One of the two says whether the meeting took place."""

    meeting_id: UUID
    by: Side
    outcome: ConfirmationOutcome


class MeetingHeld(Event):
    """The meeting took place."""

    meeting_id: UUID
    held_on: date


class MeetingNotHeld(Event):
    """The meeting did not take place."""

    meeting_id: UUID


class MeetingLeftUnconfirmed(Event):
    """Nobody said whether the meeting took place."""

    meeting_id: UUID


class MeetingDisputed(Event):
    """The two say different things about the meeting."""

    meeting_id: UUID


class MidwayCheckInOpened(Event):
    """Half of the time is over: both are asked to take stock."""

    opened_on: date
    due_on: date


class MidwayCheckInAnswered(Event):
    """One of the two took stock."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"by", "agreement_fits"})
    by: Side | None = None
    agreement_fits: bool | None = None


class MidwayCheckInCompleted(Event):
    """Both took stock."""

    completed_on: date


class MidwayCheckInLapsed(Event):
    """The time to take stock is over."""

    lapsed_on: date


class ClosingOpened(Event):
    """The last weeks have begun."""

    ends_on: date


class ReviewOpened(Event):
    """The exchange period is over; both are asked to look back."""

    opened_on: date
    due_on: date


class ReviewSubmitted(Event):
    """One of the two looked back."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"by", "goals", "balance", "recommend", "topics_learned"})
    by: Side | None = None
    goals: int | None = None
    balance: int | None = None
    recommend: int | None = None
    topics_learned: tuple[str, ...] | None = None


class ReviewClosed(Event):
    """The review is over."""

    answers: int


class PairCompleted(Event):
    """The pair went the whole way."""

    end_reason: EndReason = EndReason.COMPLETED
    meetings_held: int
    meetings_expected: int
    is_below_minimum: bool
    ended_on: date
    shred_on: date


class ExitRequested(Event):
    """One of the two leaves; no reason is asked for, nobody learns who."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"by"})
    by: Side | None = None


class PairDissolved(Event):
    """The pair ended before its time."""

    end_reason: EndReason
    future_meetings_cancelled: int
    ended_on: date


class EscalationRaised(Event):
    """A human should look. `cause` is the policy key that asks for it."""

    level: Literal["COORDINATOR"] = "COORDINATOR"
    cause: str


class ReminderFellDue(Event):
    """A reminder's moment has come. `key` is the deadline that passed."""

    key: str


class DeadlineMoved(Event):
    """An operator gave a deadline another moment."""

    key: str
    old_due: AwareDatetime
    new_due: AwareDatetime
    reason: str


class DeadlineSkipped(Event):
    """An operator took a deadline away."""

    key: str
    old_due: AwareDatetime
    reason: str


class RequestedLetter(Frozen):
    """A letter that is owed from now on. `because` names the event of the same append that asks for it."""

    letter_id: UUID
    template: str
    because: str
    not_before: AwareDatetime
    params: dict[str, str] = {}


class LettersRequested(Event):
    """Letters are owed. Recipients are sealed: who is reminded tells who has not answered."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"recipients"})
    letters: tuple[RequestedLetter, ...]
    recipients: tuple[Recipient, ...] | None = None


class LetterSent(Event):
    """The mail API accepted the letter."""

    letter_id: UUID
    provider_id: str


class LetterFailed(Event):
    """The mail API refused the letter for good."""

    letter_id: UUID
    error_class: str


class LetterOutcomeUnknown(Event):
    """Nobody can say whether the letter left; it is not sent again."""

    letter_id: UUID
    error_class: str


class LetterSuppressed(Event):
    """The letter did not go out, since its reason had gone."""

    letter_id: UUID
    reason: Literal["STALE", "NO_LONGER_WANTED"]


class PairDataShredded(Event):
    """The pair's key is gone, and with it every sealed field."""

    shredded_on: date


PairEvent = (
    MatchProposed
    | MatchAccepted
    | MatchDeclined
    | MatchProposalExpired
    | MatchConfirmed
    | ChemistryCheckOpened
    | ChemistryVerdictRequested
    | ChemistryVerdictGiven
    | ChemistryCheckExtended
    | ChemistryCheckPassed
    | ChemistryCheckNotContinued
    | KickoffOpened
    | AgreementProposed
    | KickoffAgendaPointAgreed
    | AgreementConfirmed
    | KickoffCompleted
    | ExchangePeriodStarted
    | MeetingPlanned
    | MeetingScheduled
    | MeetingRescheduled
    | MeetingCancelled
    | MeetingConfirmationRequested
    | MeetingConfirmed
    | MeetingHeld
    | MeetingNotHeld
    | MeetingLeftUnconfirmed
    | MeetingDisputed
    | MidwayCheckInOpened
    | MidwayCheckInAnswered
    | MidwayCheckInCompleted
    | MidwayCheckInLapsed
    | ClosingOpened
    | ReviewOpened
    | ReviewSubmitted
    | ReviewClosed
    | PairCompleted
    | ExitRequested
    | PairDissolved
    | EscalationRaised
    | ReminderFellDue
    | DeadlineMoved
    | DeadlineSkipped
    | LettersRequested
    | LetterSent
    | LetterFailed
    | LetterOutcomeUnknown
    | LetterSuppressed
    | PairDataShredded
)

_BY_TYPE: dict[str, type[PairEvent]] = {event.__name__: event for event in get_args(PairEvent)}


def from_row(row: Row) -> PairEvent:
    """The event of a stored row. Raises Broken for a type that this release does not know."""
    if row.type not in _BY_TYPE:
        raise Broken(f"unknown event type {row.type!r} at version {row.version}")
    return _BY_TYPE[row.type].model_validate({**row.data, **(row.sealed or {})})
