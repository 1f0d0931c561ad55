"""Dates and times in words of the reader's language, in the reader's zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_timezone_location

from domain.base import Frozen
from domain.people import Person

_AT_THE_CLOCK = {"de": "{time} Uhr", "en": "{time}"}
_WITH_PLACE = {"de": "{time} (Ortszeit {place})", "en": "{time} ({place} time)"}


class Moment(Frozen):
    """An instant in words: its day and its time of day."""

    day: str
    time: str


class ReaderWords:
    """What a date looks like to one reader of one organisation.

    The country, from the programme's holiday calendar such as `AT-9`, decides between Jänner and Januar.
    A time names its place only if the partner's clock shows another one at that moment.
    """

    def __init__(self, reader: Person, *, partner: Person | None, holidays: str) -> None:
        self._language = reader.locale
        self._locale = _locale(reader.locale, country=holidays.partition("-")[0])
        self._zone = ZoneInfo(reader.time_zone)
        self._other_zone = ZoneInfo(partner.time_zone) if partner else self._zone

    @property
    def language_tag(self) -> str:
        """Language and country, as in `de-AT`."""
        return str(self._locale).replace("_", "-")

    def local(self, instant: datetime) -> datetime:
        """The same instant by the reader's clock."""
        return instant.astimezone(self._zone)

    def params(self, params: Mapping[str, str]) -> dict[str, object]:
        """A letter's parameters in words: `…s_at` in plural a list of moments, the rest by its ending.

        Raises ValueError for a date or an instant that is none; an empty value stays empty.
        """
        return {name: self._param(name, value) for name, value in params.items()}

    def day(self, day: date) -> str:
        """As in `Freitag, 12. März 2027`."""
        return format_date(day, "full", self._locale)

    def moment(self, instant: datetime) -> Moment:
        """Day and time in the reader's zone."""
        local = self.local(instant)
        time = _AT_THE_CLOCK[self._language].format(time=format_time(local.time(), "short", locale=self._locale))
        if local.utcoffset() != instant.astimezone(self._other_zone).utcoffset():
            place = get_timezone_location(self._zone, locale=self._locale, return_city=True)
            time = _WITH_PLACE[self._language].format(time=time, place=place)
        return Moment(day=self.day(local.date()), time=time)

    def _param(self, name: str, value: str) -> object:
        if name == "next_meetings_at":
            return [self.moment(_instant(part)) for part in value.split(",") if part]
        if not value:
            return ""
        if name.endswith("_on"):
            return self.day(date.fromisoformat(value))
        if name.endswith("_at"):
            return self.moment(_instant(value))
        return value


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant needs an offset")
    return instant


def _locale(language: str, *, country: str) -> Locale:
    try:
        return Locale(language, country)
    except UnknownLocaleError:
        return Locale(language)
