"""How many meetings a half year is expected to have."""

from __future__ import annotations

from datetime import date


def expected_meetings(*, starts_on: date, ends_on: date, paused_days: int, cadence_days: int) -> int:
    """The whole cadences, in days, that fit between start and end less the paused days (`meeting.expected`)."""
    return ((ends_on - starts_on).days - paused_days) // cadence_days
