"""Invented people and parameters, from which each letter of the book can be written to be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from adapters.letter_writer import Cast
from domain.base import Letter, Recipient, derived_id
from domain.letters import LETTERS, Template
from domain.people import Locale, Person, Programme
from domain.policy import ProgrammePolicy

POSTED_AT = datetime(2027, 1, 11, 8, 3, tzinfo=UTC)

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

# One value for each name that a specification may ask for.
PARAMS: dict[str, str] = {
    "meeting_id": "0b8f",
    "kind": "REGULAR",
    "starts_at": "2027-01-12T13:00:00+00:00",
    "minutes": "60",
    "lead": "a",
    "ics_uid": "0b8f@exchange-mentoring",
    "ics_sequence": "2",
    "often_moved": "",
    "pair_ended": "no",
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
    "last_meeting_on": "2027-01-12",
    "last_activity_on": "2027-01-12",
    "may_pause": "yes",
    "close_on": "2027-04-19",
    "until_on": "2027-03-31",
    "day_on": "2027-03-31",
    "proposal": "PAUSE",
    "matter": "QUIET",
    "interventions": "OFFER_DATES,OFFER_PAUSE,NOTE_TALK,END_PAIR",
    "relation": "MANAGER",
    "react_by_on": "2027-01-18",
    "working_days": "5",
    "wish_by_on": "2027-04-12",
    "offer_due_on": "2027-01-25",
    "ended_on": "2027-03-01",
    "meetings_held": "6",
    "shred_on": "2027-10-10",
}

# What else a letter may say, by the parameters that make the difference.
_VARIANTS: dict[Template, tuple[dict[str, str], ...]] = {
    Template.MATCH_NOT_PROCEEDING: ({"wish_by_on": ""},),
    Template.MEETING_INVITE: ({"kind": "CHEMISTRY", "lead": "both"}, {"kind": "CLOSING", "lead": "both"}),
    Template.MEETING_CHANGED: ({"often_moved": "3"},),
    Template.MEETING_CANCELLED: ({"pair_ended": "yes"},),
    Template.NO_DATE_NUDGE: ({"last_meeting_on": "", "may_pause": ""},),
    Template.CADENCE_MISSED: ({"may_pause": ""},),
    Template.INACTIVITY_WARNING: ({"may_pause": ""},),
    Template.PAIR_RED: (
        {"matter": "KICKOFF", "interventions": "OFFER_DATES,NOTE_TALK,END_PAIR"},
        {"matter": "ABSENCE", "interventions": "NOTE_TALK,END_PAIR"},
        {"matter": "INACTIVE"},
        {"matter": "OTHER"},
    ),
    Template.SUPPORT_ACK: ({"react_by_on": ""},),
    Template.HIERARCHY_CONFLICT: tuple({"relation": relation} for relation in ("SKIP_LEVEL", "SAME_MANAGER")),
    Template.PARTNER_PROPOSES: (
        {"proposal": "LONGER_PAUSE"},
        {"proposal": "RESUME", "day_on": ""},
        {"proposal": "EXTENSION", "day_on": "2027-09-30"},
        {"proposal": "EARLY_COMPLETION", "day_on": ""},
        {"proposal": "AMENDMENT", "day_on": ""},
    ),
    Template.PAIR_COMPLETED: ({"meetings_held": "0"},),
    Template.DEPUTY_ESCALATION: tuple({"matter": matter} for matter in ("CONTACT", "CONFLICT", "DELIVERY")),
}


def person(person_id: str, name: str, *, locale: Locale = "de", time_zone: str = "Europe/Vienna") -> Person:
    """Somebody whose address follows from their id."""
    return Person(person_id=person_id, name=name, email=f"{person_id}@example.org", locale=locale, time_zone=time_zone)


def people(locale: Locale = "de", *, other_zone: str = "Europe/Vienna") -> dict[Recipient, Person]:
    """Two partners, their coordinator and the deputy, who all read the same language."""
    return {
        Recipient.A: person("renate", "Renate Österreicher", locale=locale),
        Recipient.B: person("jakob", "Jakob Huber", locale=locale, time_zone=other_zone),
        Recipient.COORDINATOR: person("milica", "Milica Petrović", locale=locale),
        Recipient.DEPUTY: person("tariq", "Tariq Aziz", locale=locale),
    }


def cast(about: Letter, who: dict[Recipient, Person]) -> Cast:
    """Who a letter goes to and whom else it names."""
    return Cast(
        to=who[about.to], coordinator=who[Recipient.COORDINATOR], a=who.get(Recipient.A), b=who.get(Recipient.B)
    )


def letter(template: Template, to: Recipient = Recipient.A, **changed: str) -> Letter:
    """A letter with exactly the parameters that its specification names; KeyError for one without a sample.

    One to staff goes to whom it is meant for, and is about the first partner.
    """
    specification = LETTERS[template]
    recipient = _staff(template) if specification.to_staff else to
    return Letter(
        letter_id=derived_id("sample letter", template, recipient),
        template=template,
        to=recipient,
        not_before=POSTED_AT,
        params={name: (PARAMS | changed)[name] for name in specification.params},
        about="a" if specification.to_staff else None,
    )


def letters() -> Iterator[Letter]:
    """Every letter of the book, each followed by what else it may say."""
    for template in Template:
        yield letter(template)
        for changed in _VARIANTS.get(template, ()):
            yield letter(template, Recipient.A, **changed)


def _staff(template: Template) -> Recipient:
    return Recipient.DEPUTY if template is Template.DEPUTY_ESCALATION else Recipient.COORDINATOR
