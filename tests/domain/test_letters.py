"""Which event asks for which letters, to whom, not before when; and which are no longer wanted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.base import DeadlinePassed, LetterOutcome, LettersPosted
from domain.letters import LETTERS, Template
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.state import Exchange, Kickoff
from domain.pair.values import SIDES, ChemistryVerdict, Phase
from tests.domain.laws import check_letters, row_of
from tests.domain.story import (
    MONDAY,
    VIENNA,
    Life,
    a_full_life,
    agreement,
    in_chemistry,
    in_exchange,
    in_kickoff,
    in_review,
    match,
    partner,
    proposed,
    templates_of,
    with_text,
)

SATURDAY_NIGHT = datetime(2027, 1, 16, 22, tzinfo=UTC)
NEXT_MONDAY_8 = datetime(2027, 1, 18, 7, tzinfo=UTC)
NO_JITTER = {"mail.nudge_jitter": 0}


def owed(life: Life, number: str) -> list[str]:
    """To whom a letter is owed."""
    return [str(letter.to) for letter in life.pair.owed if letter.template.startswith(number)]


def pass_next(life: Life, policy_key: str) -> None:
    """The next deadline of a key passes at its moment; the letters it asks for wait for the morning."""
    deadline = life.due(policy_key)[0]
    life.until(deadline.due_at - timedelta(minutes=1))
    life.at = deadline.due_at
    life.tell(DeadlinePassed(key=deadline.key, due_at=deadline.due_at))


def test_every_letter_of_the_book_is_asked_for_by_some_story() -> None:
    """All templates are used, each with exactly the parameters that the letter book names."""
    declined, unfit, left = proposed(), in_chemistry().wait(days=15), in_exchange()
    declined.tell(c.DeclineMatch(by="a"))
    unfit.tell(*(c.GiveChemistryVerdict(by=side, verdict=ChemistryVerdict.NO_FIT) for side in SIDES))
    left.tell(c.LeavePair(by="a"))
    lives = [a_full_life(), declined, unfit, left]
    assert set().union(*(templates_of(life.events) for life in lives)) == set(Template) == set(LETTERS)
    for life in lives:
        for event in life.events:
            check_letters(life.pair, (event,), datetime.min.replace(tzinfo=UTC))


def test_letters_leave_in_sending_hours() -> None:
    """What is decided on Saturday night is read on Monday morning, in each one's own zone."""
    life = proposed(match(b=partner(2, time_zone="America/Los_Angeles")), at=SATURDAY_NIGHT)
    assert [x.not_before for x in life.pair.owed] == [NEXT_MONDAY_8, datetime(2027, 1, 18, 16, tzinfo=UTC)]


def test_letters_wait_for_the_end_of_a_holiday() -> None:
    """On a holiday of the organisation nobody gets a letter."""
    life = proposed(match(holidays=(date(2027, 1, 18), date(2027, 1, 19))), at=SATURDAY_NIGHT)
    assert {x.not_before for x in life.pair.owed} == {datetime(2027, 1, 20, 7, tzinfo=UTC)}


def test_letters_leave_at_once_where_the_policy_says_always() -> None:
    """Without sending hours every letter is due the moment it is asked for."""
    life = proposed(match(policy={"mail.sending_hours": "always"}), at=SATURDAY_NIGHT)
    assert {x.not_before for x in life.pair.owed} == {SATURDAY_NIGHT}


def test_a_due_date_on_a_holiday_stays_where_it_is() -> None:
    """Deadlines are calendar days; only letters wait for working days."""
    life = proposed(match(holidays=(date(2027, 1, 14), date(2027, 1, 21)), policy=NO_JITTER))
    assert life.due("proposal.expires")[0].due_at == datetime(2027, 1, 21, 23, tzinfo=UTC)
    pass_next(life, "proposal.reminders")
    assert {x.not_before for x in life.pair.owed} == {datetime(2027, 1, 15, 7, tzinfo=UTC)}


def test_nudges_are_spread_over_the_morning() -> None:
    """A nudge waits some minutes that are the pair's own; two pairs differ, the two people of one do not."""
    waits = {}
    for pair_id in ("pair-1", "pair-2"):
        life = proposed(match(pair_id=pair_id))
        pass_next(life, "proposal.reminders")
        (waits[pair_id],) = {x.not_before - datetime(2027, 1, 14, 7, tzinfo=UTC) for x in life.pair.owed}
    assert waits["pair-1"] != waits["pair-2"]
    assert all(timedelta() <= wait <= timedelta(minutes=45) for wait in waits.values())


