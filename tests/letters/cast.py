"""The invented people and letters of the preview, and how tests have them written."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from adapters.letter_samples import PARAMS, POSTED_AT, PROGRAMME, cast, letter, people, person
from adapters.letter_writer import LetterWriter
from adapters.mail.message import Mail
from domain.base import Letter, Parties, Recipient
from domain.letters import Template
from domain.people import Locale, Person

__all__ = [
    "LANGUAGES",
    "LINKS",
    "PARAMS",
    "PARTIES",
    "POSTED_AT",
    "PROGRAMME",
    "STREAM",
    "letter",
    "letter_id",
    "pair",
    "person",
    "writer",
    "written",
]

LINKS = "http://mentoring.example"
STREAM = "pair/5d1f6e0a"
LANGUAGES: tuple[Locale, Locale] = ("de", "en")
PARTIES = Parties(
    programme_id=PROGRAMME.programme_id,
    people={Recipient.A: "renate", Recipient.B: "jakob", Recipient.COORDINATOR: "milica"},
)


def pair(locale: Locale = "de", *, other_zone: str = "Europe/Vienna") -> tuple[Person, Person, Person]:
    """Two partners and their coordinator, who all read the same language."""
    who = people(locale, other_zone=other_zone)
    return who[Recipient.A], who[Recipient.B], who[Recipient.COORDINATOR]


def letter_id(template: Template, to: Recipient) -> UUID:
    """One id per template and recipient."""
    return letter(template, to).letter_id


def written(about: Letter, *, locale: Locale = "de", other_zone: str = "Europe/Vienna") -> Mail:
    """The letter as a mail, to whom it is addressed."""
    return writer().write(
        about,
        cast=cast(about, people(locale, other_zone=other_zone)),
        programme=PROGRAMME,
        stream=STREAM,
        posted_at=POSTED_AT,
    )


@cache
def writer() -> LetterWriter:
    """The writer of all tests."""
    return LetterWriter(sender="mentoring@example.org", links_base=LINKS)
