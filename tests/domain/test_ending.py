"""How a pair ends, and what is left of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from domain.base import DeadlinePassed, LetterOutcome, LettersPosted
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.allowed import ALLOWED
from domain.pair.plan import claims, is_over, plan
from domain.pair.stages import Ended
from domain.pair.values import SIDES, EndReason, MeetingState, Phase, Side
from tests.domain.story import (
    Life,
    completed,
    in_chemistry,
    in_exchange,
    in_kickoff,
    in_review,
    letters_in,
    match,
    proposed,
)


def look_back(by: str) -> c.SubmitReview:
    """One partner's review."""
    return c.SubmitReview.model_validate(
        {"by": by, "goals": 5, "balance": 3, "recommend": 10, "topics_learned": ["LAW"]}
    )


@pytest.mark.parametrize("walk", [in_chemistry, in_kickoff, in_exchange, in_review])
@pytest.mark.parametrize("by", SIDES)
def test_either_may_leave_at_any_time(walk: Callable[[], Life], by: Side) -> None:
    """No reason is asked for; both read the same, the coordinator learns that it ended, the people are free."""
    life = walk()
    leave = c.LeavePair(by=by)
    life.when(leave).then(e.ExitRequested(by=by), e.PairDissolved).asks_for("E61 a b", "E62 coordinator")
    life.tell(leave)
    assert life.pair.phase is Phase.DISSOLVED
    assert not {"person/person-1", "person/person-2"} & claims(life.pair)
    assert {"by"} == e.ExitRequested.SEALED


def test_leaving_cancels_every_meeting_ahead() -> None:
    """Each date ahead is cancelled in the calendar; one that is past is settled as it stands."""
    life = in_exchange()
    for days in (1, 10, 20):
        life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=days)))
    life.wait(days=2)
    left = life.when(c.LeavePair(by="b"))
    left.then(
        e.ExitRequested, e.MeetingLeftUnconfirmed, e.MeetingCancelled, e.MeetingCancelled, e.PairDissolved
    ).asks_for("E42 a b a b", "E61 a b", "E62 coordinator")
    life.tell(c.LeavePair(by="b"))
    (dissolved,) = [event for event in life.events if isinstance(event, e.PairDissolved)]
    assert dissolved.future_meetings_cancelled == 2
    assert {x.params["pair_ended"] for x in life.pair.owed if x.template.startswith("E42")} == {"yes"}


def closed() -> list[Life]:
    """A life at each kind of end."""
    declined, left, full = proposed(), in_exchange(), completed()
    declined.tell(c.DeclineMatch(by="a"))
    left.tell(c.LeavePair(by="a"))
    return [declined, proposed().wait(days=12), in_chemistry().wait(days=40), in_kickoff().wait(days=95), left, full]


@pytest.mark.parametrize("life", closed(), ids=lambda x: x.pair.phase)
def test_closed_stays_closed(life: Life) -> None:
    """After the end people can only say whether they wish for another partner, or what has stayed."""
    tomorrow, allowed = life.at + timedelta(days=1), ALLOWED[life.pair.phase]
    commands = (c.LeavePair(by="a"), c.ScheduleMeeting(by="a", starts_at=tomorrow), c.AcceptMatch(by="a"))
    for command in (*commands, c.CompleteMidwayCheckIn(by="b"), look_back("a")):
        life.when(command).refuses(f"not possible at {life.pair.phase}", allowed=allowed)
    assert set(allowed) <= {"RequestRematch", "DeclineRematch", "SubmitFollowUp"}
    assert life.pair.meetings_in(MeetingState.SCHEDULED) == ()


@pytest.mark.parametrize("life", closed(), ids=lambda x: x.pair.phase)
def test_every_end_is_over_at_last(life: Life) -> None:
    """What is private is shredded and no letter is owed; then nothing will ever be due again."""
    life.wait(days=120)
    assert is_over(life.pair)
    assert plan(life.pair).next_at is None
    assert isinstance(life.events[-1], e.PairDataShredded)


def test_what_nobody_accepted_goes_with_its_last_letter() -> None:
    """A proposal taken back shreds as soon as both letters are out, whatever became of them."""
    life = proposed()
    life.wait(days=1)
    life.tell(c.WithdrawMatch(staff_id="person-c", reason="two of one team"))
    first, second = (letter.letter_id for letter in life.pair.owed)
    life.tell(LettersPosted(outcomes=(LetterOutcome(letter_id=first, state="SENT", provider_id="x"),)))
    assert not life.stage(Ended).is_shredded
    last = LettersPosted(outcomes=(LetterOutcome(letter_id=second, state="FAILED", error_class="x"),))
    life.when(last).then(e.LetterFailed, e.PairDataShredded)


