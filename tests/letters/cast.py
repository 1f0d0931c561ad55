"""Invented people, a programme, and a full set of parameters for every letter."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from uuid import UUID

from adapters.letter_writer import Cast, LetterWriter
from adapters.mail.message import Mail
from domain.base import Letter, Parties, Recipient, derived_id
from domain.letters import LETTERS, Template
from domain.people import Locale, Person, Programme
from domain.policy import ProgrammePolicy

LINKS = "http://mentoring.example"
STREAM = "pair/5d1f6e0a"
POSTED_AT = datetime(2027, 1, 11, 8, 3, tzinfo=UTC)
LANGUAGES: tuple[Locale, Locale] = ("de", "en")

PROGRAMME = Programme(
    programme_id="programme-1",
    cohort_id="cohort-1",
    version=1,
    name="Voneinander lernen",
    purpose="KNOWLEDGE_EXCHANGE",
    cohort_name="Frühling 2027",
    enrolment_until=date(2026, 12, 18),
    locale="de",
    time_zone="Europe/Vienna",
    holidays="AT-9",
    staff={},
    topics={},
    policy=ProgrammePolicy(),
)

PARTIES = Parties(
    programme_id=PROGRAMME.programme_id,
    people={Recipient.A: "renate", Recipient.B: "jakob", Recipient.COORDINATOR: "milica"},
)

_MEETING = {
    "meeting_id": "0b8f",
    "kind": "REGULAR",
    "starts_at": "2027-01-12T13:00:00+00:00",
    "minutes": "60",
    "lead": "a",
    "ics_uid": "0b8f@exchange-mentoring",
    "ics_sequence": "2",
}
PARAMS: dict[str, str] = {
    **_MEETING,
    "expires_on": "2027-01-21",
    "due_on": "2027-01-25",
    "answer_by_on": "2027-01-26",
    "points_open": "3",
    "agreement_version": "2",
    "starts_on": "2027-01-12",
    "ends_on": "2027-07-12",
    "midway_on": "2027-04-13",
    "closing_on": "2027-07-05",
    "meetings_expected": "6",
    "next_meetings_at": "2027-02-09T13:00:00+00:00,2027-03-09T13:00:00+00:00",
    "opened_on": "2027-01-04",
    "pair_ended": "no",
    "last_meeting_on": "2027-01-12",
    "ended_on": "2027-03-01",
    "meetings_held": "6",
    "shred_on": "2027-10-10",
}


def person(person_id: str, name: str, *, locale: Locale = "de", time_zone: str = "Europe/Vienna") -> Person:
    """Somebody whose address follows from their id."""
    return Person(person_id=person_id, name=name, email=f"{person_id}@example.org", locale=locale, time_zone=time_zone)


def pair(locale: Locale = "de", *, other_zone: str = "Europe/Vienna") -> tuple[Person, Person, Person]:
    """Two partners and their coordinator, who all read the same language."""
    return (
        person("renate", "Renate Österreicher", locale=locale),
        person("jakob", "Jakob Huber", locale=locale, time_zone=other_zone),
        person("milica", "Milica Petrović", locale=locale),
    )


def letter(template: Template, to: Recipient = Recipient.A, **changed: str) -> Letter:
    """A letter with exactly the parameters its specification names."""
    specification = LETTERS[template]
    recipient = Recipient.COORDINATOR if specification.to_staff else to
    return Letter(
        letter_id=letter_id(template, recipient),
        template=template,
        to=recipient,
        not_before=POSTED_AT,
        params={name: (PARAMS | changed)[name] for name in specification.params},
    )


def letter_id(template: Template, to: Recipient) -> UUID:
    """One id per template and recipient."""
    return derived_id("test letter", template, to)


def written(about: Letter, *, locale: Locale = "de", other_zone: str = "Europe/Vienna") -> Mail:
    """The letter as a mail, to whom it is addressed."""
    a, b, coordinator = pair(locale, other_zone=other_zone)
    to = {Recipient.A: a, Recipient.B: b, Recipient.COORDINATOR: coordinator}[about.to]
    return writer().write(
        about,
        cast=Cast(to=to, coordinator=coordinator, a=a, b=b),
        programme=PROGRAMME,
        stream=STREAM,
        posted_at=POSTED_AT,
    )


@cache
def writer() -> LetterWriter:
    """The writer of all tests."""
    return LetterWriter(sender="mentoring@example.org", links_base=LINKS)
