"""The read model of letters: which were asked for, by what, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, get_args
from uuid import UUID

import asyncpg

from adapters import sql
from adapters.feed import Fact
from adapters.projections.facts import events_of_pairs
from domain.pair import events as e
from domain.pair.told import LetterState, Settles, listed, outcome_of

_SQL = sql.load("projections")
_TYPES = frozenset(kind.__name__ for kind in (e.LettersRequested, *get_args(Settles)))


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
    """Knows no reader of a letter and no moment of sending, see `AskedLetter`, and of private ones nothing."""

    name = "letters"
    tables = ("asked_letters",)

    async def apply(self, connection: asyncpg.Connection, facts: Sequence[Fact]) -> None:
        """Writes the letters that a page asks for, then what became of these and of earlier ones."""
        asked: list[_Asked] = []
        became: list[_Became] = []
        for fact, event in events_of_pairs(facts, _TYPES):
            if isinstance(event, e.LettersRequested):
                asked += _asked(fact, event)
            elif outcome := outcome_of(event):
                became.append(_Became(*outcome, getattr(event, "error_class", "")))
        if asked:
            await connection.execute(_SQL["ask"], *zip(*asked, strict=True))
        if became:
            await connection.execute(_SQL["settle"], *zip(*became, strict=True))


def _asked(fact: Fact, event: e.LettersRequested) -> Iterator[_Asked]:
    for letter in listed(event):
        yield _Asked(letter.letter_id, fact.stream, fact.version, letter.template, letter.because, fact.occurred_at)