def test_recipients_are_sealed_and_both_read_the_same() -> None:
    """Nothing outside the sealed part says to whom a letter goes."""
    life = proposed()
    asked = life.events[-1]
    assert isinstance(asked, e.LettersRequested)
    stored = row_of(asked)
    assert stored.sealed == {"recipients": ["a", "b"]}
    assert "recipients" not in stored.data
    assert asked.letters[0].params == asked.letters[1].params
    assert [letter.because for letter in asked.letters] == ["MatchProposed", "MatchProposed"]


@pytest.mark.parametrize("by", SIDES)
def test_who_answers_before_the_morning_is_not_reminded(by: str) -> None:
    """A reminder of the night does not reach who answered before it left; the other one still gets it."""
    life = proposed()
    pass_next(life, "proposal.reminders")
    assert owed(life, "E11") == ["a", "b"]
    answer = c.AcceptMatch.model_validate({"by": by})
    life.tell(answer)
    assert owed(life, "E11") == ["b" if by == "a" else "a"]


def suppressed_after(life: Life, *messages: c.PairMessage) -> list[str]:
    """The letters that are no longer wanted after some messages, each with its reader."""
    names = {x.letter_id: f"{x.template[:3]} {x.to}" for x in life.pair.owed}
    already = len(life.events)
    life.tell(*messages)
    gone = [event for event in life.events[already:] if isinstance(event, e.LetterSuppressed)]
    assert {event.reason for event in gone} <= {"NO_LONGER_WANTED"}
    return sorted(names.get(event.letter_id, "asked for meanwhile") for event in gone)


def test_a_declined_proposal_is_not_announced_any_more() -> None:
    """Who has not read of the proposal yet does not read of it after it was declined."""
    life = proposed(at=SATURDAY_NIGHT)
    assert suppressed_after(life, c.DeclineMatch(by="a")) == ["E10 a", "E10 b"]


def test_nobody_is_asked_for_a_date_that_is_set() -> None:
    """Reminders and nudges for a date vanish when there is one."""
    for life, key, number in (
        (in_chemistry(), "chemistry.reminders", "E20"),
        (in_kickoff(), "kickoff.reminders", "E31"),
        (in_exchange(), "meeting.no_date_nudge", "E45"),
    ):
        pass_next(life, key)
        date_set = c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=2))
        assert suppressed_after(life, date_set) == [f"{number} a", f"{number} b"]


def test_nobody_is_asked_for_a_verdict_that_is_given_or_void() -> None:
    """A request for an answer vanishes with the answer, and with the extension that voids it."""
    life = in_chemistry()
    pass_next(life, "chemistry.window")
    undecided = [c.GiveChemistryVerdict(by=side, verdict=ChemistryVerdict.UNDECIDED) for side in SIDES]
    assert suppressed_after(life, undecided[0]) == ["E21 a"]
    assert suppressed_after(life, undecided[1]) == ["E21 b"]


def test_a_meeting_that_changed_is_announced_as_it_stands() -> None:
    """An invitation that has not left yet gives way to the newer date, a reminder to the cancellation."""
    life = in_exchange()
    life.until(datetime(2027, 1, 20, 20, tzinfo=UTC))
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=6)))
    about = life.meeting().meeting_id
    move = c.RescheduleMeeting(by="a", meeting_id=about, starts_at=life.at + timedelta(days=7))
    assert suppressed_after(life, move) == ["E40 a", "E40 b"]
    assert suppressed_after(life, c.CancelMeeting(by="a", meeting_id=about)) == ["E41 a", "E41 b"]


def test_who_said_how_a_meeting_went_is_not_asked() -> None:
    """The request to confirm vanishes for who has answered, and for both when the pair ends."""
    life = in_exchange()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=1)))
    pass_next(life, "meeting.confirm_request")
    about = life.meeting().meeting_id
    assert suppressed_after(life, c.ConfirmMeeting(by="b", meeting_id=about)) == ["E44 b"]
    assert suppressed_after(life, c.LeavePair(by="a")) == ["E44 a"]


def test_who_took_stock_or_looked_back_is_not_asked() -> None:
    """Half time and review ask each partner until that one has answered."""
    life = in_exchange()
    pass_next(life, "midway.at")
    assert suppressed_after(life, c.CompleteMidwayCheckIn(by="a")) == ["E50 a"]
    review = in_exchange()
    pass_next(review, "exchange.period")
    assert review.pair.phase is Phase.REVIEW
    assert suppressed_after(review, c.SubmitReview(by="b", goals=3, balance=3, recommend=5)) == ["E73 b"]


