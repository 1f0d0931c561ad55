"""What other services tell: every type with its effect; both sides alike, and nothing of it told openly."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import get_args

import pytest

from domain.base import LetterOutcome, LettersPosted
from domain.pair import events as e
from domain.pair import signal_data
from domain.pair.decide import decide
from domain.pair.signals import EFFECTS
from domain.pair.state import Absence
from domain.pair.values import SIDES, EndReason, Phase, Side
from tests.domain.services import (
    AWAY,
    BOUNCED,
    LINE,
    NOTHING_TO_CHANGE,
    OF_MEETING,
    OF_PERSON,
    OPEN,
    PEOPLE,
    TODAY,
    TOO_LATE,
    dissolved,
    ignored,
    of,
    received,
    signal,
    with_a_date,
)
from tests.domain.story import Life, completed, in_exchange, proposed


def test_every_type_is_explained_and_read() -> None:
    """The table names each type that has a form, in a line each, and no other."""
    kinds = get_args(get_args(signal_data.SignalData)[0])
    read = {word for kind in kinds for word in get_args(kind.model_fields["type"].annotation)}
    assert set(EFFECTS) == read == {*OF_PERSON, *OF_MEETING, BOUNCED}
    assert all(meaning and "\n" not in meaning for meaning in EFFECTS.values())


@pytest.mark.parametrize("life", OPEN)
@pytest.mark.parametrize("side", SIDES)
def test_somebody_leaves_the_organisation(side: Side, life: Callable[[], Life]) -> None:
    """At every phase the pair is dissolved at once; who it was stays sealed."""
    lived = life()
    told = of(side, "hr.employee_left")
    left = e.ParticipantLeftOrganisation(by=side, last_day_on=date(2027, 3, 31))
    happened = lived.tell(told)
    assert happened[:2] == (received(told), left)
    (ended,) = (event for event in happened if isinstance(event, e.PairDissolved))
    assert ended.end_reason is EndReason.LEFT_ORGANISATION
    assert lived.pair.phase is Phase.DISSOLVED
    assert {"by", "last_day_on"} == e.ParticipantLeftOrganisation.SEALED


def test_who_leaves_takes_the_meetings_along() -> None:
    """Future meetings are cancelled with the end (invariant 12)."""
    life = with_a_date()
    life.when(of("a", "hr.employee_left")).then(
        e.ExternalSignalReceived, e.ParticipantLeftOrganisation, e.MeetingCancelled, e.PairDissolved
    )


@pytest.mark.parametrize("kind", ["hr.manager_changed", "hr.org_unit_changed"])
@pytest.mark.parametrize("side", SIDES)
def test_a_reporting_line_changes(side: Side, kind: str) -> None:
    """The whole line is replaced; the same line again changes nothing."""
    life, told = in_exchange(), of(side, kind)
    life.when(told).then(received(told), e.ReportingLineChanged(by=side, **LINE))
    life.tell(told)
    life.when(told).then(ignored(told, NOTHING_TO_CHANGE))
    unknown = of(side, kind, manager_id="", skip_level_id="")
    life.when(unknown).then(received(unknown), e.ReportingLineChanged(by=side, manager_id="", skip_level_id=""))


@pytest.mark.parametrize("side", SIDES)
def test_the_line_of_the_proposal_told_again(side: Side) -> None:
    """What the match already says is no change."""
    told = of(side, "hr.manager_changed", manager_id=f"manager-{PEOPLE[side][-1]}")
    in_exchange().when(told).then(ignored(told, NOTHING_TO_CHANGE))


@pytest.mark.parametrize("side", SIDES)
def test_an_absence_begins(side: Side) -> None:
    """It is known from now on; told again it changes nothing, with other days it takes the place of the first."""
    life, told = in_exchange(), of(side, "hr.absence_started")
    until_on = TODAY + timedelta(days=5)
    life.when(told).then(received(told), e.AbsenceStarted(by=side, from_on=TODAY, until_on=until_on))
    life.tell(told)
    assert life.pair.private.absences == {side: Absence(from_on=TODAY, until_on=until_on)}
    life.when(told).then(ignored(told, NOTHING_TO_CHANGE))
    longer = of(side, "hr.absence_started", until_on=str(until_on + timedelta(days=1)))
    life.when(longer).then(e.ExternalSignalReceived, e.AbsenceStarted)


@pytest.mark.parametrize("side", SIDES)
def test_a_long_absence(side: Side) -> None:
    """What the rules of pauses say about it comes with it, whoever is away; one of a single day is nothing to them."""
    life = in_exchange()
    first, last = str(TODAY), str(TODAY + timedelta(days=life.pair.policy.pause__max))
    long = of(side, "hr.absence_started", from_on=first, until_on=last)
    life.when(long).then(e.ExternalSignalReceived, e.AbsenceStarted, e.PauseOffered, e.EscalationRaised)
    short = of(side, "hr.absence_started", from_on=first, until_on=first)
    life.when(short).then(e.ExternalSignalReceived, e.AbsenceStarted)


def test_an_absence_that_is_over_comes_too_late() -> None:
    """One that ends today still counts."""
    life = in_exchange()
    yesterday, today = life.today - timedelta(days=1), life.today
    late = of("a", "hr.absence_started", from_on="2027-01-02", until_on=str(yesterday))
    life.when(late).then(ignored(late, TOO_LATE))
    life.when(of("a", "hr.absence_started", from_on="2027-01-02", until_on=str(today))).then(
        e.ExternalSignalReceived, e.AbsenceStarted
    )


def test_an_absence_without_an_end() -> None:
    """What a personnel system writes for an open end, or an unknown beginning, stays within the calendar."""
    life = in_exchange()
    life.tell(of("a", "hr.absence_started", from_on="0001-01-01", until_on="9999-12-31"))
    assert life.pair.private.absences["a"] == Absence(from_on=date(2000, 1, 1), until_on=date(2199, 12, 31))
    life.wait(days=400)


@pytest.mark.parametrize("side", SIDES)
def test_an_absence_ends(side: Side) -> None:
    """Only one that is known can."""
    life, told = in_exchange(), of(side, "hr.absence_ended")
    life.when(told).then(ignored(told, NOTHING_TO_CHANGE))
    life.tell(of(side, "hr.absence_started"))
    life.when(told).then(received(told), e.AbsenceEnded(by=side))
    life.tell(told)
    assert life.pair.private.absences == {}


def test_a_meeting_is_moved_in_the_calendar() -> None:
    """Nobody is named as the one who did it; the same date again changes nothing."""
    life = with_a_date()
    moved_to = life.at + timedelta(days=7)
    told = signal("calendar.event_moved", meeting_id=str(life.meeting().meeting_id), starts_at=moved_to.isoformat())
    life.when(told).then(received(told), e.MeetingRescheduled)
    life.tell(told)
    assert life.meeting().starts_at == moved_to
    (moved,) = (event for event in life.events if isinstance(event, e.MeetingRescheduled))
    assert moved.by is None
    life.when(told).then(ignored(told, NOTHING_TO_CHANGE))


@pytest.mark.parametrize("days", [-1, 400])
def test_a_date_that_cannot_be(days: int) -> None:
    """A calendar may say what the rules would refuse; then nothing changes."""
    life = with_a_date()
    starts_at = (life.at + timedelta(days=days)).isoformat()
    told = signal("calendar.event_moved", meeting_id=str(life.meeting().meeting_id), starts_at=starts_at)
    life.when(told).then(ignored(told, NOTHING_TO_CHANGE))


def test_a_meeting_is_deleted_in_the_calendar() -> None:
    """A meeting that is no longer ahead is left alone."""
    life = with_a_date()
    told = signal("calendar.event_deleted", meeting_id=str(life.meeting().meeting_id))
    life.when(told).then(received(told), e.MeetingCancelled, e.MeetingPlanned)
    life.tell(told)
    life.when(told).then(ignored(told, NOTHING_TO_CHANGE))


def test_a_meeting_by_its_calendar_entry() -> None:
    """A calendar may know it by the UID of its entry only."""
    life = with_a_date()
    life.when(signal("calendar.event_deleted", ics_uid=life.meeting().ics_uid)).then(
        e.ExternalSignalReceived, e.MeetingCancelled, e.MeetingPlanned
    )


@pytest.mark.parametrize("life", OPEN)
def test_a_letter_comes_back(life: Callable[[], Life]) -> None:
    """While the pair is open a person is asked to look, once."""
    lived = life()
    (first, *_) = (event for event in lived.events if isinstance(event, e.LettersRequested))
    told = signal(BOUNCED, letter_id=str(first.letters[0].letter_id), error_class="mailbox_full")
    bounced = e.LetterBounced(letter_id=first.letters[0].letter_id, error_class="mailbox_full")
    lived.when(told).then(received(told), bounced, e.EscalationRaised)
    lived.tell(told)
    assert [x.cause for x in lived.events if isinstance(x, e.EscalationRaised)][-1] == "LetterBounced"
    last = signal(BOUNCED, letter_id=str(lived.last_asked.letters[-1].letter_id), error_class="no_such_user")
    lived.when(last).then(e.ExternalSignalReceived, e.LetterBounced)


@pytest.mark.parametrize("life", [dissolved, lambda: completed().wait(days=200)])
def test_a_letter_comes_back_after_the_end(life: Callable[[], Life]) -> None:
    """It is still kept with the letter, also after the shredding; nobody is asked to react any more."""
    lived = life()
    told = signal(BOUNCED, letter_id=str(lived.last_asked.letters[-1].letter_id), error_class="mailbox_full")
    lived.when(told).then(e.ExternalSignalReceived, e.LetterBounced)


@pytest.mark.parametrize("side", SIDES)
def test_somebody_complains(side: Side) -> None:
    """Whoever reported a letter gets no nudges any more; the second complaint changes nothing."""
    life, told = in_exchange(), of(side, "mail.complained")
    life.when(told).then(received(told), e.NudgesDeclined(by=side))
    life.tell(told)
    life.when(told).then(ignored(told, NOTHING_TO_CHANGE))


def test_a_complaint_after_the_end() -> None:
    """Until what is private is gone a question may still follow; afterwards nothing does."""
    life, told = completed(), of("b", "mail.complained")
    life.when(told).then(received(told), e.NudgesDeclined(by="b"))
    life.wait(days=200).when(told).then(ignored(told, TOO_LATE))


def test_what_no_log_can_keep_becomes_text() -> None:
    """What a service adds to what a rule relies on keeps nothing from being recorded, whatever it is."""
    message = of("a", "hr.employee_left", fte=0.8, notes=["a\x00", {"\ud800": float("nan")}], weeks=7)
    assert message.data["fte"] == "0.8"
    assert message.data["notes"] == ["a\ufffd", {"\ufffd": "nan"}]
    assert message.data["weeks"] == 7
    life = in_exchange()
    life.tell(message)
    assert life.pair.phase is Phase.DISSOLVED


def test_nothing_of_the_data_is_told_openly() -> None:
    """Beside the envelope only sealed fields, and the word of the bounce, hold what a signal carried."""
    life = with_a_date()
    for kind in OF_PERSON:
        for event in decide(life.pair, of("a", kind), life.at):
            opened = event.model_dump_json(exclude={*event.SEALED, "match"})
            assert "manager-9" not in opened
            assert "2027-03-31" not in opened
            assert AWAY["until_on"] not in opened


def test_a_bounce_before_the_outcome() -> None:
    """A letter may come back before the mail API's word about it is recorded; both are kept."""
    life = proposed()
    letter_id = life.pair.owed[0].letter_id
    life.tell(signal(BOUNCED, letter_id=str(letter_id), error_class="mailbox_full"))
    sent = LetterOutcome(letter_id=letter_id, state="SENT", provider_id="provider-1")
    life.when(LettersPosted(outcomes=(sent,))).then(e.LetterSent)
