"""Events of the proposal and the chemistry check."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from domain.base import Event
from domain.pair.values import ChemistryVerdict, Match, Side


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