def test_nobody_is_reminded_of_a_half_time_that_is_over() -> None:
    """A reminder of Saturday would leave on Monday; if the check-in lapses on Sunday, it does not."""
    life = in_exchange(match(policy={"midway.reminder": 13}))
    pass_next(life, "midway.at")
    pass_next(life, "midway.reminder")
    assert life.today == date(2027, 5, 1)
    assert owed(life, "E51") == ["a", "b"]
    pass_next(life, "midway.window")
    assert owed(life, "E51") == []


def test_a_confirmation_of_an_old_text_is_not_asked_for() -> None:
    """A newer text voids the request to confirm the older one."""
    life = with_text(in_kickoff().until(datetime(2027, 1, 18, 20, tzinfo=UTC)))
    life.tell(c.ConfirmAgreement(by="a", hash=life.stage(Kickoff).hash))
    newer = agreement(life.pair.match, life.today, salt="another-salt-00000")
    assert suppressed_after(life, c.ProposeAgreement(by="b", agreement=newer)) == ["E32 b"]


def test_the_end_silences_what_was_still_to_be_said() -> None:
    """Who leaves on the evening of the kickoff does not read on the next morning that it starts."""
    life = with_text(in_kickoff().until(datetime(2027, 1, 18, 20, tzinfo=UTC)))
    text = life.stage(Kickoff).hash
    life.tell(*(c.ConfirmAgreement(by=side, hash=text) for side in SIDES))
    assert suppressed_after(life, c.LeavePair(by="a")) == ["E33 a", "E33 b"]
    assert sorted(owed(life, "E61")) == ["a", "b"]


def test_letters_that_may_have_left_are_not_called_back() -> None:
    """A letter whose moment has come is being posted; only its outcome ends it."""
    life = proposed()
    assert suppressed_after(life, c.DeclineMatch(by="a")) == []
    ids = [x.letter_id for x in life.pair.owed if x.template == Template.MATCH_PROPOSED]
    assert len(ids) == 2
    late = LettersPosted(outcomes=tuple(LetterOutcome(letter_id=x, state="SENT", provider_id="p") for x in ids))
    life.when(late).then(e.LetterSent, e.LetterSent)


def test_no_reminder_of_a_meeting_that_has_begun() -> None:
    """After an outage the reminder leaves at once, and not at all when the meeting has begun."""
    life = in_exchange()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=4)))
    reminder = life.due("meeting.reminder")[0]
    told = DeadlinePassed(key=reminder.key, due_at=reminder.due_at)
    starts_at = life.at + timedelta(days=4)
    life.when(told, at=starts_at).then(e.ReminderFellDue).asks_for()
    life.at = starts_at - timedelta(minutes=1)
    life.tell(told)
    assert [x.not_before for x in life.pair.owed if x.template == Template.MEETING_REMINDER] == [life.at, life.at]


def test_the_letter_of_the_start_carries_the_half_year() -> None:
    """Period, midway, closing and the agreed dates stand in it, and nothing of the agreement's content."""
    ahead = (MONDAY + timedelta(days=20), MONDAY + timedelta(days=40))
    life = in_exchange(next_meetings_at=ahead)
    (params,) = {tuple(x.params.items()) for x in life.pair.owed if x.template == Template.KICKOFF_COMPLETED}
    assert dict(params) == {
        "starts_on": "2027-01-18",
        "ends_on": "2027-07-18",
        "midway_on": "2027-04-18",
        "closing_on": "2027-06-20",
        "meetings_expected": "6",
        "next_meetings_at": ",".join(moment.isoformat() for moment in ahead),
    }


def test_letter_ids_are_the_pair_s_own_and_never_come_twice() -> None:
    """The same story of the same pair gives the same ids; another pair has others."""

    def ids(life: Life) -> list[str]:
        asked = [event for event in life.events if isinstance(event, e.LettersRequested)]
        return [str(x.letter_id) for event in asked for x in event.letters]

    assert ids(in_review()) == ids(in_review())
    assert len(set(ids(in_review()))) == len(ids(in_review()))
    assert not set(ids(in_review())) & set(ids(in_review(match(pair_id="pair-2"))))


def test_days_are_counted_in_the_organisation_s_zone() -> None:
    """The end of a pair's half year is the same instant wherever its two people are."""
    far = in_exchange(match(a=partner(1, time_zone="Pacific/Auckland")))
    near = in_exchange()
    assert far.due("exchange.period") == near.due("exchange.period")
    assert far.stage(Exchange).ends_on == near.stage(Exchange).ends_on
    assert near.pair.zone == VIENNA
