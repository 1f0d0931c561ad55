"""Dates that are easily got wrong: changes of the clocks, month ends, leap days, holidays, zones far away."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.stages import Exchange
from domain.pair.values import MeetingState
from domain.working_time import moment
from tests.domain.pauses import moved_by_operator, paused
from tests.domain.story import VIENNA, Life, in_exchange, in_review, match, partner, proposed

AUCKLAND, LOS_ANGELES, KOLKATA, HAVANA = "Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata", "America/Havana"


def at(text: str) -> datetime:
    """A moment, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def noon(day: str, zone: str = VIENNA) -> datetime:
    """Twelve o'clock of a day in a zone."""
    return moment(date.fromisoformat(day), datetime.min.time().replace(hour=12), zone)


def half_year_from(day: str, **policy: int) -> Life:
    """A pair whose half year starts on a day, a week after the two were proposed to each other."""
    between = match(policy={name.replace("__", "."): value for name, value in policy.items()})
    return in_exchange(between, at=noon(day) - timedelta(days=7))


@pytest.mark.parametrize(
    ("zone", "proposed_on", "expires_at"),
    [
        # In Europe the clocks change on 28 March and on 31 October 2027.
        (VIENNA, "2027-03-17", "2027-03-27T23:00"),
        (VIENNA, "2027-03-18", "2027-03-28T22:00"),
        (VIENNA, "2027-10-20", "2027-10-30T22:00"),
        (VIENNA, "2027-10-21", "2027-10-31T23:00"),
        # In New Zealand they change on 4 April and on 26 September.
        (AUCKLAND, "2027-03-24", "2027-04-03T11:00"),
        (AUCKLAND, "2027-03-25", "2027-04-04T12:00"),
        (AUCKLAND, "2027-09-16", "2027-09-26T11:00"),
        # Here 14 March begins at one o'clock.
        (HAVANA, "2027-03-03", "2027-03-14T05:00"),
        # Leap days, and the same days of other years.
        (VIENNA, "2028-02-19", "2028-02-29T23:00"),
        (VIENNA, "2028-02-20", "2028-03-01T23:00"),
        (VIENNA, "2027-02-19", "2027-03-01T23:00"),
        (LOS_ANGELES, "2027-12-22", "2028-01-02T08:00"),
    ],
)
def test_a_day_is_over_at_its_midnight(zone: str, proposed_on: str, expires_at: str) -> None:
    """Ten days to answer end with the tenth day in the organisation's zone, whatever the clocks do."""
    life = proposed(match(time_zone=zone), at=noon(proposed_on, zone))
    (expires,) = life.due("proposal.expires")
    assert expires.due_at == at(expires_at)


@pytest.mark.parametrize("zones", [(AUCKLAND, LOS_ANGELES), (LOS_ANGELES, AUCKLAND), (KOLKATA, KOLKATA)])
def test_days_are_those_of_the_organisation(zones: tuple[str, str]) -> None:
    """Where the two live changes no day that counts: neither the end of the proposal nor that of the half year."""
    far = match(a=partner(1, time_zone=zones[0]), b=partner(2, time_zone=zones[1]))
    assert proposed(far).due("proposal.expires") == proposed().due("proposal.expires")
    assert in_exchange(far).stage(Exchange).ends_on == in_exchange().stage(Exchange).ends_on
    assert in_exchange(far).due("exchange.period") == in_exchange().due("exchange.period")


@pytest.mark.parametrize(
    ("zone", "arrives_at"),
    [
        # Proposed on Monday at eight in Vienna, which is 20:00 in Auckland and still Sunday in Los Angeles.
        (VIENNA, "2027-01-11T07:00"),
        (AUCKLAND, "2027-01-11T19:00"),
        (LOS_ANGELES, "2027-01-11T16:00"),
        (KOLKATA, "2027-01-11T07:00"),
    ],
)
def test_a_letter_waits_for_its_reader_to_be_at_work(zone: str, arrives_at: str) -> None:
    """Letters go out within the sending hours of the recipient's zone."""
    life = proposed(match(a=partner(1, time_zone=zone)))
    (letter,) = [x for x in life.pair.owed if x.to == "a"]
    assert letter.not_before == at(arrives_at)


