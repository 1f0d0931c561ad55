"""Events of other services: absence, reporting lines, leaving; and what became of each signal."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime

from domain.base import Event
from domain.pair.values import Side


class IgnoredBecause(StrEnum):
    """Why a signal had no effect."""

    UNKNOWN_TYPE = "UNKNOWN_TYPE"
    UNREADABLE = "UNREADABLE"
    UNKNOWN_SUBJECT = "UNKNOWN_SUBJECT"
    TOO_LATE = "TOO_LATE"
    NOTHING_TO_CHANGE = "NOTHING_TO_CHANGE"


class ExternalSignalReceived(Event):
    """A signal of another service had an effect, told by the events beside this one."""

    signal_id: str
    source: str
    type: str
    sent_at: AwareDatetime


class ExternalSignalIgnored(Event):
    """A signal of another service had no effect."""

    signal_id: str
    source: str
    type: str
    sent_at: AwareDatetime
    reason: IgnoredBecause


class AbsenceStarted(Event):
    """One of the two is away until a day."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"by", "from_on", "until_on"})
    by: Side | None = None
    from_on: date | None = None
    until_on: date | None = None


class AbsenceEnded(Event):
    """One of the two is back."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"by"})
    by: Side | None = None


class ReportingLineChanged(Event):
    """One of the two reports to other people now."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"by", "manager_id", "skip_level_id"})
    by: Side | None = None
    manager_id: str | None = None
    skip_level_id: str | None = None


class ParticipantLeftOrganisation(Event):
    """One of the two has left the organisation, or is about to."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"by", "last_day_on"})
    by: Side | None = None
    last_day_on: date | None = None
