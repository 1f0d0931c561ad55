"""Letters of deadlines that have no other effect, and of letters that could not leave."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from domain.letters import LETTERS, Template
from domain.pair import events as e
from domain.pair.health import next_due_on
from domain.pair.keys import DeadlineKey as K
from domain.pair.stages import Chemistry, Exchange, Kickoff, Proposed, Review
from domain.pair.state import Pair, silent
from domain.pair.values import SIDES, MeetingState
from domain.pair.wanted.meeting import confirmation
from domain.pair.wanted.shape import COORDINATOR, Wanted, may_pause, meeting_params, to_sides
from domain.pair.wanted.staff import somebody_should_look

_TO_STAFF = (K.KICKOFF_ESCALATE, K.KICKOFF_RED, K.KICKOFF_DECISION, K.HEALTH_RED, K.INACTIVITY_CLOSE)


def after_operation(pair: Pair, event: e.OperationEvent) -> Iterator[Wanted]:
    """The letters that one of these events asks for."""
    match event:
        case e.ReminderFellDue(key=key) if K.of(key) in _TO_STAFF:
            yield from somebody_should_look(pair, key)
        case e.ReminderFellDue(key=key):
            yield from _reminder(pair, key)
        case e.LetterFailed(letter_id=letter_id) if pair.phase.is_open and _is_to_partner(pair, letter_id):
            yield Wanted(template=Template.DELIVERY_PROBLEM, to=COORDINATOR)
        case _:
            return


def _reminder(pair: Pair, key: str) -> Iterator[Wanted]:
    """Only the silent are reminded of an answer."""
    policy_key = K.of(key)
    match pair.stage, policy_key:
        case Proposed() as proposed, K.PROPOSAL_REMINDER:
            params = {"expires_on": str(proposed.expires_on)}
            to = to_sides(*silent(proposed.accepted_by))
            yield Wanted(template=Template.MATCH_REMINDER, params=params, to=to)
        case Chemistry() as chemistry, K.CHEMISTRY_REMINDER:
            yield Wanted(template=Template.CHEMISTRY_REMINDER, params={"due_on": str(chemistry.due_on)})
        case Kickoff() as kickoff, K.KICKOFF_REMINDER:
            yield _kickoff_reminder(kickoff)
        case _, K.MEETING_REMINDER | K.CONFIRM_REMINDER:
            yield from _meeting_reminder(pair, policy_key, UUID(key.split("#")[1]))
        case Exchange() as exchange, _:
            yield from _in_exchange(pair, exchange, policy_key)
        case Review() as review, K.REVIEW_REMINDER:
            to = to_sides(*silent(review.answered_by))
            yield Wanted(template=Template.REVIEW_REMINDER, params={"due_on": str(review.due_on)}, to=to)
        case _:
            return


def _kickoff_reminder(kickoff: Kickoff) -> Wanted:
    points = {point for side in SIDES for point in kickoff.open_points(side)}
    params = {"due_on": str(kickoff.due_on), "points_open": str(len(points))}
    return Wanted(template=Template.KICKOFF_REMINDER, params=params)


def _meeting_reminder(pair: Pair, policy_key: K, meeting_id: UUID) -> Iterator[Wanted]:
    about = pair.meeting(meeting_id)
    if about is None:
        return
    if policy_key is K.MEETING_REMINDER:
        yield Wanted(template=Template.MEETING_REMINDER, params=meeting_params(about))
    else:
        yield confirmation(about)


def _in_exchange(pair: Pair, exchange: Exchange, policy_key: K) -> Iterator[Wanted]:
    match policy_key:
        case K.NO_DATE_NUDGE | K.SECOND_NUDGE:
            params = {"last_meeting_on": _last_held_on(pair), "due_on": str(next_due_on(pair, exchange))}
            yield Wanted(template=Template.NO_DATE_NUDGE, params=params | may_pause(pair))
        case K.MIDWAY_REMINDER if exchange.midway:
            to = to_sides(*silent(exchange.midway.answered_by))
            yield Wanted(template=Template.MIDWAY_REMINDER, params={"due_on": str(exchange.midway.due_on)}, to=to)
        case K.CLOSING_COORDINATOR:
            params = {"ends_on": str(exchange.ends_on)}
            yield Wanted(template=Template.PAIRS_ENDING, params=params, to=COORDINATOR)
        case _:
            return


def _last_held_on(pair: Pair) -> str:
    """The day of the last meeting that took place; empty for a pair that has not met yet."""
    held = (m.window_on for m in pair.half_year_meetings(MeetingState.HELD))
    return str(max(held, default=""))


def _is_to_partner(pair: Pair, letter_id: UUID) -> bool:
    """Whether a letter that has just failed was to one of the two: nobody is written to about a letter to staff."""
    failed = (letter for letter in pair.private.recent if letter.letter_id == letter_id)
    return any(not LETTERS[Template(letter.template)].to_staff for letter in failed)
