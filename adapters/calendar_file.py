"""The calendar file of a meeting: an invitation, a changed one, or a cancellation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import STATUS, Calendar, Event, vCalAddress

from adapters.mail.message import Attachment, Mailbox
from domain.people import Person

Method = Literal["REQUEST", "CANCEL"]

_PRODUCT = "-//Exchange Mentoring//Meetings//EN"
_SUMMARY = "Exchange Mentoring"


def calendar_file(
    meeting: Mapping[str, str],
    *,
    method: Method,
    reader: Person,
    attendees: tuple[Person, ...],
    organizer: Mailbox,
    link: str,
    written_at: datetime,
) -> Attachment:
    """A meeting as iTIP, in the reader's zone. `meeting` holds the parameters of a meeting's letter.

    The uid is the meeting's own and the sequence rises with each change, so that a calendar replaces
    what it has. Raises KeyError or ValueError for parameters that are missing or unreadable.
    """
    starts_at = datetime.fromisoformat(meeting["starts_at"]).astimezone(ZoneInfo(reader.time_zone))
    event = Event.new(
        uid=meeting["ics_uid"],
        sequence=int(meeting["ics_sequence"]),
        stamp=written_at,
        start=starts_at,
        end=starts_at + timedelta(minutes=int(meeting["minutes"])),
        summary=_SUMMARY,
        status=STATUS.CANCELLED if method == "CANCEL" else STATUS.CONFIRMED,
        organizer=vCalAddress.new(organizer.email, cn=organizer.name),
        attendees=[vCalAddress.new(person.email, cn=person.name) for person in attendees],
        url=link or None,
    )
    calendar = Calendar.new(prodid=_PRODUCT, method=method, uid=meeting["ics_uid"], subcomponents=[event])
    calendar.add_missing_timezones(first_date=starts_at.date(), last_date=starts_at.date() + timedelta(days=366))
    return Attachment(
        filename="exchange-mentoring.ics",
        content_type=f"text/calendar; charset=utf-8; method={method}",
        content=calendar.to_ical(),
    )
