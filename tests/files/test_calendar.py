"""Holidays come from a calendar that is named by a code."""

from __future__ import annotations

from datetime import date

import pytest

from adapters.calendar import check_calendar, holiday_dates


def test_holidays_of_vienna() -> None:
    """The public holidays of a region, both ends included, across the turn of the year."""
    assert holiday_dates("AT-9", date(2026, 12, 25), date(2027, 3, 29)) == (
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2027, 1, 1),
        date(2027, 1, 6),
        date(2027, 3, 29),
    )


def test_regions_differ() -> None:
    """A holiday of one region is a working day in another."""
    assumption = date(2026, 8, 15)
    assert holiday_dates("DE-SL", assumption, assumption) == (assumption,)
    assert holiday_dates("DE-BE", assumption, assumption) == ()


@pytest.mark.parametrize("code", ["AT", "AT-9", "DE-BY", "GB-ENG", "LI"])
def test_known_codes(code: str) -> None:
    """Countries and their regions are calendars."""
    assert check_calendar(code) == code


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("", "like AT-9"),
        ("Wien", "like AT-9"),
        ("ZZ", "like AT-9"),
        ("at-9", "like AT-9"),
        ("AT-10", "AT or AT-1 or AT-2"),
        ("LI-1", "must be LI$"),
    ],
)
def test_unknown_codes(code: str, allowed: str) -> None:
    """A code that names nothing says what would."""
    with pytest.raises(ValueError, match=allowed):
        check_calendar(code)
