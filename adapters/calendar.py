"""Public holidays by calendar code: a country, or a country and one of its regions."""

from __future__ import annotations

import re
from datetime import date

import holidays

_CODE = re.compile(r"(?P<country>[A-Z]{2})(-(?P<region>[A-Z0-9]{1,3}))?")


def holiday_dates(code: str, first: date, last: date) -> tuple[date, ...]:
    """The public holidays from `first` to `last`, both included, in order; for a code such as `AT-9` (Vienna).

    Raises ValueError that says what is allowed for a code that names no calendar.
    """
    years = range(first.year, last.year + 1)
    return tuple(sorted(day for day in _calendar(code, years) if first <= day <= last))


def check_calendar(code: str) -> str:
    """The code itself if it names a calendar; ValueError that says what is allowed if not."""
    _calendar(code, range(0))
    return code


def _calendar(code: str, years: range) -> holidays.HolidayBase:
    found = _CODE.fullmatch(code)
    country, region = found.group("country", "region") if found else ("", None)
    try:
        regions = holidays.country_holidays(country).subdivisions
    except NotImplementedError:
        raise ValueError("must be a country code like AT, or a country and a region like AT-9") from None
    if region and region not in regions:
        known = " or ".join([country, *(f"{country}-{each}" for each in regions)])
        raise ValueError(f"must be {known}")
    return holidays.country_holidays(country, subdiv=region, years=years)
