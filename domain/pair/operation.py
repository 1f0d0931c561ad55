"""What happens to a pair from outside its two people: letters leave, operators act, each time with a reason."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never
from uuid import UUID

from domain.base import Deadline, Letter, LetterOutcome, LettersPosted, Recipient, Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.keys import DeadlineKey
from domain.pair.state import Pair
from domain.working_time import local_date

K = DeadlineKey
# The last way on from each phase: without it a silent pair would stay for ever, or its private data would.
_LAST_WAYS_ON = (
    K.PROPOSAL_EXPIRES,
    K.CHEMISTRY_LAPSE,
    K.KICKOFF_LAPSE,
    K.PAUSE_END,
    K.EXCHANGE_END,
    K.REVIEW_WINDOW,
    K.RETENTION,
)
# Whether a meeting took place cannot be asked, and not be left open, before it is over.
_AFTER_A_MEETING = (K.CONFIRM_REQUEST, K.CONFIRM_REMINDER, K.CONFIRM_CLOSED)
# Further away no deadline of a pair lies; a year mistyped would hold two people for ever.
_FURTHEST = timedelta(days=730)


def letters_posted(pair: Pair, message: LettersPosted) -> tuple[e.PairEvent, ...]:
    """One event for each outcome of a letter that is still owed."""
    owed = {letter.letter_id for letter in pair.owed}
    return tuple(_outcome(outcome) for outcome in message.outcomes if outcome.letter_id in owed)


def deadline_changed(
    deadlines: tuple[Deadline, ...], command: c.MoveDeadline | c.SkipDeadline, at: datetime
) -> tuple[e.PairEvent, ...]:
    """An operator moves or skips an open deadline; one that a silent pair needs to go on can only be moved."""
    deadline = _open(deadlines, command.key)
    match command:
        case c.MoveDeadline(due_at=due_at):
            _check_moment(due_at, at)
            return (e.DeadlineMoved(key=command.key, old_due=deadline.due_at, new_due=due_at, reason=command.reason),)
        case c.SkipDeadline():
            if DeadlineKey.of(command.key) in _LAST_WAYS_ON:
                raise Refused("a silent pair could not go on without this deadline", allowed=("MoveDeadline",))
            return (e.DeadlineSkipped(key=command.key, old_due=deadline.due_at, reason=command.reason),)
        case _:
            assert_never(command)


def deadline_fired(
    pair: Pair, deadlines: tuple[Deadline, ...], command: c.FireDeadline, at: datetime
) -> e.OperatorActionRecorded:
    """An operator lets an open deadline pass now: what silence would lead to later comes at once.

    Not the shredding: it cannot be undone, and the two were told its day. Nor what follows a meeting before its end.
    """
    _open(deadlines, command.key)
    key = DeadlineKey.of(command.key)
    if key is K.RETENTION:
        raise Refused("what is private is kept until the day that the two were told", allowed=("MoveDeadline",))
    if key in _AFTER_A_MEETING and not _is_over(pair, command.key, at):
        raise Refused("this meeting is not over yet", allowed=("MoveDeadline", "SkipDeadline"))
    return _recorded(pair, e.OperatorAction.FIRE_DEADLINE, command, target=command.key, at=at)


def letter_resent(pair: Pair, command: c.ResendLetter, at: datetime) -> tuple[e.PairEvent, ...]:
    """An operator has one of the last letters sent once more, as a letter of its own; `wanted` asks for it.

    Whether its reader has answered meanwhile makes no difference: a refusal would tell.
    """
    letter = next((x for x in pair.private.recent if x.letter_id == command.letter_id), None)
    if any(x.letter_id == command.letter_id or _is_alike(x, letter) for x in pair.owed):
        raise Refused("this letter waits to leave", allowed=("ResendLetter",))
    if letter is None:
        raise Refused("only the last six letters that have left can be sent once more", allowed=("ResendLetter",))
    return (_recorded(pair, e.OperatorAction.RESEND_LETTER, command, target=str(command.letter_id), at=at),)


def handed_over(pair: Pair, command: c.HandOver) -> tuple[e.PairEvent, ...]:
    """An operator gives a role of the staff to another person, never to one of the two (invariant 20)."""
    role, to_id, staff = command.role, command.person_id, pair.match.staff
    if role not in staff:
        raise Refused(f"nobody is {role} of this pair; there are: {', '.join(staff) or 'none'}", allowed=("HandOver",))
    if to_id == staff[role]:
        raise Refused(f"{to_id} is {role} of this pair already", allowed=("HandOver",))
    if to_id in (pair.match.a.person_id, pair.match.b.person_id):
        raise Refused("nobody looks after a pair of their own; name somebody else", allowed=("HandOver",))
    if role is not Recipient.SPONSOR and to_id in (staff.get(Recipient.COORDINATOR), staff.get(Recipient.DEPUTY)):
        raise Refused("coordinator and deputy must be two people; name somebody else", allowed=("HandOver",))
    return (e.CoordinatorHandedOver(role=role, from_id=staff[role], to_id=to_id, reason=command.reason),)


def _outcome(outcome: LetterOutcome) -> e.PairEvent:
    match outcome.state:
        case "SENT":
            return e.LetterSent(letter_id=outcome.letter_id, provider_id=outcome.provider_id)
        case "FAILED":
            return e.LetterFailed(letter_id=outcome.letter_id, error_class=outcome.error_class)
        case "UNKNOWN":
            return e.LetterOutcomeUnknown(letter_id=outcome.letter_id, error_class=outcome.error_class)
        case "STALE":
            return e.LetterSuppressed(letter_id=outcome.letter_id, reason="STALE")
        case _:
            assert_never(outcome.state)


def _is_alike(one: Letter, another: Letter | None) -> bool:
    """Whether two letters say the same to the same reader."""
    return another is not None and one.with_(letter_id=another.letter_id, not_before=another.not_before) == another


def _open(deadlines: tuple[Deadline, ...], key: str) -> Deadline:
    deadline = next((d for d in deadlines if d.key == key), None)
    if deadline is None:
        keys = ", ".join(d.key for d in deadlines) or "none"
        raise Refused(f"no open deadline has this key; open are: {keys}", allowed=("MoveDeadline", "SkipDeadline"))
    return deadline


def _check_moment(due_at: datetime, at: datetime) -> None:
    if due_at <= at:
        raise Refused("a deadline can only be moved into the future", allowed=("SkipDeadline",))
    if due_at > at + _FURTHEST:
        raise Refused(f"a deadline can be moved by {_FURTHEST.days} days from now at most", allowed=("MoveDeadline",))


def _is_over(pair: Pair, key: str, at: datetime) -> bool:
    """Whether the meeting that a deadline is about has ended."""
    meeting = pair.meeting(UUID(key.split("#")[1]))
    return meeting is not None and meeting.has_ended(at)


def _recorded(
    pair: Pair, action: e.OperatorAction, command: c.OperatorMessage, *, target: str, at: datetime
) -> e.OperatorActionRecorded:
    return e.OperatorActionRecorded(
        action=action,
        operator_id=command.operator_id,
        reason=command.reason,
        target=target,
        acted_on=local_date(at, pair.zone),
    )
