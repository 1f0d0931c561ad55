"""Posts the letters of a moment, all of them, whatever becomes of one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Protocol

from pydantic import AwareDatetime
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.errors import UNAVAILABLE
from domain.base import Broken, Frozen, Letter, LetterOutcome, Parties, Unavailable

_BROKEN = "broken"


class Moment(Frozen):
    """Letters that are due together: whose, to whom the roles mean now, and the workflow's time of posting."""

    stream: str
    parties: Parties
    letters: tuple[Letter, ...]
    posted_at: AwareDatetime


class PostOffice(Protocol):
    """Where letters leave the house."""

    async def post(self, letter: Letter, *, stream: str, parties: Parties, posted_at: AwareDatetime) -> LetterOutcome:
        """What became of a letter, now or earlier. Raises `Unavailable` if it should be posted again."""


class Letters:
    """The activity that posts."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office

    @activity.defn(name="post_letters")
    async def post_letters(self, moment: Moment) -> tuple[LetterOutcome, ...]:
        """The outcome of every letter, in their order.

        While some must be posted again it fails as `Unavailable`, to be repeated; see `outcomes_so_far`.
        """
        results = await asyncio.gather(*(self._post(letter, moment) for letter in moment.letters))
        outcomes = tuple(result for result in results if isinstance(result, LetterOutcome))
        delays = [result.retry_after for result in results if isinstance(result, Unavailable)]
        if delays:
            raise _again(outcomes, delays=delays)
        return outcomes

    async def _post(self, letter: Letter, moment: Moment) -> LetterOutcome | Unavailable:
        try:
            return await self._office.post(
                letter, stream=moment.stream, parties=moment.parties, posted_at=moment.posted_at
            )
        except Unavailable as error:
            return error
        except Broken as error:
            activity.logger.error("letter %s is broken: %s", letter.letter_id, error)
            return LetterOutcome(letter_id=letter.letter_id, state="UNKNOWN", error_class=_BROKEN)


def outcomes_so_far(error: BaseException) -> tuple[LetterOutcome, ...]:
    """What is final already, from the failure of `post_letters` as the workflow sees it; pure."""
    return tuple(LetterOutcome.model_validate(detail) for detail in _details(error))


def _details(error: BaseException | None) -> Iterator[object]:
    while error is not None:
        if isinstance(error, ApplicationError) and error.type == UNAVAILABLE:
            yield from error.details
        error = error.__cause__


def _again(outcomes: tuple[LetterOutcome, ...], *, delays: list[float | None]) -> ApplicationError:
    """After the longest wait that the world asked for, or after that of the retry policy if it asked for none."""
    told = [delay for delay in delays if delay is not None]
    return ApplicationError(
        f"{len(delays)} of {len(delays) + len(outcomes)} letters must be posted again",
        *outcomes,
        type=UNAVAILABLE,
        next_retry_delay=timedelta(seconds=max(told)) if told else None,
    )
