"""What a matching run reads and what it answers; people appear as ids only."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from domain.base import Frozen

HalfDay = Literal[
    "mon-am", "mon-pm", "tue-am", "tue-pm", "wed-am", "wed-pm", "thu-am", "thu-pm", "fri-am", "fri-pm"
]  # fmt: skip
Way = Literal["onsite", "remote"]
Distance = Literal["generation", "tenure", "department"]


class Profile(Frozen):
    """What a person offers, wants and needs. The first offer and the first want weigh most.

    Everybody is named by a person id. An empty `available` means any half-day. The reporting line is known
    as far as the manager's manager; an empty id means that nobody is known there.
    """

    offers: tuple[str, ...] = Field(min_length=1)
    wants: tuple[str, ...] = Field(min_length=1)
    unit: str
    site: str
    manager_id: str = ""
    skip_level_id: str = ""
    joined_on: date
    meets: tuple[Way, ...]
    available: tuple[HalfDay, ...] = ()
    prefers: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    seeks_distance: tuple[Distance, ...] = ()


class Candidate(Profile):
    """A person of the pool: someone in the cohort without an open pair."""

    participation_id: str
    person_id: str


class Objective(StrEnum):
    """What a run makes as large as it can: the sum of the scores, or first the number of people with a partner."""

    BEST_FIT = "BEST_FIT"
    MAX_PARTICIPATION = "MAX_PARTICIPATION"


class Words(Frozen):
    """A sentence in both languages."""

    de: str
    en: str


class Reason(Words):
    """Why two people are proposed to each other, seen from `a`, from `b`, or true of both."""

    about: Literal["a", "b", "both"]


class Proposal(Frozen):
    """Two participations that fit, in the order of their ids. Scores are of 1000, rounded down."""

    a: str
    b: str
    score: int
    a_to_b: int
    b_to_a: int
    reasons: tuple[Reason, ...]


class Unmatched(Frozen):
    """Someone for whom this run found nobody: the reason the waiting list knows, why, and what would change it."""

    participation_id: str
    reason_code: Literal["ODD_POOL", "NO_RECIPROCAL_FIT"]
    why: Words
    change: Words


class Matching(Frozen):
    """The result of a run: both lists in the order of participation ids, whatever the order of the pool."""

    objective: Objective
    seed: int
    proposals: tuple[Proposal, ...]
    unmatched: tuple[Unmatched, ...]