@pytest.mark.parametrize(
    ("organisation", "two", "opens_at"),
    [
        # Half time is on Sunday, 18 April 2027, as the organisation counts.
        (VIENNA, VIENNA, "2027-04-19T06:00"),
        (VIENNA, KOLKATA, "2027-04-19T02:30"),
        # The Sunday of Vienna begins on Sunday morning in Auckland; there Monday's work begins at 20:00 UTC.
        (VIENNA, AUCKLAND, "2027-04-18T20:00"),
        (VIENNA, LOS_ANGELES, "2027-04-19T15:00"),
        # The Sunday of Auckland begins on Saturday in Vienna.
        (AUCKLAND, VIENNA, "2027-04-19T06:00"),
        # The Sunday of Los Angeles begins on Sunday in Auckland.
        (LOS_ANGELES, AUCKLAND, "2027-04-18T20:00"),
    ],
)
def test_half_time_opens_on_a_working_morning_of_the_two(organisation: str, two: str, opens_at: str) -> None:
    """What asks the two opens on the organisation's day, or later, in their first hour of work."""
    far = match(time_zone=organisation, a=partner(1, time_zone=two), b=partner(2, time_zone=two))
    life = in_exchange(far, at=noon("2027-01-11", organisation))
    assert life.stage(Exchange).midway_on == date(2027, 4, 18)
    assert life.due("midway.at")[0].due_at == at(opens_at)


@pytest.mark.parametrize(
    ("starts_on", "months", "ends_on", "ends_at", "expected"),
    [
        ("2026-08-31", 6, "2027-02-28", "2027-02-28T23:00", 6),
        ("2027-08-31", 6, "2028-02-29", "2028-02-29T23:00", 6),
        ("2027-08-29", 6, "2028-02-29", "2028-02-29T23:00", 6),
        ("2027-12-31", 6, "2028-06-30", "2028-06-30T22:00", 6),
        ("2027-10-31", 4, "2028-02-29", "2028-02-29T23:00", 4),
        ("2027-03-31", 3, "2027-06-30", "2027-06-30T22:00", 3),
        ("2028-02-29", 6, "2028-08-29", "2028-08-29T22:00", 6),
        ("2028-02-29", 12, "2029-02-28", "2029-02-28T23:00", 13),
        ("2027-09-30", 6, "2028-03-30", "2028-03-30T22:00", 6),
    ],
)
def test_a_half_year_in_calendar_months(starts_on: str, months: int, ends_on: str, ends_at: str, expected: int) -> None:
    """Months are those of the calendar; where a month has no such day, the half year ends on its last."""
    life = half_year_from(starts_on, exchange__period=months)
    exchange = life.stage(Exchange)
    assert (exchange.starts_on, exchange.ends_on) == (date.fromisoformat(starts_on), date.fromisoformat(ends_on))
    assert exchange.expected_meetings == expected
    assert life.due("exchange.period")[0].due_at == at(ends_at)


def test_a_leap_day_counts_like_any_other() -> None:
    """A cadence and a pause that hold 29 February need a day less of March."""
    life = half_year_from("2028-02-14")
    assert [m.window_on for m in life.pair.meetings_in(MeetingState.PLANNED)] == [date(2028, 3, 13), date(2028, 4, 10)]
    before = life.stage(Exchange).ends_on
    paused(days=16, life=life)
    assert life.due("pause.max")[0].due_at == at("2028-02-29T23:00")
    life.wait(days=17)
    assert (before, life.stage(Exchange).ends_on) == (date(2028, 8, 14), date(2028, 8, 30))


@pytest.mark.parametrize(
    ("holidays", "reminded_at"),
    [
        # The reminder after three days of a proposal of 11 January falls on a Thursday.
        ((), "2027-01-14T07:28"),
        ((date(2027, 1, 14),), "2027-01-15T07:28"),
        ((date(2027, 1, 14), date(2027, 1, 15)), "2027-01-18T07:28"),
        ((date(2027, 1, 15),), "2027-01-14T07:28"),
    ],
)
def test_a_reminder_keeps_off_holidays(holidays: tuple[date, ...], reminded_at: str) -> None:
    """A reminder of a holiday comes on the next working morning."""
    life = proposed(match(holidays=holidays))
    assert life.due("proposal.reminders")[0].due_at == at(reminded_at)


