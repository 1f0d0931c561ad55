"""What a run begins with, what is told to it, and what it answers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from pydantic import Field
from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.errors import BROKEN, CONFLICT, REFUSED
    from domain.base import (
        Answer,
        Deadline,
        DeadlinePassed,
        Frozen,
        Json,
        Letter,
        LetterOutcome,
        LettersPosted,
        Message,
        Outcome,
        Plan,
        Recorded,
        Told,
        derived_id,
    )

C = TypeVar("C", bound=Message)


class Start(Frozen):
    """With what a run begins: a stream and its opening, or what the run before it carried over.

    Small and lenient, since an argument that cannot be read would block the stream for ever.
    """

    stream: str
    opening: Told | None = None
    version: int = 0
    plan: Plan = Plan()
    state: Json | None = None
    schema_version: int = 0
    needs_attention: bool = False


class Ended(Frozen):
    """How a stream ended: `OVER`, or `NOT_OPENED` where its first message was refused or a claim was held."""

    result: str
    version: int
    holder: str = ""


class View(Frozen):
    """What operations may ask a running workflow for."""

    version: int
    plan: Plan
    needs_attention: bool
    waiting: int
    posting: int


class Given(Frozen, Generic[C]):
    """A command with the id of the click it came from; what has another form is turned away before it is accepted.

    A click's id has no slash, so that it is never that of an inner message.
    """

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{1,100}$")]
    command: C


@dataclass
class Asked:
    """A message in the inbox. Without `told` it is a look; an opening has no `message` yet, only its raw body.

    An inner message says what of the plan it is about: a passed deadline, or letters that were posted.
    """

    told: Told | None = None
    message: Message | None = None
    deadline: Deadline | None = None
    letters: frozenset[UUID] = frozenset()
    answer: asyncio.Future[Recorded] | None = None

    @property
    def is_inner(self) -> bool:
        """Whether the shell itself sent it; such a message cannot be refused."""
        return self.deadline is not None or bool(self.letters)


def must_be_given(given: object) -> None:
    """Turns null away, which the converter lets through as an argument of any type. Fails as Refused."""
    if given is None:
        raise ApplicationError("the argument of this update is missing", type=REFUSED, non_retryable=True)


def passed(deadline: Deadline, version: int) -> Asked:
    """The message of a deadline that has come; its id is the deadline at a version of the stream."""
    message = DeadlinePassed(key=deadline.key, due_at=deadline.due_at)
    told = Told(id=f"due/{version}/{deadline.key}", body=message.model_dump(mode="json"))
    return Asked(told=told, message=message, deadline=deadline)


def posted(letters: tuple[Letter, ...], outcomes: tuple[LetterOutcome, ...]) -> Asked:
    """The message of what became of letters; its id and body are the letters, so the first outcome wins.

    A letter without an outcome is given up: nobody can say whether it left.
    """
    final = {outcome.letter_id: outcome for outcome in outcomes}
    ids = sorted(letter.letter_id for letter in letters)
    all_of_them = tuple(
        final.get(letter_id) or LetterOutcome(letter_id=letter_id, state="UNKNOWN", error_class="given_up")
        for letter_id in ids
    )
    told = Told(id=f"posted/{derived_id(*ids)}", body={"type": "LettersPosted", "letters": [str(x) for x in ids]})
    return Asked(told=told, message=LettersPosted(outcomes=all_of_them), letters=frozenset(ids))


def answer_of(recorded: Recorded) -> Answer:
    """The answer to a command. Raises what the caller gets as an update error."""
    match recorded.outcome:
        case Outcome.CURRENT | Outcome.BEHIND:
            words = "this could not be decided; nothing was stored, and it may be sent again once it is repaired"
            raise ApplicationError(words, type=BROKEN, non_retryable=True)
        case Outcome.CLAIMED:
            raise ApplicationError(f"held by {recorded.holder}", type=CONFLICT, non_retryable=True)
        case Outcome.MISMATCH:
            raise ApplicationError("this command id was used for another command", type=CONFLICT, non_retryable=True)
        case Outcome.APPENDED | Outcome.KNOWN:
            return _accepted(recorded.answer or Answer())


def _accepted(answer: Answer) -> Answer:
    if not answer.accepted:
        raise ApplicationError(answer.message, *answer.allowed, type=REFUSED, non_retryable=True)
    return answer
