"""The calls of the command line that answer a letter, as long as there is no page for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.base import Recipient
from domain.pair.values import ChemistryVerdict

_FRIDAY = 4
_WEEK = timedelta(days=7)


def calls(pair_id: str, command: str, side: Recipient, asked_at: datetime) -> tuple[str, ...]:
    """One call, or one for each possible answer; what a person would choose stands there as an example."""
    return tuple(
        f"mentoring pair do {pair_id} {command} --as {side}{options}" for options in _options(command, asked_at)
    )


def _options(command: str, asked_at: datetime) -> tuple[str, ...]:
    match command:
        case "GiveChemistryVerdict":
            return tuple(f" --verdict {verdict}" for verdict in ChemistryVerdict)
        case "ScheduleMeeting" | "RescheduleMeeting":
            return (f' --starts-at "{_working_day(asked_at + _WEEK):%Y-%m-%d} 14:00"',)
        case "ConfirmMeeting":
            return (" --outcome HELD", " --outcome NOT_HELD")
        case "CompleteMidwayCheckIn":
            return (" --agreement-fits true", " --agreement-fits false")
        case "SubmitReview":
            return (" --goals 4 --balance 4 --recommend 8",)
        case _:
            return ("",)


def _working_day(at: datetime) -> datetime:
    return at + timedelta(days=7 - at.weekday() if at.weekday() > _FRIDAY else 0)
