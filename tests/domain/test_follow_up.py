"""Months after a completion: what has stayed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.plan import is_over
from domain.pair.stages import Ended
from domain.pair.values import SIDES, Side, other
from tests.domain.story import Life, completed, in_exchange, match


def done(**policy: Any) -> Life:
    """Both looked back."""
    return completed(match(policy=policy))


def end_of(life: Life) -> e.PairCompleted:
    """How the pair completed."""
    (end,) = [event for event in life.events if isinstance(event, e.PairCompleted)]
    return end


def asked(**policy: Any) -> Life:
    """The question was put."""
    life = done(**policy)
    life.until(life.due("followup.at")[0].due_at)
    return life


def says(by: Side) -> c.SubmitFollowUp:
    """What has stayed."""
    return c.SubmitFollowUp(by=by, still_using=4, still_in_touch=True, would_do_it_again=False)


def test_each_is_asked_once() -> None:
    """On the first open morning from `followup.at` days after the end on, with `followup.window` days to answer."""
    life = done()
    end = end_of(life)
    assert end.follow_up_on == end.ended_on + timedelta(days=90)
    (question,) = life.due("followup.at")
    opens_on = question.due_at.date()
    assert 0 <= (opens_on - end.follow_up_on).days <= 4
    life.passes("followup.at").then(e.FollowUpRequested(due_on=opens_on + timedelta(days=14)))
    life.until(question.due_at)
    assert life.due("followup.at") == []


@pytest.mark.parametrize("by", SIDES)
def test_each_answers_once(by: Side) -> None:
    """Answers are sealed; a second one of the same person is refused, and with both nothing more is asked."""
    life = asked()
    answer = e.FollowUpSubmitted(by=by, still_using=4, still_in_touch=True, would_do_it_again=False)
    life.when(says(by)).then(answer).asks_for()
    life.tell(says(by))
    life.when(says(by)).refuses("answered already")
    life.when(says(other(by))).then(e.FollowUpSubmitted).asks_for()
    assert set(e.FollowUpSubmitted.model_fields) == e.FollowUpSubmitted.SEALED


def test_not_before_the_question() -> None:
    """Whoever is too early is told the day, or that this programme never asks."""
    life = done()
    life.when(says("a")).refuses(f"is asked on {end_of(life).follow_up_on}")
    done(**{"followup.at": 0}).when(says("a")).refuses("not asked in this programme")


def test_answers_end_with_their_last_day() -> None:
    """Up to the last instant of the last day in the organisation's zone, though the data may be kept longer."""
    life = asked(**{"retention.pair_private": 200})
    due_on = life.stage(Ended).follow_up_due_on
    assert due_on is not None
    life.until_day(due_on, hour=23)
    life.when(says("a")).then(e.FollowUpSubmitted)
    life.until_day(due_on + timedelta(days=1), hour=0)
    life.when(says("b")).refuses(f"until {due_on}")
    assert not life.stage(Ended).is_shredded


def test_data_waits_for_the_answers() -> None:
    """It goes on the day that the letter of the completion named: after the last day of the answers."""
    life = asked()
    end, due_on = end_of(life), life.stage(Ended).follow_up_due_on
    assert end.shred_on == due_on
    assert end.shred_on > end.ended_on + timedelta(days=90)
    life.until_day(end.shred_on, hour=23)
    life.when(says("a")).then(e.FollowUpSubmitted)
    life.wait(hours=2)
    assert is_over(life.pair)
    life.when(says("a")).refuses("nothing more is possible")


def test_data_waits_for_the_retention() -> None:
    """Where the answers end before it, the retention counts."""
    end = end_of(done(**{"followup.at": 30}))
    assert end.shred_on == end.ended_on + timedelta(days=90)


def test_a_programme_that_never_asks() -> None:
    """Nothing is asked, and nothing waits for an answer."""
    life = done(**{"followup.at": 0})
    end = end_of(life)
    assert (end.follow_up_on, end.shred_on) == (None, end.ended_on + timedelta(days=90))
    assert life.due("followup.at") == []
    life.wait(days=100)
    assert is_over(life.pair)
    assert not [event for event in life.events if isinstance(event, e.FollowUpRequested)]


def test_a_late_question_leaves_less_time() -> None:
    """After an outage the answers end with the day of deletion, which nobody moves."""
    life = done()
    question = life.due("followup.at")[0]
    life.at = question.due_at + timedelta(days=9)
    shred_on = end_of(life).shred_on
    told = life.when(c.FireDeadline(operator_id="operator-1", key=question.key, reason="the service was down"))
    told.then(e.OperatorActionRecorded, e.FollowUpRequested(due_on=shred_on))


def test_only_a_completion_is_followed_up() -> None:
    """Who left is not asked again."""
    life = in_exchange()
    life.tell(c.LeavePair(by="a"))
    assert life.due("followup.at") == []
    life.when(says("a")).refuses("not possible at DISSOLVED", allowed=("RequestRematch", "DeclineRematch"))


@pytest.mark.parametrize("walk", [done, asked])
def test_data_whose_day_was_brought_forward_takes_no_answers(walk: Callable[[], Life]) -> None:
    """What is gone before its day can neither be asked for nor added to."""
    life = walk()
    (retention,) = life.due("retention.pair_private")
    sooner = {"key": retention.key, "due_at": life.at + timedelta(hours=8)}
    life.tell(c.MoveDeadline.model_validate({"operator_id": "o", "reason": "both asked for it", **sooner}))
    life.wait(hours=9)
    assert is_over(life.pair)
    assert life.due("followup.at") == []
    life.when(says("a")).refuses("nothing more is possible" if walk is asked else "is asked on")


def test_after_the_deletion_nothing_is_asked() -> None:
    """A question that an operator moved beyond the day of deletion never comes."""
    life = done()
    question = life.due("followup.at")[0]
    later = question.due_at + timedelta(days=60)
    life.tell(c.MoveDeadline(operator_id="operator-1", key=question.key, due_at=later, reason="asked by phone"))
    life.wait(days=120)
    assert is_over(life.pair)
    assert not [event for event in life.events if isinstance(event, e.FollowUpRequested)]
