"""Events of what one of the two says in confidence: give and take, how it is going, a wish for help, a look back."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.base import Event
from domain.pair.values import BalanceReport, Pulse, Side


class BalanceReported(Event):
    """One of the two says how give and take were in a meeting."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"by", "report"})
    meeting_id: UUID
    by: Side | None = None
    report: BalanceReport | None = None


class ExchangeImbalanceDetected(Event):
    """Give and take have become one-sided; the two get a hint, nobody else learns of it."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"index"})
    window_meetings: int
    detected_on: date
    index: int | None = None
    """In per cent: 100 is even, 0 is one-way."""


class ExchangeBalanceRecovered(Event):
    """Give and take are even enough again."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"index"})
    window_meetings: int
    index: int | None = None


class PulseRequested(Event):
    """Each is asked how it is going."""

    pulse: Pulse
    opened_on: date
    due_on: date


class PulseSubmitted(Event):
    """One of the two says how it is going, each from 1 to 5, and whether the coordinator should get in touch."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"by", "match", "progress", "wellbeing"})
    pulse: Pulse
    wants_contact: bool = False
    by: Side | None = None
    match: int | None = None
    progress: int | None = None
    wellbeing: int | None = None


class PulseClosed(Event):
    """The time to answer is over, or both have."""

    pulse: Pulse


class SupportRequested(Event):
    """One of the two asks the coordinator for help; the other one learns nothing of it."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"by", "topic_code", "message"})
    by: Side | None = None
    topic_code: str | None = None
    message: str | None = None


class NudgesDeclined(Event):
    """One of the two wants no nudges any more."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"by"})
    by: Side | None = None


class RematchRequested(Event):
    """One of the two would like another partner; an answer is due by `offer_due_on`."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"by"})
    offer_due_on: date
    by: Side | None = None


class RematchDeclined(Event):
    """One of the two wants no other partner."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"by"})
    by: Side | None = None


class FollowUpRequested(Event):
    """Months after the end each is asked what has stayed."""

    due_on: date


class FollowUpSubmitted(Event):
    """One of the two says what has stayed."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"by", "still_using", "still_in_touch", "would_do_it_again"})
    by: Side | None = None
    still_using: int | None = None
    still_in_touch: bool | None = None
    would_do_it_again: bool | None = None
