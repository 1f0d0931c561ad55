"""The read model of letters: which were asked for, by what, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, assert_never, get_args
from uuid import UUID

import asyncpg

from adapters import sql
from adapters.feed import Fact
from adapters.projections.facts import events_of_pairs
from domain.pair import events as e
from domain.pair.told import LetterState

_SQL = sql.load("projections")
_Outcome = e.LetterSent | e.LetterFailed | e.LetterOutcomeUnknown | e.LetterSuppressed
_TYPES = frozenset(kind.__name__ for kind in (e.LettersRequested, *get_args(_Outcome)))


class _Asked(NamedTuple):
    letter_id: UUID
    stream: str
    version: int
    template: str
    because: str
    asked_at: datetime


class _Became(NamedTuple):
    letter_id: UUID
    state: LetterState
    error_class: str = ""


class LettersProjection:
    """Knows no reader of a letter and no moment of sending, see `AskedLetter`."""

    name = "letters"
    tables = ("asked_letters",)

    async def apply(self, connection: asyncpg.Connection, facts: Sequence[Fact]) -> None:
        """Writes the letters that a page asks for, then what became of these and of earlier ones."""
        asked: list[_Asked] = []
        became: list[_Became] = []
        for fact, event in events_of_pairs(facts, _TYPES):
            if isinstance(event, e.LettersRequested):
                asked += _asked(fact, event)
            elif isinstance(event, _Outcome):
                became.append(_became(event))
        if asked:
            await connection.execute(_SQL["ask"], *zip(*asked, strict=True))
        if became:
            await connection.execute(_SQL["settle"], *zip(*became, strict=True))


def _asked(fact: Fact, event: e.LettersRequested) -> Iterator[_Asked]:
    for letter in event.letters:
        yield _Asked(letter.letter_id, fact.stream, fact.version, letter.template, letter.because, fact.occurred_at)


def _became(event: _Outcome) -> _Became:
    match event:
        case e.LetterSent():
            return _Became(event.letter_id, LetterState.SENT)
        case e.LetterFailed(error_class=error_class):
            return _Became(event.letter_id, LetterState.FAILED, error_class)
        case e.LetterOutcomeUnknown(error_class=error_class):
            return _Became(event.letter_id, LetterState.UNKNOWN, error_class)
        case e.LetterSuppressed():
            return _Became(event.letter_id, LetterState.SUPPRESSED)
        case _:
            assert_never(event)
