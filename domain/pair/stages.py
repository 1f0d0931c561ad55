"""The stages of a pair, one for each part of its life, and what they are made of."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, ClassVar, Literal, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from domain.base import Frozen
from domain.pair.agreement import ExchangeAgreement, KickoffPoint
from domain.pair.events import ConfirmationOutcome, MeetingLead
from domain.pair.values import ChemistryVerdict, MeetingKind, MeetingState, Phase, Pulse, Side


class Meeting(Frozen):
    """A talk or meeting; without `starts_at` it is only expected around `window_on`."""

    meeting_id: UUID
    kind: MeetingKind
    sequence_no: int
    state: MeetingState
    window_on: date
    starts_at: AwareDatetime | None = None
    minutes: int = 0
    lead: MeetingLead = "both"
    ics_uid: str = ""
    ics_sequence: int = 0
    remind_at: AwareDatetime | None = None
    cancelled_on: date | None = None
    entered_on: date | None = None
    """When one of the two entered it afterwards; None for one that was in the calendar."""
    is_confirmation_requested: bool = False
    confirmations: dict[Side, ConfirmationOutcome] = {}

    def has_ended(self, at: datetime) -> bool:
        """Whether its scheduled time is over."""
        return self.starts_at is not None and self.starts_at + timedelta(minutes=self.minutes) <= at

    def is_ahead(self, at: datetime) -> bool:
        """Whether it has a date that is still to come."""
        return self.state is MeetingState.SCHEDULED and self.starts_at is not None and self.starts_at > at


class Proposed(Frozen):
    """Waiting for two answers."""

    name: Literal["Proposed"] = "Proposed"
    phase: ClassVar[Phase] = Phase.PROPOSED
    proposed_on: date
    expires_on: date
    accepted_by: tuple[Side, ...] = ()


class Chemistry(Frozen):
    """Getting to know each other."""

    name: Literal["Chemistry"] = "Chemistry"
    phase: ClassVar[Phase] = Phase.CHEMISTRY
    opened_on: date
    due_on: date
    extensions: int = 0
    is_verdict_requested: bool = False
    verdicts: dict[Side, ChemistryVerdict] = {}


class Kickoff(Frozen):
    """Five points, two people, one text."""

    name: Literal["Kickoff"] = "Kickoff"
    phase: ClassVar[Phase] = Phase.KICKOFF
    opened_on: date
    due_on: date
    version: int = 0
    hash: str = ""
    agreement: ExchangeAgreement | None = None
    agreed: dict[Side, tuple[KickoffPoint, ...]] = {"a": (), "b": ()}
    confirmed_by: tuple[Side, ...] = ()

    def open_points(self, side: Side) -> tuple[KickoffPoint, ...]:
        """The points that one partner has not agreed to yet, in the order of the agenda."""
        return tuple(point for point in KickoffPoint if point not in self.agreed[side])


class Midway(Frozen):
    """Taking stock at half time."""

    opened_on: date
    due_on: date
    answered_by: tuple[Side, ...] = ()
    is_closed: bool = False


class PulseRound(Frozen):
    """Asking each how it is going."""

    pulse: Pulse
    opened_on: date
    due_on: date
    answered_by: tuple[Side, ...] = ()
    is_closed: bool = False


class Pause(Frozen):
    """A time in which nothing is due; `until_on` is its last day."""

    paused_on: date
    until_on: date
    is_question_asked: bool = False
    resume_proposed_by: Side | None = None


class PausedDays(Frozen):
    """A pause that is over: what was due from `from_on` on has moved by so many days."""

    from_on: date
    days: int


class Proposal(Frozen):
    """What one of the two proposed: a pause until a day, or a later end."""

    by: Side
    day: date


class Amendment(Frozen):
    """Another text that one of the two has put in place of the agreement."""

    version: int
    hash: str
    by: Side
    agreement: ExchangeAgreement | None = None


class Exchange(Frozen):
    """The half year itself, up to its end."""

    name: Literal["Exchange"] = "Exchange"
    starts_on: date
    ends_on: date
    midway_on: date
    closing_on: date
    cadence_days: int
    expected_meetings: int
    agreement: ExchangeAgreement | None = None
    agreement_version: int = 0
    amendment: Amendment | None = None
    midway: Midway | None = None
    is_closing: bool = False
    pulse: PulseRound | None = None
    pause: Pause | None = None
    pause_proposal: Proposal | None = None
    pauses: tuple[PausedDays, ...] = ()
    extension_proposal: Proposal | None = None
    extensions: int = 0
    early_completion_by: Side | None = None
    cadence_missed: int = 0
    continued_on: date | None = None
    close_on: date | None = None
    """Until when an inactive pair has time to say that it goes on; None while nobody asked."""
    asked_about: date | None = None
    """The day of the last sign of life when it was asked; a newer sign is an answer."""
    hinted_on: date | None = None
    is_unbalanced: bool = False

    @property
    def phase(self) -> Phase:
        """A pair pauses within its half year; the last weeks are a phase of their own."""
        if self.pause:
            return Phase.PAUSED
        return Phase.CLOSING if self.is_closing else Phase.ACTIVE

    @property
    def paused_days(self) -> int:
        """How many days all pauses that are over have lasted together."""
        return sum(pause.days for pause in self.pauses)


class Review(Frozen):
    """Looking back."""

    name: Literal["Review"] = "Review"
    phase: ClassVar[Phase] = Phase.REVIEW
    opened_on: date
    due_on: date
    expected_meetings: int
    answered_by: tuple[Side, ...] = ()


class Ended(Frozen):
    """Over for the two; the service still posts what is owed and shreds what is private."""

    name: Literal["Ended"] = "Ended"
    phase: Phase
    ended_on: date
    shred_on: date | None = None
    follow_up_on: date | None = None
    follow_up_due_on: date | None = None
    is_below_minimum: bool = False
    is_shredded: bool = False


Stage = Annotated[Proposed | Chemistry | Kickoff | Exchange | Review | Ended, Field(discriminator="name")]
AStage = TypeVar("AStage", Proposed, Chemistry, Kickoff, Exchange, Review, Ended)
