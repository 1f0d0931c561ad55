"""Events of the course of the half year: pauses, extensions, amendments, quiet times, health."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from domain.base import Event
from domain.pair.agreement import DocumentationMode, ExchangeAgreement
from domain.pair.values import Health, HealthCause, Side


class PauseProposed(Event):
    """One of the two would like to pause until a day."""

    by: Side
    until_on: date


class PauseOffered(Event):
    """Both are told that they may pause, until `until_on` at the latest. Who is away, and how long, is told nowhere."""

    until_on: date


class PairPaused(Event):
    """Nothing is due until `until_on`, on whose end the pair resumes. Without `by` the coordinator decided it.

    The same again with a later `until_on` prolongs the pause; `paused_on` is its beginning.
    """

    paused_on: date
    until_on: date
    by: Side | None = None
    reason: str = ""


class PauseQuestionAsked(Event):
    """Both are asked whether to resume, to prolong or to end."""

    until_on: date


class ResumeProposed(Event):
    """One of the two would like to go on before the pause is over."""

    by: Side


class PairResumed(Event):
    """The pair goes on; what was due moved by the paused days. Without `by` the pause was over, or staff decided."""

    resumed_on: date
    shifted_by_days: int
    ends_on: date
    midway_on: date
    closing_on: date
    expected_meetings: int
    by: Side | None = None
    reason: str = ""


class ExtensionProposed(Event):
    """One of the two would like to go on until a later end."""

    by: Side
    ends_on: date


class ExtensionDeclined(Event):
    """The other one would rather keep the end."""

    by: Side


class ExtensionAgreed(Event):
    """Both want the later end."""

    by: Side
    ends_on: date
    closing_on: date
    expected_meetings: int


class EarlyCompletionProposed(Event):
    """One of the two thinks that the pair has reached what it wanted."""

    by: Side


class AmendmentProposed(Event):
    """One of the two put another text in place of the agreement; the other one is asked to confirm it."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"agreement"})
    version: int
    hash: str
    by: Side
    agreement: ExchangeAgreement | None = None


class AgreementAmended(Event):
    """Both want the other text; from now on it holds."""

    version: int
    hash: str
    by: Side
    cadence_days: int
    expected_meetings: int
    documentation_mode: DocumentationMode


class PairContinued(Event):
    """One of the two says that the pair goes on, though it was quiet."""

    by: Side
    continued_on: date


class CadenceMissed(Event):
    """A meeting has been due for too long, and no date is set; `n` counts how often that has happened."""

    due_on: date
    days_overdue: int
    n: int


class HealthChanged(Event):
    """The pair fares better or worse."""

    before: Health
    after: Health
    causes: tuple[HealthCause, ...] = ()


class InactivityThresholdReached(Event):
    """Nothing has happened for so long that the pair is asked whether it goes on."""

    last_activity_on: date
    days: int
    close_on: date
