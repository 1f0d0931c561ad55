"""Calendar months, local days, sending slots. Pure: zones and holidays are handed in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from domain.policy import SendingHours

# A closed stretch longer than this is a mistake in the calendar, not a long holiday.
_HORIZON_DAYS = 60
_WORKING_DAYS = range(5)


class Slots:
    """When letters may go out to one recipient: the sending hours in a zone, closed on holidays.

    Remembers the days it was asked about, since every decision asks for the same few.
    """

    def __init__(self, *, zone: str, hours: SendingHours | None, holidays: tuple[date, ...] = ()) -> None:
        self._zone = zone
        self._hours = hours
        self.holidays = holidays
        self._known: dict[date, tuple[datetime, datetime] | None] = {}

    def first_from(self, at: datetime) -> datetime:
        """The earliest allowed moment at or after `at`."""
        if self._hours is None:
            return at
        return next(max(at, opens) for opens, closes in self._around(at, step=1) if at < closes)

    def last_until(self, at: datetime) -> datetime:
        """The latest allowed moment at or before `at`."""
        if self._hours is None:
            return at
        # The closing moment itself is closed: letters leave a little earlier.
        last = timedelta(minutes=5)
        return next(min(at, closes - last) for opens, closes in self._around(at, step=-1) if opens <= at)

    def _around(self, at: datetime, *, step: int) -> Iterator[tuple[datetime, datetime]]:
        """The open stretches of the days from `at` on, forwards or backwards."""
        today = local_date(at, self._zone)
        for days in range(_HORIZON_DAYS):
            if stretch := self._on(today + timedelta(days=step * days)):
                yield stretch
        raise ValueError(f"no sending hours within {_HORIZON_DAYS} days of {today}")

    def _on(self, day: date) -> tuple[datetime, datetime] | None:
        """From when to when a day is open, if it is."""
        if day not in self._known:
            self._known[day] = self._open_on(day)
        return self._known[day]

    def _open_on(self, day: date) -> tuple[datetime, datetime] | None:
        hours = self._hours
        if hours is None or day.weekday() not in hours.weekdays or day in self.holidays:
            return None
        return moment(day, hours.opens, self._zone), moment(day, hours.closes, self._zone)


def moment(day: date, at: time, zone: str) -> datetime:
    """The instant (UTC) of a local time of day; a time that daylight saving leaves out moves on by the gap."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


# Every decision asks for the same few days.
@lru_cache(maxsize=10_000)
def start_of_day(day: date, zone: str) -> datetime:
    """The first instant of a local day, in UTC."""
    return moment(day, time(), zone)


def end_of_day(day: date, zone: str) -> datetime:
    """The instant at which a local day is over, in UTC: a day-valued deadline falls here."""
    return start_of_day(day + timedelta(days=1), zone)


def local_date(at: datetime, zone: str) -> date:
    """The calendar day that a clock in `zone` shows at an instant."""
    return at.astimezone(ZoneInfo(zone)).date()


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it has fewer days."""
    return day + relativedelta(months=months)


def add_days(day: date, days: int) -> date:
    """A later day."""
    return day + timedelta(days=days)


def add_working_days(day: date, days: int, holidays: Collection[date]) -> date:
    """The nth working day after a day: Monday to Friday, no holiday. The day itself does not count."""
    while days > 0:
        day = add_days(day, 1)
        days -= day.weekday() in _WORKING_DAYS and day not in holidays
    return day
