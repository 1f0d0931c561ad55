"""Calendar months, local days, sending slots: by date."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.policy import SendingHours
from domain.working_time import (
    Slots,
    add_days,
    add_months,
    add_working_days,
    end_of_day,
    local_date,
    moment,
    start_of_day,
)

VIENNA = "Europe/Vienna"
OFFICE = SendingHours.parse("Mon-Fri 08:00-18:00")


def utc(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def slots(zone: str = VIENNA, *holidays: date, hours: SendingHours | None = OFFICE) -> Slots:
    """Office hours in a zone."""
    return Slots(zone=zone, hours=hours, holidays=holidays)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2027, 8, 30), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2027, 1, 31), 3, date(2027, 4, 30)),
        (date(2027, 10, 15), 6, date(2028, 4, 15)),
    ],
)
def test_calendar_months(day: date, months: int, later: date) -> None:
    """The same day of a later month, or its last day where it is shorter."""
    assert add_months(day, months) == later


MAY_DAY = date(2027, 5, 6)


@pytest.mark.parametrize(
    ("day", "days", "later"),
    [
        (date(2027, 1, 11), 0, date(2027, 1, 11)),
        (date(2027, 1, 11), 1, date(2027, 1, 12)),
        (date(2027, 1, 11), 5, date(2027, 1, 18)),
        (date(2027, 1, 15), 1, date(2027, 1, 18)),
        (date(2027, 1, 16), 1, date(2027, 1, 18)),
        (date(2027, 1, 17), 5, date(2027, 1, 22)),
        (date(2027, 5, 5), 1, date(2027, 5, 7)),
        (date(2027, 5, 5), 2, date(2027, 5, 10)),
        (MAY_DAY, 1, date(2027, 5, 7)),
        (date(2027, 12, 23), 1, date(2027, 12, 27)),
    ],
)
def test_working_days(day: date, days: int, later: date) -> None:
    """Monday to Friday count, holidays do not, and the day itself never does."""
    assert add_working_days(day, days, (MAY_DAY, date(2027, 12, 24), date(2027, 12, 25))) == later


@given(st.dates(date(2027, 1, 1), date(2029, 12, 31)), st.integers(1, 20), st.sets(st.dates(date(2027, 1, 1))))
def test_working_days_are_worked(day: date, days: int, holidays: set[date]) -> None:
    """The day that is reached is a working day, and so many lie between."""
    later = add_working_days(day, days, holidays)
    between = (add_days(day, n + 1) for n in range((later - day).days))
    worked = [each for each in between if each.isoweekday() < 6 and each not in holidays]
    assert len(worked) == days
    assert worked[-1] == later


@pytest.mark.parametrize(
    ("day", "zone", "begins", "hours"),
    [
        (date(2027, 1, 11), VIENNA, "2027-01-10T23:00", 24),
        (date(2027, 3, 28), VIENNA, "2027-03-27T23:00", 23),
        (date(2027, 10, 31), VIENNA, "2027-10-30T22:00", 25),
        (date(2027, 6, 1), "Asia/Kolkata", "2027-05-31T18:30", 24),
        (date(2027, 3, 14), "America/Havana", "2027-03-14T05:00", 23),
        (date(2027, 9, 5), "America/Santiago", "2027-09-05T04:00", 23),
        (date(2027, 4, 4), "Australia/Lord_Howe", "2027-04-03T13:00", 24.5),
    ],
)
def test_days_where_the_clocks_change(day: date, zone: str, begins: str, hours: float) -> None:
    """A day begins at its first instant and is as long as it is, also where midnight is left out."""
    assert start_of_day(day, zone) == utc(begins)
    assert end_of_day(day, zone) - start_of_day(day, zone) == timedelta(hours=hours)
    assert local_date(start_of_day(day, zone), zone) == day
    assert local_date(start_of_day(day, zone) - timedelta(microseconds=1), zone) == add_days(day, -1)


def test_times_that_are_left_out_or_come_twice() -> None:
    """Half past two in the gap of spring moves on by it; in autumn the first of the two counts."""
    assert moment(date(2027, 3, 28), time(2, 30), VIENNA) == utc("2027-03-28T01:30")
    assert moment(date(2027, 10, 31), time(2, 30), VIENNA) == utc("2027-10-31T00:30")


@pytest.mark.parametrize(
    ("at", "first", "last"),
    [
        ("2027-01-11T09:00", "2027-01-11T09:00", "2027-01-11T09:00"),
        ("2027-01-11T05:00", "2027-01-11T07:00", "2027-01-08T16:55"),
        ("2027-01-11T07:00", "2027-01-11T07:00", "2027-01-11T07:00"),
        ("2027-01-11T17:00", "2027-01-12T07:00", "2027-01-11T16:55"),
        ("2027-01-15T18:00", "2027-01-18T07:00", "2027-01-15T16:55"),
        ("2027-01-16T12:00", "2027-01-18T07:00", "2027-01-15T16:55"),
        ("2027-03-27T12:00", "2027-03-29T06:00", "2027-03-26T16:55"),
        ("2027-10-30T12:00", "2027-11-01T07:00", "2027-10-29T15:55"),
    ],
)
def test_the_next_and_the_last_slot(at: str, first: str, last: str) -> None:
    """Letters wait for the next open hour; a reminder takes the last one, shortly before it closes."""
    assert slots().first_from(utc(at)) == utc(first)
    assert slots().last_until(utc(at)) == utc(last)


def test_holidays_are_closed() -> None:
    """Over Christmas the next slot is after the holidays, and the last one before them."""
    christmas = slots(VIENNA, date(2026, 12, 24), date(2026, 12, 25))
    assert christmas.first_from(utc("2026-12-24T09:00")) == utc("2026-12-28T07:00")
    assert christmas.last_until(utc("2026-12-25T09:00")) == utc("2026-12-23T16:55")


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("Pacific/Auckland", "2027-01-11T19:00"),
        ("America/Los_Angeles", "2027-01-11T16:00"),
        ("Asia/Kolkata", "2027-01-11T07:00"),
    ],
)
def test_the_reader_s_zone_counts(zone: str, first: str) -> None:
    """Monday 08:00 in Vienna is night in Auckland and Los Angeles, and working time in India."""
    assert slots(zone).first_from(utc("2027-01-11T07:00")) == utc(first)


def test_always_is_always() -> None:
    """Without sending hours every moment will do, on holidays and at night."""
    night = utc("2027-01-10T02:11")
    always = slots(VIENNA, date(2027, 1, 10), hours=SendingHours.parse("always"))
    assert always.first_from(night) == always.last_until(night) == night


def test_a_calendar_that_is_always_closed_is_a_mistake() -> None:
    """Where no day is open within two months, somebody has to look."""
    closed = slots(VIENNA, *(date(2027, 1, 1) + timedelta(days=n) for n in range(120)))
    with pytest.raises(ValueError, match="no sending hours within 60 days of 2027-01-11"):
        closed.first_from(utc("2027-01-11T07:00"))


@given(
    st.datetimes(datetime(2027, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from([VIENNA, "Pacific/Auckland", "America/Los_Angeles", "America/Havana"]),
)
def test_slots_are_open_and_near(at: datetime, zone: str) -> None:
    """The next slot is not before, the last not after; both are open, and asking again changes nothing."""
    office = slots(zone, date(2027, 12, 27))
    first, last = office.first_from(at), office.last_until(at)
    assert last <= at <= first
    assert first - last < timedelta(days=6)
    assert office.first_from(first) == first
    assert office.first_from(last) == last
    assert office.last_until(last) == last
