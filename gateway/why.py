"""Why a letter was written: the event, the deadline and the policy key behind it, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import JsonValue

from domain.base import ActorKind, Deadline, Frozen, Refused
from domain.letters import LETTERS, Template
from domain.pair import events as e
from domain.pair.due import open_deadlines
from domain.pair.state import Pair
from domain.pair.told import Happened, LetterState, listed, may_be_told, outcome_of
from gateway.reading import folded


class Cause(Frozen):
    """The event that asked for a letter; `deadline` is the one that passed and so led to it, if one did."""

    happened: Happened
    deadline: Deadline | None


class Explained(Frozen):
    """A letter of a pair. Without a `cause` it was a sealed act, of which not even the moment is told.

    `pair` is as it stood when the letter was asked for. `suppressed_because` is empty where it was not.
    """

    letter_id: UUID
    template: Template
    pair: Pair
    cause: Cause | None
    state: LetterState
    suppressed_because: str

    @property
    def is_to_staff(self) -> bool:
        """Whether it went to staff. To which one of the two any other went is sealed, and so is whether to both."""
        return LETTERS[self.template].to_staff

    @property
    def policy(self) -> tuple[str, JsonValue] | None:
        """The key of the pinned policy from which the moment of the deadline came, and its value."""
        if self.cause is None or self.cause.deadline is None:
            return None
        key = self.cause.deadline.key.split("#")[0]
        return key, self.pair.policy.model_dump(mode="json", by_alias=True)[key]


def explained(letter_id: UUID, log: Sequence[Happened]) -> Explained:
    """What the events of the letter's pair tell of it. Raises Refused for one that concerns its readers alone."""
    place, asked = _asked(letter_id, log)
    start = _start(log, place)
    before, pair = folded(log[:start]), folded(log[:place])
    assert pair is not None  # noqa: S101 - what asked for the letter came before it
    state, why_not = _outcome(letter_id, log[place:])
    return Explained.model_construct(
        letter_id=letter_id,
        template=Template(asked.template),
        pair=pair,
        cause=_cause(asked, log[start:place], before),
        state=state,
        suppressed_because=why_not,
    )


def _asked(letter_id: UUID, log: Sequence[Happened]) -> tuple[int, e.RequestedLetter]:
    for place, each in enumerate(log):
        for letter in _letters_of(each.event):
            if letter.letter_id == letter_id:
                return place, letter
    raise Refused(f"no letter that may be told of has the id {letter_id}")


def _start(log: Sequence[Happened], place: int) -> int:
    """Where the append begins that asks for letters at this place: its events have one moment, and ask but once."""
    start = place
    while start > 0 and log[start - 1].at == log[place].at and not isinstance(log[start - 1].event, e.LettersRequested):
        start -= 1
    return start


def _letters_of(event: e.PairEvent) -> tuple[e.RequestedLetter, ...]:
    match event:
        case e.LettersRequested() as asked:
            return listed(asked)
        case _:
            return ()


def _cause(asked: e.RequestedLetter, append: Sequence[Happened], before: Pair | None) -> Cause | None:
    alike = [each for each in append if type(each.event).__name__ == asked.because]
    if not all(may_be_told(each.event) or outcome_of(each.event) for each in alike):
        return None
    about = asked.params.get("meeting_id")
    happened = next((x for x in alike if str(getattr(x.event, "meeting_id", "")) == about), alike[-1])
    return Cause.model_construct(happened=happened, deadline=_deadline(happened, append, before))


def _deadline(happened: Happened, append: Sequence[Happened], before: Pair | None) -> Deadline | None:
    """The deadline that passed, by itself or since an operator let it; the first in time is the one that did."""
    due = open_deadlines(before) if before else ()
    fired = [x.event.target for x in append if isinstance(x.event, e.OperatorActionRecorded)]
    match happened.actor.kind, happened.event:
        case ActorKind.TIMER, e.ReminderFellDue(key=key):
            return next((d for d in due if d.key == key), None)
        case ActorKind.TIMER, _:
            return next((d for d in due if _has_passed(d, happened.actor.id, happened.at)), None)
        case _:
            return next((d for d in due if d.key in fired), None)


def _has_passed(deadline: Deadline, policy_key: str, at: datetime) -> bool:
    return deadline.key.split("#")[0] == policy_key and deadline.due_at <= at


def _outcome(letter_id: UUID, log: Sequence[Happened]) -> tuple[LetterState, str]:
    """The last word on a letter: one that was sent may come back."""
    state, why_not = LetterState.OWED, ""
    for each in log:
        match outcome_of(each.event), each.event:
            case (settled, became), e.LetterSuppressed(reason=reason) if settled == letter_id:
                state, why_not = became, reason
            case (settled, became), _ if settled == letter_id:
                state = became
            case _:
                continue
    return state, why_not
