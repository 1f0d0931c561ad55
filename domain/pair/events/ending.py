"""Events of closing, review, exit and what remains afterwards."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from domain.base import Event
from domain.pair.values import EndReason, Side


class ClosingOpened(Event):
    """The last weeks have begun."""

    ends_on: date


class ReviewOpened(Event):
    """The exchange period is over; both are asked to look back."""

    opened_on: date
    due_on: date


class ReviewSubmitted(Event):
    """One of the two looked back: each from 1 to 5, the recommendation from 0 to 10."""

    SEALED: ClassVar[frozenset[str]] = frozenset(
        {
            "by", "goals", "balance", "match", "organisation", "time_well_spent", "usable_now", "recommend",
            "topics_learned",
        }
    )  # fmt: skip
    by: Side | None = None
    goals: int | None = None
    balance: int | None = None
    match: int | None = None
    organisation: int | None = None
    time_well_spent: int | None = None
    usable_now: int | None = None
    recommend: int | None = None
    topics_learned: tuple[str, ...] | None = None


class ReviewClosed(Event):
    """The review is over."""

    answers: int


class PairCompleted(Event):
    """The pair went the whole way, or (COMPLETED_EARLY) as far as both wanted. The final balance is in per cent."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"final_balance"})
    end_reason: EndReason = EndReason.COMPLETED
    meetings_held: int
    meetings_expected: int
    is_below_minimum: bool
    ended_on: date
    shred_on: date
    follow_up_on: date | None = None
    final_balance: int | None = None


class ExitRequested(Event):
    """One of the two leaves; no reason is asked for, nobody learns who."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"by"})
    by: Side | None = None


class PairDissolved(Event):
    """The pair ended before its time.

    Without `shred_on` its data goes once `rematch.offer_within` is over and the last letter is out.
    """

    end_reason: EndReason
    future_meetings_cancelled: int
    ended_on: date
    shred_on: date | None = None


class PairDataShredded(Event):
    """The pair's key is gone, and with it every sealed field."""

    SHREDS: ClassVar[bool] = True
    shredded_on: date
