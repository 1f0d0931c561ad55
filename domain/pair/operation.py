"""What happens to a pair from outside its two people: letters leave, operators move deadlines."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

from domain.base import Deadline, LetterOutcome, LettersPosted, Refused
from domain.pair import chemistry, ending, exchange, kickoff, proposal
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.state import Pair

# The last way on from each phase: without it a silent pair would stay for ever, or its private data would.
_LAST_WAYS_ON = (proposal.EXPIRES, chemistry.LAPSE, kickoff.LAPSE, exchange.END, ending.REVIEW, ending.RETENTION)
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
    deadline = next((d for d in deadlines if d.key == command.key), None)
    if deadline is None:
        keys = ", ".join(d.key for d in deadlines) or "none"
        raise Refused(f"no open deadline has this key; open are: {keys}", allowed=("MoveDeadline", "SkipDeadline"))
    match command:
        case c.MoveDeadline(due_at=due_at):
            if due_at <= at:
                raise Refused("a deadline can only be moved into the future", allowed=("SkipDeadline",))
            if due_at > at + _FURTHEST:
                raise Refused(
                    f"a deadline can be moved by {_FURTHEST.days} days from now at most", allowed=("MoveDeadline",)
                )
            return (e.DeadlineMoved(key=command.key, old_due=deadline.due_at, new_due=due_at, reason=command.reason),)
        case c.SkipDeadline():
            if command.key.startswith(_LAST_WAYS_ON):
                raise Refused("a silent pair could not go on without this deadline", allowed=("MoveDeadline",))
            return (e.DeadlineSkipped(key=command.key, old_due=deadline.due_at, reason=command.reason),)
        case _:
            assert_never(command)


def _outcome(outcome: LetterOutcome) -> e.PairEvent:
    match outcome.state:
        case "SENT":
            return e.LetterSent(letter_id=outcome.letter_id, provider_id=outcome.provider_id)
        case "FAILED":
            return e.LetterFailed(letter_id=outcome.letter_id, error_class=outcome.error_class)
        case "UNKNOWN":
            return e.LetterOutcomeUnknown(letter_id=outcome.letter_id, error_class=outcome.error_class)
        case _:
            assert_never(outcome.state)


def deadline_fired(
    pair: Pair, deadlines: tuple[Deadline, ...], command: c.FireDeadline, at: datetime
) -> e.OperatorActionRecorded:
    """An operator lets an open deadline pass now."""
    raise Refused("not possible yet")


def letter_resent(pair: Pair, command: c.ResendLetter, at: datetime) -> tuple[e.PairEvent, ...]:
    """An operator has a letter sent once more."""
    raise Refused("not possible yet")


def handed_over(pair: Pair, command: c.HandOver) -> tuple[e.PairEvent, ...]:
    """An operator gives a role of the staff to another person."""
    raise Refused("not possible yet")
