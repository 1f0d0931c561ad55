"""Events of letters, reminders and moved deadlines."""

from __future__ import annotations

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime

from domain.base import Event, Frozen, Recipient
from domain.pair.values import Side


class ReminderFellDue(Event):
    """A reminder's moment has come. `key` is the deadline that passed."""

    key: str


class DeadlineMoved(Event):
    """An operator gave a deadline another moment."""

    key: str
    old_due: AwareDatetime
    new_due: AwareDatetime
    reason: str


class DeadlineSkipped(Event):
    """An operator took a deadline away."""

    key: str
    old_due: AwareDatetime
    reason: str


class RequestedLetter(Frozen):
    """A letter that is owed from now on. `because` names the event of the same append that asks for it."""

    letter_id: UUID
    template: str
    because: str
    params: dict[str, str] = {}


class Delivery(Frozen):
    """To whom a letter goes, not before when, and about whom of the two, where a letter to staff is about one."""

    to: Recipient
    not_before: AwareDatetime
    about: Side | None = None


class LettersRequested(Event):
    """Letters are owed, each delivered as the one in its place says.

    Deliveries are sealed: who is reminded tells who has not answered, and so does the morning of a time zone.
    """

    SEALED: ClassVar[frozenset[str]] = frozenset({"deliveries"})
    letters: tuple[RequestedLetter, ...]
    deliveries: tuple[Delivery, ...] | None = None


class LetterSent(Event):
    """The mail API accepted the letter."""

    letter_id: UUID
    provider_id: str


class LetterFailed(Event):
    """The mail API refused the letter for good."""

    letter_id: UUID
    error_class: str


class LetterOutcomeUnknown(Event):
    """Nobody can say whether the letter left; it is not sent again."""

    letter_id: UUID
    error_class: str


class LetterSuppressed(Event):
    """The letter did not go out, since its reason had gone."""

    letter_id: UUID
    reason: Literal["STALE", "NO_LONGER_WANTED", "WEEKLY_CAP", "OPTED_OUT", "ABSENT"]


class LetterBounced(Event):
    """The letter came back after the mail API had accepted it."""

    letter_id: UUID
    error_class: str
