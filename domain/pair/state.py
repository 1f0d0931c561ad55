"""Where a pair stands: its stage, and what all stages share."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime

from domain.base import Broken, Frozen, Letter, Recipient
from domain.pair.stages import AStage, Chemistry, Ended, Exchange, Kickoff, Meeting, Proposed, Review, Stage
from domain.pair.values import (
    SIDES,
    BalanceReport,
    EscalationLevel,
    Health,
    Match,
    MeetingState,
    Phase,
    Relation,
    Side,
)
from domain.policy import ProgrammePolicy

# Asked for by one of the two, and settled by a person only.
WISHES_FOR_CONTACT = ("SupportRequested", "PulseSubmitted", "MidwayCheckInAnswered")

# Raised when `evolve`, or a shape in here or in `stages.py`, changes, so that a run folds its stream anew.
STATE_SCHEMA_VERSION = 2


class Escalation(Frozen):
    """A matter that waits for a person. `react_by_on` is None where nobody above is left to be told."""

    escalation_id: UUID
    cause: str
    level: EscalationLevel
    react_by_on: date | None
    is_acknowledged: bool = False


class Termination(Frozen):
    """What one operator asked for and another one must approve."""

    operator_id: str
    requested_on: date


class Absence(Frozen):
    """When one of the two is away; `until_on` is the last day."""

    from_on: date
    until_on: date


class ReportingLine(Frozen):
    """To whom one of the two reports, as person ids; empty where nobody is known."""

    manager_id: str = ""
    skip_level_id: str = ""


class Nudge(Frozen):
    """A nudge that one of the two got, for the weekly cap."""

    to: Recipient
    at: AwareDatetime


class Private(Frozen):
    """What only sealed fields tell; forgotten when they are shredded."""

    nudges_declined_by: tuple[Side, ...] = ()
    absences: dict[Side, Absence] = {}
    lines: dict[Side, ReportingLine] = {}
    reports: dict[UUID, dict[Side, BalanceReport]] = {}
    nudges: tuple[Nudge, ...] = ()
    recent: tuple[Letter, ...] = ()
    """The last letters that have left, or may have: what an operator can have sent once more."""
    rematch_wished_by: tuple[Side, ...] = ()
    rematch_declined_by: tuple[Side, ...] = ()
    followed_up_by: tuple[Side, ...] = ()


class Pair(Frozen):
    """A pair as its events tell it. `passed` are keys of deadlines that have had their effect, or were `skipped`.

    `is_contact_wished` holds until an escalation because of it is resolved.
    """

    match: Match
    stage: Stage
    meetings: tuple[Meeting, ...] = ()
    owed: tuple[Letter, ...] = ()
    letters_requested: int = 0
    passed: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    moved: dict[str, AwareDatetime] = {}
    health: Health = Health.TOO_EARLY
    escalations: tuple[Escalation, ...] = ()
    escalations_raised: int = 0
    conflict: Relation | None = None
    accepted_relation: Relation | None = None
    """The line of command in which the pair goes on, as the coordinator decided."""
    is_contact_wished: bool = False
    termination: Termination | None = None
    private: Private = Private()

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
        return self.stage.phase

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

    def half_year_meetings(self, *states: MeetingState) -> tuple[Meeting, ...]:
        """The meetings of the exchange period that stand at one of these states; the talks before it are none."""
        return tuple(m for m in self.meetings if m.state in states and not m.kind.is_talk)

    def took_effect(self, key: str) -> bool:
        """Whether a deadline has passed, and was not skipped."""
        return key in self.passed and key not in self.skipped

    @property
    def meetings_held(self) -> int:
        """How many meetings of the exchange period were held."""
        return len(self.half_year_meetings(MeetingState.HELD))


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
