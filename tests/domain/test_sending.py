"""When letters leave: sending hours, mornings, two zones, holidays, the spread of nudges."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.base import DeadlinePassed
from domain.pair import commands as c
from domain.pair.stages import Exchange
from tests.domain.story import VIENNA, in_exchange, match, partner, proposed

SATURDAY_NIGHT = datetime(2027, 1, 16, 22, tzinfo=UTC)
NEXT_MONDAY_8 = datetime(2027, 1, 18, 7, tzinfo=UTC)
# The place of `pair-1` in the morning, under the default policy.
PLACE = timedelta(minutes=28)


def test_letters_leave_in_sending_hours() -> None:
    """What is decided on Saturday night is read on Monday morning, in each one's own zone."""
    life = proposed(match(b=partner(2, time_zone="America/Los_Angeles")), at=SATURDAY_NIGHT)
    assert [x.not_before for x in life.pair.owed] == [NEXT_MONDAY_8, datetime(2027, 1, 18, 16, tzinfo=UTC)]


def test_letters_wait_for_the_end_of_a_holiday() -> None:
    """On a holiday of the organisation nobody gets a letter."""
    life = proposed(match(holidays=(date(2027, 1, 18), date(2027, 1, 19))), at=SATURDAY_NIGHT)
    assert {x.not_before for x in life.pair.owed} == {datetime(2027, 1, 20, 7, tzinfo=UTC)}


def test_letters_leave_at_once_where_the_policy_says_always() -> None:
    """Without sending hours every letter is due the moment it is asked for, and every morning begins at midnight."""
    life = proposed(match(policy={"mail.sending_hours": "always"}), at=SATURDAY_NIGHT)
    assert {x.not_before for x in life.pair.owed} == {SATURDAY_NIGHT}
    life.pass_next("proposal.reminders")
    assert life.at == datetime(2027, 1, 18, 23, tzinfo=UTC) + PLACE
    assert {x.not_before for x in life.pair.owed} == {life.at}


def test_a_reminder_leaves_with_its_deadline() -> None:
    """A reminder falls due at the pair's place in the morning of its day; both read it at that moment."""
    life = proposed()
    life.pass_next("proposal.reminders")
    assert life.at == datetime(2027, 1, 14, 7, tzinfo=UTC) + PLACE
    assert [x.not_before for x in life.pair.owed] == [life.at, life.at]


def test_a_weekend_moves_a_reminder_and_no_last_day() -> None:
    """A reminder of a Sunday falls due on Monday morning; the last day to answer stays the Sunday."""
    life = proposed(match(policy={"proposal.reminders": [6], "proposal.expires": 13}))
    assert life.due("proposal.reminders")[0].due_at == NEXT_MONDAY_8 + PLACE
    assert life.due("proposal.expires")[0].due_at == datetime(2027, 1, 24, 23, tzinfo=UTC)


def test_a_holiday_moves_a_reminder_and_no_last_day() -> None:
    """A reminder of a holiday falls due, and leaves, on the next working morning; the last day stays a holiday."""
    life = proposed(match(holidays=(date(2027, 1, 14), date(2027, 1, 21)), policy={"mail.nudge_jitter": 0}))
    assert life.due("proposal.expires")[0].due_at == datetime(2027, 1, 21, 23, tzinfo=UTC)
    life.pass_next("proposal.reminders")
    assert life.at == datetime(2027, 1, 15, 7, tzinfo=UTC)
    assert {x.not_before for x in life.pair.owed} == {life.at}


@pytest.mark.parametrize(
    ("policy_key", "tuesday"),
    [
        ("midway.at", datetime(2027, 4, 20, 6, tzinfo=UTC)),
        ("closing.notice_pair", datetime(2027, 6, 22, 6, tzinfo=UTC)),
    ],
)
def test_openings_are_not_spread(policy_key: str, tuesday: datetime) -> None:
    """Half time and closing, each on a Sunday before a holiday, open on Tuesday on the stroke of eight."""
    life = in_exchange(match(holidays=(date(2027, 4, 19), date(2027, 6, 21))))
    life.pass_next(policy_key)
    assert life.at == tuesday
    assert [x.not_before for x in life.pair.owed] == [tuesday, tuesday]


