"""Who may not be a pair, whatever the score."""

from __future__ import annotations

from enum import StrEnum

from domain.matching.model import Candidate
from domain.matching.score import fit
from domain.policy import ProgrammePolicy

Earlier = frozenset[frozenset[str]]


class Obstacle(StrEnum):
    """Why two people cannot be a pair, from the one that yields most easily to the one that yields least."""

    BELOW_MINIMUM = "BELOW_MINIMUM"
    SAME_MANAGER = "SAME_MANAGER"
    APART = "APART"
    REPORTING_LINE = "REPORTING_LINE"
    NO_EXCHANGE = "NO_EXCHANGE"


def obstacle(a: Candidate, b: Candidate, *, policy: ProgrammePolicy, earlier: Earlier = frozenset()) -> Obstacle | None:
    """The hardest thing between two different people, or None if they may be a pair; symmetric.

    `earlier` holds the person ids of pairs that were declined, not continued or dissolved in this programme.
    """
    if not exchanges(a, b):
        return Obstacle.NO_EXCHANGE
    if _leads(a, b) or _leads(b, a):
        return Obstacle.REPORTING_LINE
    if b.person_id in a.excludes or a.person_id in b.excludes or frozenset((a.person_id, b.person_id)) in earlier:
        return Obstacle.APART
    if not policy.matching__same_manager and a.manager_id and a.manager_id == b.manager_id:
        return Obstacle.SAME_MANAGER
    if weaker_fit(a, b) < policy.matching__minimum_fit:
        return Obstacle.BELOW_MINIMUM
    return None


def exchanges(a: Candidate, b: Candidate) -> bool:
    """Whether each offers at least one topic that the other wants."""
    return gives(a, b) and gives(b, a)


def gives(giver: Candidate, receiver: Candidate) -> bool:
    """Whether the giver offers at least one topic that the receiver wants."""
    return any(want in giver.offers for want in receiver.wants)


def weaker_fit(a: Candidate, b: Candidate) -> int:
    """The fit of the direction that fits less, 0 to 1000."""
    return min(fit(a, b), fit(b, a))


def _leads(senior: Candidate, other: Candidate) -> bool:
    return senior.person_id in (other.manager_id, other.skip_level_id)
