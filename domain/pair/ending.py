"""How a pair ends: leaving, dissolving, looking back, completing; and what is shredded afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from domain.base import Deadline, Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair import meeting
from domain.pair.sending import nudging
from domain.pair.stages import Ended, Exchange, Review
from domain.pair.state import Pair
from domain.pair.values import SIDES, EndReason, Side
from domain.working_time import add_days, end_of_day, local_date

REVIEW = "review.window"
REVIEW_REMINDERS = "review.reminders"
RETENTION = "retention.pair_private"


def leave(pair: Pair, by: Side, at: datetime) -> tuple[e.PairEvent, ...]:
    """Either may go at any time, without a reason."""
    return e.ExitRequested(by=by), *dissolved(pair, EndReason.DISSOLVED, at)


def dissolved(pair: Pair, reason: EndReason, at: datetime) -> tuple[e.PairEvent, ...]:
    """The end before its time; every future meeting is cancelled."""
    today = local_date(at, pair.zone)
    meetings = meeting.settled(pair, at)
    end = e.PairDissolved(
        end_reason=reason,
        future_meetings_cancelled=sum(isinstance(event, e.MeetingCancelled) for event in meetings),
        ended_on=today,
        shred_on=_shred_on(pair, today) if isinstance(pair.stage, Exchange | Review) else None,
    )
    return *meetings, end


def submit_review(pair: Pair, review: Review, command: c.SubmitReview, at: datetime) -> tuple[e.PairEvent, ...]:
    """One partner looks back; with the second the pair is complete."""
    if command.by in review.answered_by:
        raise Refused("this review has been given already", allowed=("ConfirmMeeting", "LeavePair"))
    submitted = e.ReviewSubmitted(**command.model_dump(exclude={"type"}))
    answers = len(review.answered_by) + 1
    if answers < len(SIDES):
        return (submitted,)
    return submitted, *_completed(pair, review, answers, at)


def review_deadlines(pair: Pair, review: Review) -> Iterator[Deadline]:
    """Reminders to the silent, then the end of the review."""
    for days in pair.policy.review__reminders:
        day = add_days(review.opened_on, days)
        yield Deadline(key=f"{REVIEW_REMINDERS}#{days}", due_at=nudging(pair, day))
    yield Deadline(key=REVIEW, due_at=end_of_day(review.due_on, pair.zone))


def review_passed(pair: Pair, review: Review, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows from a passed deadline of the review."""
    if key == REVIEW:
        return _completed(pair, review, len(review.answered_by), at)
    return (e.ReminderFellDue(key=key),)


def retention_deadlines(pair: Pair, ended: Ended) -> Iterator[Deadline]:
    """The day on which what is private goes; at the latest `retention.pair_private` days after any end."""
    if not ended.is_shredded:
        shred_on = ended.shred_on or _shred_on(pair, ended.ended_on)
        yield Deadline(key=RETENTION, due_at=end_of_day(shred_on, pair.zone))


def shredded(pair: Pair, at: datetime) -> tuple[e.PairEvent, ...]:
    """The pair's key goes; letters that nobody could post until now are given up first."""
    given_up = (e.LetterSuppressed(letter_id=letter.letter_id, reason="STALE") for letter in pair.owed)
    return *given_up, e.PairDataShredded(shredded_on=local_date(at, pair.zone))


def shredded_early(pair: Pair, at: datetime) -> tuple[e.PairEvent, ...]:
    """A pair that never reached the exchange period has nothing to keep once its last letter is out."""
    match pair.stage:
        case Ended(shred_on=None, is_shredded=False) if not pair.owed:
            return shredded(pair, at)
        case _:
            return ()


def _completed(pair: Pair, review: Review, answers: int, at: datetime) -> tuple[e.PairEvent, ...]:
    meetings = meeting.settled(pair, at)
    held = pair.meetings_held + sum(isinstance(event, e.MeetingHeld) for event in meetings)
    today = local_date(at, pair.zone)
    minimum = min(pair.policy.meeting__minimum_for_completion, review.expected_meetings)
    completed = e.PairCompleted(
        meetings_held=held,
        meetings_expected=review.expected_meetings,
        is_below_minimum=held < minimum,
        ended_on=today,
        shred_on=_shred_on(pair, today),
    )
    return *meetings, e.ReviewClosed(answers=answers), completed


def _shred_on(pair: Pair, ended_on: date) -> date:
    return add_days(ended_on, pair.policy.retention__pair_private)
