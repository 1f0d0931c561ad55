"""Events of the exchange period: meetings and the midway check-in."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime

from domain.base import Event
from domain.pair.values import MeetingKind, Side

MeetingLead = Literal["a", "b", "both"]


ConfirmationOutcome = Literal["HELD", "NOT_HELD"]


class ExchangePeriodStarted(Event):
    """The half year runs."""

    starts_on: date
    ends_on: date
    midway_on: date
    expected_meetings: int


class MeetingPlanned(Event):
    """A meeting is expected around a day; it has no date yet."""

    meeting_id: UUID
    kind: MeetingKind
    sequence_no: int
    window_on: date


class MeetingScheduled(Event):
    """A meeting has a date. `remind_at` is None where it was set too late for a reminder."""

    meeting_id: UUID
    kind: MeetingKind
    sequence_no: int
    starts_at: AwareDatetime
    minutes: int
    lead: MeetingLead
    ics_uid: str
    ics_sequence: int = 0
    remind_at: AwareDatetime | None = None
    by: Side


class MeetingRescheduled(Event):
    """A meeting has another date. Without `by` a calendar moved it."""

    meeting_id: UUID
    starts_at: AwareDatetime
    minutes: int
    ics_sequence: int
    remind_at: AwareDatetime | None = None
    by: Side | None = None


class MeetingCancelled(Event):
    """A meeting will not take place. `by` is None where the course of the pair cancels it, such as its end."""

    meeting_id: UUID
    ics_sequence: int
    cancelled_on: date
    by: Side | None = None


class MeetingEntered(Event):
    """A meeting that was never in the calendar took place; entered afterwards by one of the two."""

    meeting_id: UUID
    kind: MeetingKind
    sequence_no: int
    starts_at: AwareDatetime
    minutes: int
    lead: MeetingLead
    entered_on: date
    by: Side


class MeetingConfirmationRequested(Event):
    """Both are asked whether the meeting took place."""

    meeting_id: UUID


class MeetingConfirmed(Event):
    """One of the two says whether the meeting took place; without `by` it is the coordinator."""

    meeting_id: UUID
    by: Side | None = None
    outcome: ConfirmationOutcome


class MeetingHeld(Event):
    """The meeting took place."""

    meeting_id: UUID
    held_on: date


class MeetingNotHeld(Event):
    """The meeting did not take place."""

    meeting_id: UUID


class MeetingLeftUnconfirmed(Event):
    """Nobody said whether the meeting took place."""

    meeting_id: UUID


class MeetingDisputed(Event):
    """The two say different things about the meeting."""

    meeting_id: UUID


class MidwayCheckInOpened(Event):
    """Half of the time is over: both are asked to take stock."""

    opened_on: date
    due_on: date


class MidwayCheckInAnswered(Event):
    """One of the two took stock; the scores are those of a pulse, from 1 to 5, and may be left out."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"by", "agreement_fits", "match", "progress", "wellbeing"})
    wants_contact: bool = False
    by: Side | None = None
    agreement_fits: bool | None = None
    match: int | None = None
    progress: int | None = None
    wellbeing: int | None = None


class MidwayCheckInCompleted(Event):
    """Both took stock."""

    completed_on: date


class MidwayCheckInLapsed(Event):
    """The time to take stock is over."""

    lapsed_on: date
