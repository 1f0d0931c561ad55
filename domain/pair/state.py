"""Where a pair stands: what all phases share, and one stage for each phase."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Literal, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from domain.base import Broken, Frozen, Letter
from domain.pair.agreement import ExchangeAgreement, KickoffPoint
from domain.pair.events import ConfirmationOutcome, MeetingLead
from domain.pair.values import SIDES, ChemistryVerdict, Match, MeetingKind, MeetingState, Phase, Side
from domain.policy import ProgrammePolicy

# Raised when `evolve` or a shape in this file changes, so that a run folds its stream anew.
STATE_SCHEMA_VERSION = 1


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
    proposed_on: date
    expires_on: date
    accepted_by: tuple[Side, ...] = ()


class Chemistry(Frozen):
    """Getting to know each other."""

    name: Literal["Chemistry"] = "Chemistry"
    opened_on: date
    due_on: date
    extensions: int = 0
    is_verdict_requested: bool = False
    verdicts: dict[Side, ChemistryVerdict] = {}


class Kickoff(Frozen):
    """Five points, two people, one text."""

    name: Literal["Kickoff"] = "Kickoff"
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
    midway: Midway | None = None
    is_closing: bool = False


class Review(Frozen):
    """Looking back."""

    name: Literal["Review"] = "Review"
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
    is_below_minimum: bool = False
    is_shredded: bool = False


Stage = Annotated[Proposed | Chemistry | Kickoff | Exchange | Review | Ended, Field(discriminator="name")]
AStage = TypeVar("AStage", Proposed, Chemistry, Kickoff, Exchange, Review, Ended)


_MEETINGS = ("ScheduleMeeting", "RescheduleMeeting", "CancelMeeting")
# The participants' commands that each stage knows.
ALLOWED: dict[str, tuple[str, ...]] = {
    "Proposed": ("AcceptMatch", "DeclineMatch", "LeavePair"),
    "Chemistry": ("GiveChemistryVerdict", *_MEETINGS, "LeavePair"),
    "Kickoff": ("ProposeAgreement", "AgreeKickoffPoint", "ConfirmAgreement", *_MEETINGS, "LeavePair"),
    "Exchange": (*_MEETINGS, "ConfirmMeeting", "CompleteMidwayCheckIn", "LeavePair"),
    "Review": ("SubmitReview", "ConfirmMeeting", "LeavePair"),
    "Ended": (),
}


class Pair(Frozen):
    """A pair as its events tell it. `passed` are keys of deadlines that have had their effect."""

    match: Match
    stage: Stage
    meetings: tuple[Meeting, ...] = ()
    owed: tuple[Letter, ...] = ()
    letters_requested: int = 0
    passed: tuple[str, ...] = ()
    moved: dict[str, AwareDatetime] = {}

    @property
    def policy(self) -> ProgrammePolicy:
        """The pinned policy."""
        return self.match.policy

    @property
    def zone(self) -> str:
        """The organisation's time zone, in which all days are counted."""
        return self.match.time_zone

    @property
    def phase(self) -> Phase:
        """Where the pair stands, in one word."""
        match self.stage:
            case Proposed():
                return Phase.PROPOSED
            case Chemistry():
                return Phase.CHEMISTRY
            case Kickoff():
                return Phase.KICKOFF
            case Exchange(is_closing=is_closing):
                return Phase.CLOSING if is_closing else Phase.ACTIVE
            case Review():
                return Phase.REVIEW
            case Ended(phase=phase):
                return phase

    def at_stage(self, kind: type[AStage]) -> AStage:
        """The stage, which must be of this kind: an event belongs to its stage."""
        if not isinstance(self.stage, kind):
            raise Broken(f"pair {self.match.pair_id} is at {self.stage.name}, not at {kind.__name__}")
        return self.stage

    def meeting(self, meeting_id: UUID) -> Meeting | None:
        """The meeting with this id."""
        return next((m for m in self.meetings if m.meeting_id == meeting_id), None)

    def meetings_in(self, *states: MeetingState) -> tuple[Meeting, ...]:
        """The meetings that stand at one of these states, in order."""
        return tuple(m for m in self.meetings if m.state in states)

    @property
    def meetings_held(self) -> int:
        """How many meetings of the exchange period were held; the two talks before it do not count."""
        talks = (MeetingKind.CHEMISTRY, MeetingKind.KICKOFF)
        return sum(m.kind not in talks for m in self.meetings_in(MeetingState.HELD))


def answered(pair: Pair) -> tuple[Side, ...]:
    """The sides that have answered what the stage asks of both."""
    match pair.stage:
        case Proposed(accepted_by=sides) | Kickoff(confirmed_by=sides) | Review(answered_by=sides):
            return sides
        case Chemistry(verdicts=verdicts):
            return tuple(verdicts)
        case Exchange(midway=midway):
            return midway.answered_by if midway else ()
        case Ended():
            return ()


def silent(sides: tuple[Side, ...]) -> tuple[Side, ...]:
    """The sides that are not among those that have answered."""
    return tuple(side for side in SIDES if side not in sides)
