"""A pair in a line, as lists, boards and figures need it: nothing sealed, no names."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, assert_never

from pydantic import AwareDatetime

from domain.base import Broken, Deadline, Frozen
from domain.pair import events as e
from domain.pair.told import TOLD
from domain.pair.values import PHASES_OF, Health, Phase


class Summary(Frozen):
    """What staff see of a pair among others. Days are those of the organisation.

    `health` is None once the pair has ended. `last_at` is the moment of the last event that may be told.
    """

    pair_id: str
    programme_id: str
    cohort_id: str
    time_zone: str
    phase: Phase
    health: Health | None
    meetings_held: int = 0
    meetings_expected: int = 0
    proposed_on: date
    confirmed_on: date | None = None
    kickoff_completed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    ended_on: date | None = None
    is_below_minimum: bool = False
    last_at: AwareDatetime


class Overview(Frozen):
    """A summary, and what stands beside it in a list: how many letters have left, and what is due next.

    A letter to both counts once, see `AskedLetter`.
    """

    summary: Summary
    letters_sent: int
    next_deadline: Deadline | None


_LEADS_TO: dict[type[e.PairEvent], Phase] = {
    e.MatchDeclined: Phase.DECLINED,
    e.MatchProposalExpired: Phase.EXPIRED,
    e.ChemistryCheckOpened: Phase.CHEMISTRY,
    e.ChemistryCheckNotContinued: Phase.NOT_CONTINUED,
    e.KickoffOpened: Phase.KICKOFF,
    e.ClosingOpened: Phase.CLOSING,
    e.ReviewOpened: Phase.REVIEW,
    e.PairPaused: Phase.PAUSED,
    e.PairCompleted: Phase.COMPLETED,
    e.PairDissolved: Phase.DISSOLVED,
    e.MatchWithdrawn: Phase.CANCELLED,
}


# What a list does not tell; named one by one, so that a new event is not overlooked.
_NoMatter = (
    e.MatchProposed
    | e.MatchAccepted
    | e.ChemistryVerdictRequested
    | e.ChemistryVerdictGiven
    | e.ChemistryCheckExtended
    | e.ChemistryCheckPassed
    | e.AgreementProposed
    | e.KickoffAgendaPointAgreed
    | e.AgreementConfirmed
    | e.MeetingPlanned
    | e.MeetingScheduled
    | e.MeetingRescheduled
    | e.MeetingCancelled
    | e.MeetingConfirmationRequested
    | e.MeetingConfirmed
    | e.MeetingNotHeld
    | e.MeetingLeftUnconfirmed
    | e.MeetingDisputed
    | e.MidwayCheckInOpened
    | e.MidwayCheckInAnswered
    | e.MidwayCheckInCompleted
    | e.MidwayCheckInLapsed
    | e.ReviewSubmitted
    | e.ReviewClosed
    | e.ExitRequested
    | e.PairDataShredded
    | e.ReminderFellDue
    | e.DeadlineMoved
    | e.DeadlineSkipped
    | e.LettersRequested
    | e.LetterSent
    | e.LetterFailed
    | e.LetterOutcomeUnknown
    | e.LetterSuppressed
    | e.MeetingEntered
    | e.PauseOffered
    | e.PauseProposed
    | e.PauseQuestionAsked
    | e.ResumeProposed
    | e.ExtensionProposed
    | e.ExtensionDeclined
    | e.EarlyCompletionProposed
    | e.AmendmentProposed
    | e.PairContinued
    | e.CadenceMissed
    | e.InactivityThresholdReached
    | e.BalanceReported
    | e.ExchangeImbalanceDetected
    | e.ExchangeBalanceRecovered
    | e.PulseRequested
    | e.PulseSubmitted
    | e.PulseClosed
    | e.SupportRequested
    | e.NudgesDeclined
    | e.RematchRequested
    | e.RematchDeclined
    | e.FollowUpRequested
    | e.FollowUpSubmitted
    | e.EscalationAcknowledged
    | e.EscalationReassigned
    | e.EscalationResolved
    | e.CoordinatorIntervened
    | e.HierarchyConflictDetected
    | e.HierarchyConflictResolved
    | e.CoordinatorHandedOver
    | e.OperatorActionRecorded
    | e.PolicyMigrated
    | e.ExternalSignalReceived
    | e.ExternalSignalIgnored
    | e.AbsenceStarted
    | e.AbsenceEnded
    | e.ReportingLineChanged
    | e.ParticipantLeftOrganisation
    | e.LetterBounced
)


def summarised(summary: Summary | None, event: e.PairEvent, at: datetime) -> Summary:
    """The summary after an event, which happened at this moment. What may not be told changes nothing.

    Raises Broken where a pair does not begin with `MatchProposed`, or begins twice.
    """
    match summary, event:
        case None, e.MatchProposed():
            return _begun(event, at)
        case None, _:
            raise Broken(f"a pair cannot begin with {type(event).__name__}")
        case _, e.MatchProposed():
            raise Broken("a pair begins once")
        case _:
            is_told = type(event).__name__ in TOLD
            return summary.with_(**_changes(summary, event), last_at=at) if is_told else summary


def _begun(event: e.MatchProposed, at: datetime) -> Summary:
    match = event.match
    return Summary(
        pair_id=match.pair_id,
        programme_id=match.programme_id,
        cohort_id=match.cohort_id,
        time_zone=match.time_zone,
        phase=Phase.PROPOSED,
        health=Health.TOO_EARLY,
        proposed_on=event.proposed_on,
        last_at=at,
    )


def _changes(summary: Summary, event: e.PairEvent) -> dict[str, Any]:
    if isinstance(event, _NoMatter):
        return {}
    match event:
        case e.ChemistryCheckOpened() | e.KickoffOpened() | e.ClosingOpened() | e.ReviewOpened() | e.PairPaused():
            return {"phase": _LEADS_TO[type(event)]}
        case e.MatchConfirmed(confirmed_on=day):
            return {"confirmed_on": day}
        case e.KickoffCompleted() | e.ExchangePeriodStarted() | e.ExtensionAgreed() | e.PairResumed():
            return _at_dates(summary, event)
        case e.AgreementAmended(expected_meetings=expected):
            return {"meetings_expected": expected}
        case e.MeetingHeld():
            # The two talks, which do not count, are over before the exchange period begins.
            return {"meetings_held": summary.meetings_held + 1} if summary.starts_on else {}
        case e.EscalationRaised(escalation_id=about):
            # Before health had events of its own, an escalation was all that was known of it.
            return {} if about else {"health": Health.AMBER}
        case e.HealthChanged(after=health):
            return {"health": health}
        case e.PairCompleted(ended_on=day, is_below_minimum=is_below):
            return {**_ended(_LEADS_TO[type(event)], day), "is_below_minimum": is_below}
        case e.PairDissolved(end_reason=reason, ended_on=day):
            return _ended(PHASES_OF.get(reason, Phase.DISSOLVED), day)
        case e.MatchDeclined() | e.MatchProposalExpired() | e.ChemistryCheckNotContinued() | e.MatchWithdrawn():
            return _ended(_LEADS_TO[type(event)], event.ended_on)
        case _:
            assert_never(event)


def _at_dates(
    summary: Summary,
    event: e.KickoffCompleted | e.ExchangePeriodStarted | e.ExtensionAgreed | e.PairResumed,
) -> dict[str, Any]:
    match event:
        case e.KickoffCompleted(completed_on=day, starts_on=starts_on, ends_on=ends_on):
            dates = {"kickoff_completed_on": day, "starts_on": starts_on, "ends_on": ends_on}
            return {"phase": Phase.ACTIVE, "health": _without_escalation(summary.health), **dates}
        case e.ExchangePeriodStarted(expected_meetings=expected):
            return {"meetings_expected": expected}
        case e.ExtensionAgreed() | e.PairResumed():
            return {"phase": Phase.ACTIVE, "ends_on": event.ends_on, "meetings_expected": event.expected_meetings}
        case _:
            assert_never(event)


def _without_escalation(health: Health | None) -> Health | None:
    """Before the half year only an old escalation makes a pair amber; it ends with the kickoff."""
    return Health.TOO_EARLY if health is Health.AMBER else health


def _ended(phase: Phase, day: date) -> dict[str, Any]:
    return {"phase": phase, "health": None, "ended_on": day}
