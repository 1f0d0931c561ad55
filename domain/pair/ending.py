"""How a pair ends: leaving, dissolving, looking back, completing; and what is shredded afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from domain.base import Deadline, Refused
from domain.pair import balance, follow_up, meeting, rematch
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.keys import DeadlineKey
from domain.pair.sending import nudging
from domain.pair.stages import Ended, Exchange, Review
from domain.pair.state import Pair
from domain.pair.values import SIDES, EndReason, Side
from domain.working_time import add_days, end_of_day, local_date

K = DeadlineKey


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


def completed(pair: Pair, reason: EndReason, *, expected: int, at: datetime) -> tuple[e.PairEvent, ...]:
    """The end of the whole way, or of as much of it as both wanted; scheduled meetings are settled as they stand."""
    meetings = meeting.settled(pair, at)
    held = pair.meetings_held + sum(isinstance(event, e.MeetingHeld) for event in meetings)
    today = local_date(at, pair.zone)
    follow_up_on = follow_up.asked_on(pair, today)
    end = e.PairCompleted(
        end_reason=reason,
        meetings_held=held,
        meetings_expected=expected,
        is_below_minimum=held < min(pair.policy.meeting__minimum_for_completion, expected),
        ended_on=today,
        shred_on=_shred_on(pair, today, follow_up_on=follow_up_on),
        follow_up_on=follow_up_on,
        final_balance=balance.index(pair),
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
    return submitted, *_closed(pair, review, answers, at)


def review_deadlines(pair: Pair, review: Review) -> Iterator[Deadline]:
    """Reminders to the silent, then the end of the review."""
    for days in pair.policy.review__reminders:
        day = add_days(review.opened_on, days)
        yield Deadline(key=f"{K.REVIEW_REMINDER}#{days}", due_at=nudging(pair, day))
    yield Deadline(key=K.REVIEW_WINDOW, due_at=end_of_day(review.due_on, pair.zone))


def review_passed(pair: Pair, review: Review, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows from a passed deadline of the review."""
    if K.of(key) is K.REVIEW_WINDOW:
        return _closed(pair, review, len(review.answered_by), at)
    return (e.ReminderFellDue(key=key),)


def retention_deadlines(pair: Pair, ended: Ended) -> Iterator[Deadline]:
    """The day on which what is private goes; at the latest `retention.pair_private` days after any end."""
    if not ended.is_shredded:
        shred_on = ended.shred_on or _shred_on(pair, ended.ended_on)
        yield Deadline(key=K.RETENTION, due_at=end_of_day(shred_on, pair.zone))


def shredded(pair: Pair, at: datetime) -> tuple[e.PairEvent, ...]:
    """The pair's key goes; letters that nobody could post until now are given up first."""
    given_up = (e.LetterSuppressed(letter_id=letter.letter_id, reason="STALE") for letter in pair.owed)
    return *given_up, e.PairDataShredded(shredded_on=local_date(at, pair.zone))


def shredded_early(pair: Pair, at: datetime) -> tuple[e.PairEvent, ...]:
    """A pair that never reached the exchange period keeps nothing once its last letter and the wishes are out."""
    match pair.stage:
        case Ended(shred_on=None, is_shredded=False) as ended if not pair.owed and not rematch.is_awaited(pair, ended):
            return shredded(pair, at)
        case _:
            return ()


def _closed(pair: Pair, review: Review, answers: int, at: datetime) -> tuple[e.PairEvent, ...]:
    completion = completed(pair, EndReason.COMPLETED, expected=review.expected_meetings, at=at)
    return e.ReviewClosed(answers=answers), *completion


def _shred_on(pair: Pair, ended_on: date, *, follow_up_on: date | None = None) -> date:
    """`retention.pair_private` days after the end, but not while the follow-up is still to be answered."""
    kept_until = add_days(ended_on, pair.policy.retention__pair_private)
    return max(kept_until, follow_up.answered_until(pair, follow_up_on)) if follow_up_on else kept_until
