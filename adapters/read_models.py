"""The read models as staff ask them: a line per pair, what may be told of one, figures of cohorts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from uuid import UUID

import asyncpg
from pydantic_core import from_json

from adapters import sql
from adapters.passed_by import pass_by
from adapters.postgres import in_our_words
from adapters.projections.catalogue import ALL
from adapters.projections.facts import STREAM
from domain.base import Actor, Broken, Deadline
from domain.letters import Template
from domain.pair.events import event_of
from domain.pair.figures import Figures
from domain.pair.summary import Overview, Summary
from domain.pair.told import AskedLetter, Happened, LetterState, most_urgent
from domain.pair.values import Health, Phase

_SQL = sql.load("read_models")
_BY_URGENCY = [state.value for state in LetterState]


class ReadModels:
    """What the projections have made of the log so far. Every method raises `Unavailable` while Postgres is away."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """`pool` acts as `Role.READER`."""
        self._pool = pool

    async def pairs(self) -> tuple[Overview, ...]:
        """All pairs, in the order of their ids. The next deadline is that of the log and never lags."""
        with in_our_words():
            records = await self._pool.fetch(_SQL["pairs"], _BY_URGENCY)
        return tuple(_overview(record) for record in records)

    async def timeline(self, pair_id: str) -> tuple[Happened, ...]:
        """What may be told of a pair, in order; nothing where it is not known yet."""
        with in_our_words():
            records = await self._pool.fetch(_SQL["timeline"], STREAM + pair_id)
        return tuple(_happened(records))

    async def letters(self, pair_id: str) -> tuple[AskedLetter, ...]:
        """The letters that were asked for in a pair, in order."""
        with in_our_words():
            records = await self._pool.fetch(_SQL["letters"], STREAM + pair_id)
        return tuple(_letter(record) for record in records)

    async def stream_of(self, letter_id: UUID) -> str | None:
        """The stream in which a letter was asked for; None where it is not known, or not yet."""
        with in_our_words():
            stream: str | None = await self._pool.fetchval(_SQL["stream_of_letter"], letter_id)
        return stream

    async def figures(self, cohort_id: str | None = None) -> tuple[Figures, ...]:
        """How each cohort with pairs fares, in the order of their ids, or one of them."""
        with in_our_words():
            records = await self._pool.fetch(_SQL["figures"], _BY_URGENCY, cohort_id)
        return tuple(_figures(record) for record in records)

    async def lag(self) -> int:
        """How many events of the log one of the read models does not know yet."""
        with in_our_words():
            return int(await self._pool.fetchval(_SQL["lag"], [each.name for each in ALL]))


def _overview(record: asyncpg.Record) -> Overview:
    key, due_at = record["deadline"], record["deadline_at"]
    return Overview(
        summary=Summary.model_validate(dict(record)),
        letters_sent=record["letters_sent"],
        next_deadline=Deadline(key=key, due_at=due_at) if key and due_at else None,
    )


def _happened(records: Iterable[asyncpg.Record]) -> Iterator[Happened]:
    for record in records:
        try:
            event = event_of(record["type"], record["schema_version"], from_json(record["data"]))
        except (ValueError, TypeError):  # which would show what is in it
            raise Broken(f"{record['type']} in the timeline cannot be read") from None
        if event is None:
            pass_by(record["type"], record["schema_version"])
        else:
            actor = Actor.model_validate_json(record["actor"])
            yield Happened.model_construct(at=record["occurred_at"], event=event, actor=actor)


def _letter(record: asyncpg.Record) -> AskedLetter:
    return AskedLetter(
        template=Template(record["template"]),
        because=record["because"],
        asked_at=record["asked_at"],
        state=most_urgent([LetterState(state) for state in record["states"]]),
    )


def _figures(record: asyncpg.Record) -> Figures:
    by_phase, by_health = Counter(record["phases"]), Counter(record["healths"])
    letters = from_json(record["letters"])
    return Figures.model_validate(
        {
            **record,
            "by_phase": {phase: by_phase[phase] for phase in Phase},
            "by_health": {health: by_health[health] for health in Health},
            "letters": {state: letters.get(state, 0) for state in LetterState},
        }
    )
