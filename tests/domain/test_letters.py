"""The letters of one append: sealed readers, ids of their own; and which are no longer wanted."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.base import DeadlinePassed, LetterOutcome, LettersPosted
from domain.letters import Template
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.stages import Kickoff
from domain.pair.values import SIDES, ChemistryVerdict, Phase, Side, other
from tests.domain.laws import row_of
from tests.domain.letters import owed, suppressed_after, with_later_reader
from tests.domain.story import (
    MONDAY,
    Life,
    agreement,
    in_chemistry,
    in_exchange,
    in_kickoff,
    in_review,
    match,
    proposed,
    with_text,
)

SATURDAY_NIGHT = datetime(2027, 1, 16, 22, tzinfo=UTC)


def templates_of(events: list[e.PairEvent]) -> set[Template]:
    """The templates that events ask for."""
    asked = [event for event in events if isinstance(event, e.LettersRequested)]
    return {Template(letter.template) for event in asked for letter in event.letters}


def test_deliveries_are_sealed_and_both_read_the_same() -> None:
    """Nothing outside the sealed part says to whom a letter goes, or when."""
    life = proposed()
    asked = life.events[-1]
    assert isinstance(asked, e.LettersRequested)
    stored = row_of(asked)
    assert stored.sealed == {
        "deliveries": [{"to": side, "not_before": "2027-01-11T07:00:00Z", "about": None} for side in "ab"]
    }
    assert set(stored.data) == {"letters"}
    assert "not_before" not in str(stored.data)
    assert asked.letters[0].params == asked.letters[1].params
    assert [letter.because for letter in asked.letters] == ["MatchProposed", "MatchProposed"]


@pytest.mark.parametrize("later", SIDES)
def test_who_answers_before_the_own_morning_is_not_reminded(later: Side) -> None:
    """A reminder does not reach who answered before it left; one that may have left is not called back."""
    earlier = other(later)
    life = proposed(with_later_reader(later))
    life.pass_next("proposal.reminders")
    assert owed(life, "E11") == ["a", "b"]
    waiting = {x.to: x.not_before > life.at for x in life.pair.owed}
    assert waiting == {earlier: False, later: True}
    assert suppressed_after(life, c.AcceptMatch(by=later)) == [f"E11 {later}"]
    life = proposed(with_later_reader(later))
    life.pass_next("proposal.reminders")
    assert suppressed_after(life, c.AcceptMatch(by=earlier)) == []
    assert owed(life, "E11") == ["a", "b"]


def test_a_declined_proposal_is_not_announced_any_more() -> None:
    """Who has not read of the proposal yet does not read of it after it was declined."""
    life = proposed(at=SATURDAY_NIGHT)
    assert suppressed_after(life, c.DeclineMatch(by="a")) == ["E10 a", "E10 b"]


def test_nobody_is_asked_for_a_date_that_is_set() -> None:
    """Reminders and nudges for a date vanish when there is one, for who has not read them yet."""
    for life, key, number in (
        (in_chemistry(with_later_reader()), "chemistry.reminders", "E20"),
        (in_kickoff(with_later_reader()), "kickoff.reminders", "E31"),
        (in_exchange(with_later_reader()), "meeting.no_date_nudge", "E45"),
    ):
        life.pass_next(key)
        date_set = c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=2))
        assert owed(life, number) == ["a", "b"]
        assert suppressed_after(life, date_set) == [f"{number} a"]


def test_nobody_is_asked_for_a_verdict_that_is_given_or_void() -> None:
    """A request for an answer vanishes with the answer, and with the extension that voids it."""
    life = in_chemistry()
    life.pass_next("chemistry.window")
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


@pytest.mark.parametrize("key", ["meeting.confirm_request", "meeting.confirm_reminder"])
def test_who_said_how_a_meeting_went_is_not_asked(key: str) -> None:
    """The request to confirm vanishes for who has answered before the own morning, and when the pair ends."""
    life = in_exchange(with_later_reader())
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=1)))
    if key == "meeting.confirm_reminder":
        life.until(life.due("meeting.confirm_request")[0].due_at + timedelta(days=1))
    life.pass_next(key)
    about = life.meeting().meeting_id
    assert owed(life, "E44") == ["a", "b"]
    answered, ended = deepcopy(life), life
    assert suppressed_after(answered, c.ConfirmMeeting(by="a", meeting_id=about)) == ["E44 a"]
    assert suppressed_after(answered, c.ConfirmMeeting(by="b", meeting_id=about)) == []
    assert suppressed_after(ended, c.LeavePair(by="b")) == ["E44 a"]


def test_who_took_stock_or_looked_back_is_not_asked() -> None:
    """Half time and review ask each partner until that one has answered."""
    life = in_exchange(with_later_reader())
    life.pass_next("midway.at")
    assert owed(life, "E50") == ["a", "b"]
    assert suppressed_after(life, c.CompleteMidwayCheckIn(by="a")) == ["E50 a"]
    assert suppressed_after(life, c.CompleteMidwayCheckIn(by="b")) == []
    review = in_exchange()
    review.pass_next("exchange.period")
    assert review.pair.phase is Phase.REVIEW
    assert suppressed_after(review, c.SubmitReview(by="b", goals=3, balance=3, recommend=5)) == ["E73 b"]


def test_nobody_is_reminded_of_a_half_time_that_is_over() -> None:
    """Where a holiday moves the reminder past the end of the check-in, nobody is reminded at all."""
    life = in_exchange(match(policy={"midway.reminder": 13}, holidays=(date(2027, 5, 3),)))
    life.pass_next("midway.at")
    assert life.due("midway.reminder")[0].due_at == datetime(2027, 5, 4, 6, 28, tzinfo=UTC)
    life.pass_next("midway.window")
    assert life.at == datetime(2027, 5, 3, 22, tzinfo=UTC)
    assert life.due("midway.reminder") == []
    assert Template.MIDWAY_REMINDER not in templates_of(life.wait(days=3).events)


def test_a_half_time_that_ends_in_the_morning_silences_its_reminder() -> None:
    """Where the check-in ends between the two mornings, the later reader is not reminded any more."""
    life = in_exchange(with_later_reader())
    life.pass_next("midway.at")
    life.pass_next("midway.reminder")
    assert owed(life, "E51") == ["a", "b"]
    ends_at = life.at + timedelta(hours=1)
    life.tell(c.MoveDeadline(operator_id="o", key="midway.window", due_at=ends_at, reason="asked for"))
    life.until(ends_at - timedelta(minutes=1)).at = ends_at
    assert suppressed_after(life, DeadlinePassed(key="midway.window", due_at=ends_at)) == ["E51 a"]


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
