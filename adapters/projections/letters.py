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


class _Became(NamedTuple):
    state: LetterState
    error_class: str = ""


class _Asked(NamedTuple):
    letter_id: UUID
    stream: str
    version: int
    template: str
    because: str
    asked_at: datetime
    state: LetterState = LetterState.OWED
    error_class: str = ""


class LettersProjection:
    """Knows no reader of a letter and no moment of sending, see `AskedLetter`."""

    name = "letters"
    tables = ("asked_letters",)

    async def apply(self, connection: asyncpg.Connection, facts: Sequence[Fact]) -> None:
        """Writes the letters that a page asks for, and what became of these and of earlier ones."""
        asked: dict[UUID, _Asked] = {}
        earlier: dict[UUID, _Became] = {}
        for fact, event in events_of_pairs(facts, _TYPES):
            if isinstance(event, e.LettersRequested):
                asked.update((letter.letter_id, letter) for letter in _asked(fact, event))
            elif isinstance(event, _Outcome):
                became = _became(event)
                if event.letter_id in asked:
                    asked[event.letter_id] = asked[event.letter_id]._replace(**became._asdict())
                else:
                    earlier[event.letter_id] = became
        if asked:
            await connection.execute(_SQL["ask"], *zip(*asked.values(), strict=True))
        if earlier:
            await connection.execute(_SQL["settle"], list(earlier), *zip(*earlier.values(), strict=True))


def _asked(fact: Fact, event: e.LettersRequested) -> Iterator[_Asked]:
    for letter in event.letters:
        yield _Asked(letter.letter_id, fact.stream, fact.version, letter.template, letter.because, fact.occurred_at)


def _became(event: _Outcome) -> _Became:
    match event:
        case e.LetterSent():
            return _Became(LetterState.SENT)
        case e.LetterFailed(error_class=error_class):
            return _Became(LetterState.FAILED, error_class)
        case e.LetterOutcomeUnknown(error_class=error_class):
            return _Became(LetterState.UNKNOWN, error_class)
        case e.LetterSuppressed():
            return _Became(LetterState.SUPPRESSED)
        case _:
            assert_never(event)
