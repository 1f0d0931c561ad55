"""Every reason why a signal has no effect; each is on record, and nothing of what could not be used is."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from domain.pair import commands as c
from domain.pair.values import SIDES, Side
from tests.domain.services import (
    BOUNCED,
    NOTHING_TO_CHANGE,
    OF_MEETING,
    OF_PERSON,
    OPEN,
    TOO_LATE,
    UNKNOWN_SUBJECT,
    UNKNOWN_TYPE,
    UNREADABLE,
    dissolved,
    ignored,
    of,
    signal,
    with_a_date,
)
from tests.domain.story import Life, completed, in_exchange


@pytest.mark.parametrize("life", OPEN)
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("kind", ["idp.account_disabled", "idp.email_changed", "lms.briefing_completed"])
def test_what_concerns_no_rule(side: Side, life: Callable[[], Life], kind: str) -> None:
    """It is known, and changes nothing."""
    told = of(side, kind)
    life().when(told).then(ignored(told, NOTHING_TO_CHANGE))


@pytest.mark.parametrize("kind", ["calendar.invite_accepted", "calendar.invite_declined"])
def test_an_answer_to_an_invitation(kind: str) -> None:
    """It is no promise, and no cancellation."""
    life = with_a_date()
    told = signal(kind, meeting_id=str(life.meeting().meeting_id), person_id="person-1")
    life.when(told).then(ignored(told, NOTHING_TO_CHANGE))


@pytest.mark.parametrize("kind", ["hr.promoted", "mail", "hr.employee_left.twice"])
def test_an_unknown_type(kind: str) -> None:
    """A type that nobody knows is recorded as that, whatever it carries."""
    told = signal(kind, person_id="person-1")
    in_exchange().when(told).then(ignored(told, UNKNOWN_TYPE))
    completed().when(told).then(ignored(told, UNKNOWN_TYPE))


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("hr.employee_left", {"person_id": "person-1"}),
        ("hr.employee_left", {"person_id": "person-1", "last_day_on": "soon"}),
        ("hr.employee_left", {"person_id": "", "last_day_on": "2027-03-31"}),
        ("hr.employee_left", {"person_id": "Anna Huber", "last_day_on": "2027-03-31"}),
        ("hr.manager_changed", {"person_id": "person-1", "manager_id": "person-2"}),
        ("hr.manager_changed", {"person_id": "person-1", "manager_id": None, "skip_level_id": ""}),
        ("hr.absence_started", {"person_id": "person-1", "from_on": "2027-03-02", "until_on": "2027-03-01"}),
        ("hr.absence_ended", {"person_id": ["person-1"]}),
        ("calendar.event_moved", {"starts_at": "2027-01-28T09:00:00Z"}),
        ("calendar.event_moved", {"ics_uid": "x", "starts_at": "2027-01-28T09:00:00"}),
        ("calendar.event_moved", {"ics_uid": "x", "starts_at": "9999-12-31T23:59:59Z"}),
        ("calendar.event_deleted", {"meeting_id": "the next one"}),
        ("mail.bounced", {"letter_id": "1", "error_class": "mailbox_full"}),
        ("mail.bounced", {"letter_id": str(uuid4()), "error_class": "550 <anna@example.org>: no such user"}),
        ("mail.complained", {}),
    ],
)
def test_what_cannot_be_read(kind: str, data: dict[str, Any]) -> None:
    """It is recorded as unreadable, before and after the end, and nothing of what it carried is kept."""
    told = signal(kind, **data)
    in_exchange().when(told).then(ignored(told, UNREADABLE))
    completed().when(told).then(ignored(told, UNREADABLE))


@pytest.mark.parametrize("kind", OF_PERSON)
def test_a_person_who_is_none_of_the_two(kind: str) -> None:
    """Not even the coordinator; the same before and after the end."""
    told = signal(kind, person_id="person-c", **OF_PERSON[kind])
    in_exchange().when(told).then(ignored(told, UNKNOWN_SUBJECT))
    completed().when(told).then(ignored(told, UNKNOWN_SUBJECT))


@pytest.mark.parametrize("kind", OF_MEETING)
@pytest.mark.parametrize("name", [{"meeting_id": str(uuid4())}, {"ics_uid": "another@calendar"}])
def test_a_meeting_of_somebody_else(kind: str, name: dict[str, str]) -> None:
    """Neither its id nor its calendar entry is one of this pair's."""
    told = signal(kind, **name, **OF_MEETING[kind])
    with_a_date().when(told).then(ignored(told, UNKNOWN_SUBJECT))


def test_a_letter_of_somebody_else() -> None:
    """Neither an id from elsewhere nor that of a letter this pair has not asked for yet."""
    life = in_exchange()
    later = with_a_date(in_exchange()).last_asked.letters[-1].letter_id
    for letter_id in (uuid4(), later):
        told = signal(BOUNCED, letter_id=str(letter_id), error_class="mailbox_full")
        life.when(told).then(ignored(told, UNKNOWN_SUBJECT))


@pytest.mark.parametrize("life", [dissolved, completed, lambda: completed().wait(days=200)])
@pytest.mark.parametrize("kind", sorted(set(OF_PERSON) - {"mail.complained"}))
def test_people_after_the_end(kind: str, life: Callable[[], Life]) -> None:
    """What comes after the end comes too late."""
    told = of("a", kind)
    life().when(told).then(ignored(told, TOO_LATE))


@pytest.mark.parametrize("kind", OF_MEETING)
def test_meetings_after_the_end(kind: str) -> None:
    """The calendar of a pair that has ended is none of ours."""
    life = with_a_date()
    about = str(life.meeting().meeting_id)
    life.tell(c.LeavePair(by="b"))
    told = signal(kind, meeting_id=about, **OF_MEETING[kind])
    life.when(told).then(ignored(told, TOO_LATE))
