"""People and programmes as the rest of the house sees them. Names and addresses live in the vault only."""

from __future__ import annotations

from datetime import date
from typing import Literal

from domain.base import Frozen, Recipient
from domain.policy import ProgrammePolicy

Locale = Literal["de", "en"]


class Person(Frozen):
    """A person of the vault, opened for the moment of writing a letter; never stored or logged as it is."""

    person_id: str
    name: str
    email: str
    locale: Locale
    time_zone: str

    @property
    def first_name(self) -> str:
        """What partners call each other."""
        return self.name.split()[0]


class Topic(Frozen):
    """The name of a topic code in both languages."""

    de: str
    en: str


class Programme(Frozen):
    """A published version of a programme with its cohort; staff by their person ids."""

    programme_id: str
    cohort_id: str
    version: int
    name: str
    purpose: str
    cohort_name: str
    enrolment_until: date
    locale: Locale
    time_zone: str
    holidays: str
    staff: dict[Recipient, str]
    topics: dict[str, Topic]
    policy: ProgrammePolicy
