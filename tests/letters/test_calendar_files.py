"""The calendar files, read back by a parser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar, Event

from domain.base import Recipient
from domain.letters import Template
from domain.people import Locale
from tests.letters.cast import POSTED_AT, letter, written

WITH_FILE = {
    Template.MEETING_INVITE: "REQUEST",
    Template.MEETING_CHANGED: "REQUEST",
    Template.MEETING_CANCELLED: "CANCEL",
}


def read(template: Template, to: Recipient = Recipient.A, *, locale: Locale = "de", **changed: str) -> Calendar:
    """The calendar that travels with a letter."""
    (file,) = written(letter(template, to, **changed), locale=locale, other_zone="Europe/London").attachments
    calendar = Calendar.from_ical(file.content)
    assert isinstance(calendar, Calendar)
    assert file.content_type == f"text/calendar; charset=utf-8; method={calendar['METHOD']}"
    return calendar


def event(calendar: Calendar) -> Event:
    """The calendar's only event."""
    (found,) = calendar.walk("VEVENT")
    assert isinstance(found, Event)
    return found


@pytest.mark.parametrize(("template", "method"), WITH_FILE.items())
def test_method(template: Template, method: str) -> None:
    """An invitation and a change are requests, a cancellation is a cancellation."""
    calendar = read(template)
    assert calendar["METHOD"] == method
    assert event(calendar)["STATUS"] == ("CANCELLED" if method == "CANCEL" else "CONFIRMED")


def test_same_meeting_in_every_file() -> None:
    """Uid and sequence are the meeting's, whoever reads it and in whatever language."""
    events = [
        event(read(Template.MEETING_INVITE, to, locale=locale))
        for to in (Recipient.A, Recipient.B)
        for locale in ("de", "en")
    ]
    assert {str(found["UID"]) for found in events} == {"0b8f@exchange-mentoring"}
    assert {found["SEQUENCE"] for found in events} == {2}
    assert len({found.start for found in events}) == 1
    assert {str(found["SUMMARY"]) for found in events} == {"Exchange Mentoring"}


def test_changed_and_cancelled_follow_the_invitation() -> None:
    """A change carries its higher sequence under the same uid, so that a calendar replaces the entry."""
    invited = event(read(Template.MEETING_INVITE, ics_sequence="0"))
    changed = event(read(Template.MEETING_CHANGED, ics_sequence="1"))
    cancelled = event(read(Template.MEETING_CANCELLED, ics_sequence="2"))
    assert invited["UID"] == changed["UID"] == cancelled["UID"]
    assert (invited["SEQUENCE"], changed["SEQUENCE"], cancelled["SEQUENCE"]) == (0, 1, 2)


@pytest.mark.parametrize(("to", "zone"), [(Recipient.A, "Europe/Vienna"), (Recipient.B, "Europe/London")])
def test_in_the_zone_of_the_reader(to: Recipient, zone: str) -> None:
    """Start and end stand in the reader's IANA zone, which the file itself defines."""
    calendar = read(Template.MEETING_INVITE, to)
    found = event(calendar)
    assert found["DTSTART"].params["TZID"] == zone
    assert [str(timezone["TZID"]) for timezone in calendar.walk("VTIMEZONE")] == [zone]
    assert found.end - found.start == timedelta(minutes=60)
    assert found.DTSTAMP == POSTED_AT


def test_who_comes() -> None:
    """Both partners are named as guests, the programme as the one who invites."""
    found = event(read(Template.MEETING_INVITE))
    guests = sorted(str(guest) for guest in found.attendees)
    assert guests == ["mailto:jakob@example.org", "mailto:renate@example.org"]
    assert str(found["ORGANIZER"]) == "mailto:mentoring@example.org"


@pytest.mark.parametrize("template", sorted(set(Template) - set(WITH_FILE)))
def test_no_file_with_other_letters(template: Template) -> None:
    """Only what changes a calendar brings a calendar file; a reminder does not."""
    assert written(letter(template)).attachments == ()
