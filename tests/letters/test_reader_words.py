"""Dates and times as their reader says them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from adapters.reader_words import ReaderWords
from domain.people import Locale
from tests.letters.cast import person

WINTER = datetime(2027, 1, 12, 13, 0, tzinfo=UTC)


def words(
    locale: Locale = "de", *, zone: str = "Europe/Vienna", other_zone: str = "Europe/Vienna", holidays: str = "AT-9"
) -> ReaderWords:
    """What one reader sees, the partner being elsewhere."""
    return ReaderWords(
        person("a", "A", locale=locale, time_zone=zone),
        partner=person("b", "B", time_zone=other_zone),
        holidays=holidays,
    )


@pytest.mark.parametrize(
    ("locale", "holidays", "expected"),
    [
        ("de", "AT-9", "Dienstag, 12. Jänner 2027"),
        ("de", "DE-BY", "Dienstag, 12. Januar 2027"),
        ("de", "", "Dienstag, 12. Januar 2027"),
        ("de", "ZZ", "Dienstag, 12. Januar 2027"),
        ("en", "AT-9", "Tuesday, 12 January 2027"),
        ("en", "US", "Tuesday, January 12, 2027"),
    ],
)
def test_day(locale: Locale, holidays: str, expected: str) -> None:
    """A day is said in the reader's language and the way of the organisation's country."""
    assert words(locale, holidays=holidays).day(date(2027, 1, 12)) == expected


@pytest.mark.parametrize(
    ("locale", "zone", "other_zone", "expected"),
    [
        ("de", "Europe/Vienna", "Europe/Vienna", "14:00 Uhr"),
        ("de", "Europe/Vienna", "Europe/Berlin", "14:00 Uhr"),
        ("de", "Europe/Vienna", "Europe/London", "14:00 Uhr (Ortszeit Wien)"),
        ("en", "Europe/London", "Europe/Vienna", "13:00 (London time)"),
        ("en", "Europe/Vienna", "Europe/Berlin", "14:00"),
    ],
)
def test_zone_only_where_clocks_differ(locale: Locale, zone: str, other_zone: str, expected: str) -> None:
    """The place stands beside a time only if the partner's clock shows another one at that moment."""
    assert words(locale, zone=zone, other_zone=other_zone).moment(WINTER).time == expected


def test_the_day_is_the_readers() -> None:
    """Late in Vienna it is the next day, and the letter says so."""
    late = datetime(2027, 1, 12, 23, 30, tzinfo=UTC)
    assert words().moment(late).day == "Mittwoch, 13. Jänner 2027"
    assert words(zone="Europe/London").moment(late).day == "Dienstag, 12. Jänner 2027"


def test_summer_time() -> None:
    """In summer the same instant of the day is an hour later by the clock."""
    assert words().moment(WINTER.replace(month=7)).time == "15:00 Uhr"


def test_params() -> None:
    """Dates and moments become words, lists of moments stay lists, the rest is left alone."""
    read = words().params(
        {"due_on": "2027-01-12", "starts_at": "2027-01-12T13:00:00+00:00", "next_meetings_at": "", "minutes": "60"}
    )
    assert read["due_on"] == "Dienstag, 12. Jänner 2027"
    assert str(read["minutes"]) == "60"
    assert read["next_meetings_at"] == []
    assert words().params({"last_meeting_on": ""}) == {"last_meeting_on": ""}


def test_an_instant_without_offset_is_refused() -> None:
    """A time that could mean any zone is no time."""
    with pytest.raises(ValueError, match="offset"):
        words().params({"starts_at": "2027-01-12T13:00:00"})