def test_the_morning_begins_with_the_earlier_reader() -> None:
    """A reminder falls due in the first of the two mornings; each reads it at the pair's place in the own one."""
    life = proposed(match(b=partner(2, time_zone="Asia/Kolkata")))
    life.pass_next("proposal.reminders")
    assert life.at == datetime(2027, 1, 14, 2, 30, tzinfo=UTC) + PLACE
    assert {x.to: x.not_before for x in life.pair.owed} == {
        "a": datetime(2027, 1, 14, 7, tzinfo=UTC) + PLACE,
        "b": life.at,
    }


def test_the_later_reader_may_be_a_day_behind() -> None:
    """On Monday morning it is still night in Los Angeles: the reminder of Vienna is read there in the own morning."""
    life = proposed(match(b=partner(2, time_zone="America/Los_Angeles"), policy={"proposal.reminders": [7]}))
    life.pass_next("proposal.reminders")
    assert life.at == NEXT_MONDAY_8 + PLACE
    assert {x.to: x.not_before for x in life.pair.owed} == {
        "a": life.at,
        "b": datetime(2027, 1, 18, 16, tzinfo=UTC) + PLACE,
    }


def test_the_day_of_a_morning_is_the_organisation_s() -> None:
    """No morning begins before its day in the organisation's zone, though a working day goes on elsewhere."""
    life = proposed(match(b=partner(2, time_zone="America/Los_Angeles")))
    life.pass_next("proposal.reminders")
    assert life.at == datetime(2027, 1, 13, 23, tzinfo=UTC) + PLACE
    assert life.today == date(2027, 1, 14)
    assert {x.to: x.not_before for x in life.pair.owed} == {
        "a": datetime(2027, 1, 14, 7, tzinfo=UTC) + PLACE,
        "b": life.at,
    }


def test_a_meeting_is_asked_about_on_a_working_morning() -> None:
    """After a meeting on Friday both are asked on Monday at eight; waiting ends with a calendar day all the same."""
    life = in_exchange()
    friday = datetime(2027, 1, 22, 9, tzinfo=UTC)
    life.tell(c.ScheduleMeeting(by="a", starts_at=friday))
    assert life.due("meeting.confirm_request")[0].due_at == datetime(2027, 1, 25, 7, tzinfo=UTC)
    assert life.due("meeting.confirm_closed")[0].due_at == datetime(2027, 1, 29, 23, tzinfo=UTC)
    life.pass_next("meeting.confirm_request")
    assert life.due("meeting.confirm_reminder")[0].due_at == datetime(2027, 1, 26, 7, tzinfo=UTC)
    assert {x.not_before for x in life.pair.owed if x.template.startswith("E44")} == {life.at}


def test_nudges_are_spread_over_the_morning() -> None:
    """A nudge waits some minutes that are the pair's own; two pairs differ, the two people of one do not."""
    places = {}
    for pair_id in ("pair-1", "pair-2"):
        life = proposed(match(pair_id=pair_id))
        life.pass_next("proposal.reminders")
        (places[pair_id],) = {x.not_before - datetime(2027, 1, 14, 7, tzinfo=UTC) for x in life.pair.owed}
    assert places["pair-1"] == PLACE != places["pair-2"]
    assert all(timedelta() <= place <= timedelta(minutes=45) for place in places.values())


def test_a_nudge_that_comes_in_the_evening_takes_its_place_in_the_next_morning() -> None:
    """After an outage a reminder that comes outside the sending hours waits for the pair's place in the morning."""
    life = proposed()
    deadline = life.due("proposal.reminders")[0]
    life.at = datetime(2027, 1, 14, 20, tzinfo=UTC)
    life.tell(DeadlinePassed(key=deadline.key, due_at=deadline.due_at))
    assert {x.not_before for x in life.pair.owed if x.template.startswith("E11")} == {
        datetime(2027, 1, 15, 7, tzinfo=UTC) + PLACE
    }


def test_days_are_counted_in_the_organisation_s_zone() -> None:
    """The end of a pair's half year is the same instant wherever its two people are."""
    far = in_exchange(match(a=partner(1, time_zone="Pacific/Auckland")))
    near = in_exchange()
    assert far.due("exchange.period") == near.due("exchange.period")
    assert far.stage(Exchange).ends_on == near.stage(Exchange).ends_on
    assert near.pair.zone == VIENNA
