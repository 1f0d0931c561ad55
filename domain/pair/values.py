"""The words of a pair: sides, phases, kinds, and the match with everything that is pinned by it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from domain.base import Frozen, Recipient
from domain.people import Locale
from domain.policy import ProgrammePolicy

Side = Literal["a", "b"]
SIDES: tuple[Side, Side] = ("a", "b")
TopicCode = Annotated[str, Field(max_length=60)]


def other(side: Side) -> Side:
    """The partner's side."""
    return "b" if side == "a" else "a"


class Phase(StrEnum):
    """Where a pair stands."""

    PROPOSED = "PROPOSED"
    CHEMISTRY = "CHEMISTRY"
    KICKOFF = "KICKOFF"
    ACTIVE = "ACTIVE"
    CLOSING = "CLOSING"
    PAUSED = "PAUSED"
    REVIEW = "REVIEW"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"
    NOT_CONTINUED = "NOT_CONTINUED"
    DISSOLVED = "DISSOLVED"
    CONCLUDED_INACTIVE = "CONCLUDED_INACTIVE"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"

    @cached_property
    def is_open(self) -> bool:
        """Whether the two people are still a pair, or may become one."""
        return self in _OPEN


_OPEN = frozenset(
    {Phase.PROPOSED, Phase.CHEMISTRY, Phase.KICKOFF, Phase.ACTIVE, Phase.CLOSING, Phase.PAUSED, Phase.REVIEW}
)


class Health(StrEnum):
    """How an open pair fares; derived by the rules of `health.py`, never typed in."""

    TOO_EARLY = "TOO_EARLY"
    """The exchange period has not begun, or has just begun."""
    GREEN = "GREEN"
    AMBER = "AMBER"
    """Quiet for too long; the pair is asked how to go on."""
    RED = "RED"
    """A person should help: the coordinator is told at once."""


class HealthCause(StrEnum):
    """Why a pair's health is not green: operational causes only, never a score, a verdict or a reason."""

    NO_DATE = "NO_DATE"
    OVERDUE = "OVERDUE"
    KICKOFF_OVERDUE = "KICKOFF_OVERDUE"
    CONTACT_WISHED = "CONTACT_WISHED"


class MeetingKind(StrEnum):
    """What a meeting is for."""

    CHEMISTRY = "CHEMISTRY"
    KICKOFF = "KICKOFF"
    REGULAR = "REGULAR"
    MIDWAY = "MIDWAY"
    CLOSING = "CLOSING"

    @cached_property
    def is_talk(self) -> bool:
        """Whether it comes before the exchange period, and is no meeting of the half year."""
        return self in _TALKS


_TALKS = (MeetingKind.CHEMISTRY, MeetingKind.KICKOFF)


class MeetingState(StrEnum):
    """Where a meeting stands."""

    PLANNED = "PLANNED"
    SCHEDULED = "SCHEDULED"
    HELD = "HELD"
    NOT_HELD = "NOT_HELD"
    CANCELLED = "CANCELLED"
    UNCONFIRMED = "UNCONFIRMED"
    DISPUTED = "DISPUTED"


class ChemistryVerdict(StrEnum):
    """What one partner says after the first talk; sealed until both have answered."""

    FIT = "FIT"
    UNDECIDED = "UNDECIDED"
    NO_FIT = "NO_FIT"


class BalanceReport(StrEnum):
    """What one partner says of give and take in one meeting; sealed."""

    MOSTLY_GAVE = "MOSTLY_GAVE"
    BALANCED = "BALANCED"
    MOSTLY_RECEIVED = "MOSTLY_RECEIVED"


class Pulse(StrEnum):
    """The two occasions on which each is asked how it is going."""

    DAY30 = "DAY30"
    MIDWAY = "MIDWAY"


class Relation(StrEnum):
    """How two people stand in a line of command."""

    MANAGER = "MANAGER"
    SKIP_LEVEL = "SKIP_LEVEL"
    SAME_MANAGER = "SAME_MANAGER"


class EscalationLevel(StrEnum):
    """The ladder of a matter that waits for a person, from its first step."""

    COORDINATOR = "COORDINATOR"
    DEPUTY = "DEPUTY"
    SPONSOR = "SPONSOR"
    """A count without names in the sponsor's digest; no letter."""


class Intervention(StrEnum):
    """What a coordinator can do about an escalated pair."""

    OFFER_DATES = "OFFER_DATES"
    OFFER_PAUSE = "OFFER_PAUSE"
    NOTE_TALK = "NOTE_TALK"
    END_PAIR = "END_PAIR"


class EndReason(StrEnum):
    """Why a pair came to its end."""

    COMPLETED = "COMPLETED"
    COMPLETED_EARLY = "COMPLETED_EARLY"
    NO_CHEMISTRY = "NO_CHEMISTRY"
    DISSOLVED = "DISSOLVED"
    INACTIVE = "INACTIVE"
    LEFT_ORGANISATION = "LEFT_ORGANISATION"
    HIERARCHY_CONFLICT = "HIERARCHY_CONFLICT"
    LAPSED = "LAPSED"
    COHORT_CANCELLED = "COHORT_CANCELLED"


# To which phase an end before its time leads, where it is not simply DISSOLVED.
PHASES_OF = {EndReason.INACTIVE: Phase.CONCLUDED_INACTIVE, EndReason.COHORT_CANCELLED: Phase.CANCELLED}


class MatchOrigin(StrEnum):
    """Who brought the two together."""

    CENTRAL = "CENTRAL"
    SELF = "SELF"
    HYBRID = "HYBRID"
    REMATCH = "REMATCH"


class Partner(Frozen):
    """One of the two: pseudonymous ids, how to write to them, and their reporting line as person ids."""

    participation_id: str
    person_id: str
    locale: Locale
    time_zone: str
    manager_id: str = ""
    skip_level_id: str = ""


class Reciprocity(Frozen):
    """How well each one's offers cover what the other seeks, 0 to 1000."""

    a_to_b: int
    b_to_a: int


class Match(Frozen):
    """Two people and all that is pinned for the life of their pair.

    The partners are stored sorted by participation id: the pair is unordered. `holidays` are the dates of
    `holiday_calendar` over the pair's horizon, so that a newer calendar never moves a running pair.
    """

    pair_id: str
    programme_id: str
    cohort_id: str
    origin: MatchOrigin = MatchOrigin.CENTRAL
    a: Partner
    b: Partner
    reciprocity: Reciprocity
    policy: ProgrammePolicy
    time_zone: str
    holiday_calendar: str = ""
    holidays: tuple[date, ...] = ()
    staff: dict[Recipient, str] = {}

    def partner(self, side: Side) -> Partner:
        """The partner on a side."""
        return self.a if side == "a" else self.b