@pytest.mark.parametrize(("walk", "is_kept"), [(in_chemistry, False), (in_kickoff, False), (in_exchange, True)])
def test_who_leaves_before_the_half_year_leaves_nothing(walk: Callable[[], Life], is_kept: bool) -> None:
    """Only a pair that reached the half year keeps its data for a while."""
    life = walk()
    life.tell(c.LeavePair(by="b"))
    life.wait(days=16)
    assert life.stage(Ended).is_shredded is not is_kept


def test_a_letter_that_never_leaves_does_not_keep_private_data() -> None:
    """After the retention owed letters are given up and the data goes all the same."""
    life = proposed().wait(days=1)
    life.tell(c.DeclineMatch(by="a"))
    (retention,) = life.due("retention.pair_private")
    assert retention.due_at.date() == life.today + timedelta(days=90)
    owed = [letter.letter_id for letter in life.pair.owed]
    life.at = retention.due_at
    told = life.tell(DeadlinePassed(key=retention.key, due_at=retention.due_at))
    given_up = [e.LetterSuppressed(letter_id=letter_id, reason="STALE") for letter_id in owed]
    assert told == (*given_up, e.PairDataShredded(shredded_on=life.today))
    assert is_over(life.pair)


def test_a_half_year_keeps_its_data_for_the_retention() -> None:
    """Whoever reached the half year finds the data for the days of the policy, and not longer."""
    life = in_exchange(match(policy={"retention.pair_private": 30}))
    life.tell(c.LeavePair(by="a"))
    ended_on = life.today
    life.wait(days=29)
    assert not life.stage(Ended).is_shredded
    life.passes("retention.pair_private").then(e.PairDataShredded(shredded_on=ended_on + timedelta(days=31)))


def test_looking_back() -> None:
    """One review waits, a second one by the same person is refused, both complete the pair."""
    life = in_review()
    submitted = e.ReviewSubmitted(by="a", goals=5, balance=3, recommend=10, topics_learned=("LAW",))
    life.when(look_back("a")).then(submitted).asks_for()
    life.tell(look_back("a"))
    life.when(look_back("a")).refuses("given already", allowed=("ConfirmMeeting", "LeavePair"))
    life.when(look_back("b")).then(e.ReviewSubmitted, e.ReviewClosed(answers=2), e.PairCompleted).asks_for("E75 a b")


def test_every_answer_of_the_review_is_carried() -> None:
    """What was asked later than the first four questions may be left out, and is sealed like them."""
    scores = {"goals": 1, "balance": 2, "match": 3, "organisation": 4, "time_well_spent": 5, "usable_now": 1}
    said = {"by": "b", **scores, "recommend": 0, "topics_learned": ("LAW", "CLOUD")}
    submitted = e.ReviewSubmitted.model_validate(said)
    in_review().when(c.SubmitReview.model_validate(said)).then(submitted)
    assert set(said) == e.ReviewSubmitted.SEALED


def test_a_completion_tells_how_even_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """The balance at the end is carried, sealed."""
    monkeypatch.setattr("domain.pair.balance.index", lambda pair: 83)
    (done,) = [event for event in completed().events if isinstance(event, e.PairCompleted)]
    assert done.final_balance == 83
    assert {"final_balance"} == e.PairCompleted.SEALED


def test_a_review_closes_by_itself() -> None:
    """The silent are reminded twice; after three weeks the pair is complete with what there is."""
    life = in_review()
    life.tell(look_back("b"))
    life.passes("review.reminders").then(e.ReminderFellDue).asks_for("E74 a")
    life.passes("review.window").then(e.ReviewClosed(answers=1), e.PairCompleted).asks_for("E75 a b")


def test_a_completion_counts_what_was_held() -> None:
    """Meetings held count, the two talks do not; fewer than the minimum are below it."""
    life = in_exchange()
    for _ in range(4):
        life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=1)))
        life.wait(days=1, hours=2)
        about = life.meeting().meeting_id
        life.tell(*(c.ConfirmMeeting(by=side, meeting_id=about) for side in SIDES))
    life.wait(days=400)
    (done,) = [event for event in life.events if isinstance(event, e.PairCompleted)]
    assert (done.end_reason, done.meetings_held, done.meetings_expected) == (EndReason.COMPLETED, 4, 6)
    assert not done.is_below_minimum


def test_a_meeting_of_the_last_day_can_be_confirmed_in_the_review() -> None:
    """What was met at the very end still counts."""
    life = in_exchange()
    life.until(life.due("exchange.period")[0].due_at - timedelta(days=1))
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(hours=12)))
    life.wait(days=3)
    assert life.pair.phase is Phase.REVIEW
    about = life.meeting().meeting_id
    life.tell(*(c.ConfirmMeeting(by=side, meeting_id=about) for side in SIDES))
    assert life.pair.meetings_held == 1


def test_after_its_end_a_pair_is_written_to_once_more() -> None:
    """With the ending append all letters are asked for but one: months later each is asked what has stayed."""
    life = completed()
    before = len(life.events)
    life.wait(days=200)
    assert letters_in(tuple(life.events[before:])) == ["E76 a b"]