def test_a_last_day_may_be_a_holiday() -> None:
    """What ends with a day ends with it, be it a holiday or a Sunday; only letters wait."""
    closed = tuple(date(2027, 7, 18) + timedelta(days=days) for days in range(-1, 3))
    life = in_review(match(holidays=closed))
    assert proposed(match(holidays=(date(2027, 1, 21),))).due("proposal.expires") == proposed().due("proposal.expires")
    (opened,) = [x for x in life.events if isinstance(x, e.ReviewOpened)]
    assert opened.opened_on == date(2027, 7, 19)
    asked = in_exchange(match(holidays=closed))
    asked.until(asked.due("exchange.period")[0].due_at)
    assert {x.not_before for x in asked.pair.owed} == {at("2027-07-21T06:00")}


@pytest.mark.parametrize(
    ("started_on", "starts_at", "reminded_at", "asked_at", "closed_at"),
    [
        # Across the change in March, 24 hours before are eleven o'clock of the day before a meeting at noon.
        ("2027-03-15", "2027-03-28T10:00", "2027-03-27T10:00", "2027-03-28T22:00", "2027-04-04T22:00"),
        ("2027-10-18", "2027-10-31T11:00", "2027-10-30T11:00", "2027-10-31T23:00", "2027-11-07T23:00"),
        ("2028-02-14", "2028-02-29T11:00", "2028-02-28T11:00", "2028-02-29T23:00", "2028-03-07T23:00"),
    ],
)
def test_a_meeting_is_a_moment_and_its_days_are_local(
    started_on: str, starts_at: str, reminded_at: str, asked_at: str, closed_at: str
) -> None:
    """A meeting keeps its instant and its reminder its hours; what follows in days follows the local calendar."""
    between = match(policy={"mail.sending_hours": "always"})
    life = in_exchange(between, at=noon(started_on) - timedelta(days=7))
    life.tell(c.ScheduleMeeting(by="a", starts_at=at(starts_at)))
    assert life.meeting().starts_at == at(starts_at)
    keys = ("meeting.reminder", "meeting.confirm_request", "meeting.confirm_closed")
    assert [life.due(key)[0].due_at for key in keys] == [at(text) for text in (reminded_at, asked_at, closed_at)]


def test_a_meeting_belongs_to_the_day_of_the_organisation() -> None:
    """What is early in the morning in Auckland is the evening before in Vienna."""
    far = match(a=partner(1, time_zone=AUCKLAND), b=partner(2, time_zone=AUCKLAND))
    life = in_exchange(far)
    life.tell(c.ScheduleMeeting(by="a", starts_at=at("2027-02-01T22:00")))
    assert life.meeting().window_on == date(2027, 2, 1)


@pytest.mark.parametrize(
    ("begins_on", "ends_at", "moved_from", "moved_to"),
    [
        # Ten o'clock stays ten o'clock, though the clocks change within the two weeks.
        ("2027-03-22", "2027-04-04T22:00", "2027-03-25T09:00", "2027-04-08T08:00"),
        ("2027-10-25", "2027-11-07T23:00", "2027-10-28T08:00", "2027-11-11T09:00"),
        ("2027-05-03", "2027-05-16T22:00", "2027-05-06T08:00", "2027-05-20T08:00"),
    ],
)
def test_a_pause_across_a_change_of_the_clocks(begins_on: str, ends_at: str, moved_from: str, moved_to: str) -> None:
    """Two weeks are fourteen calendar days: all days move by them, and what an operator moved keeps its hour."""
    life = half_year_from(begins_on)
    ends_on = life.stage(Exchange).ends_on
    moved_by_operator(life, "midway.at", at(moved_from))
    paused(days=14, life=life)
    assert life.due("pause.max")[0].due_at == at(ends_at)
    life.until(at(ends_at))
    assert life.stage(Exchange).ends_on == ends_on + timedelta(days=14)
    assert life.due("midway.at")[0].due_at == at(moved_to)
