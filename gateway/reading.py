"""Pairs as staff read them: whose act was sealed, and what was sealed in it, stays untold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from pydantic import AwareDatetime

from adapters.passed_by import pass_by
from domain.base import Broken, Frozen, Refused, Row, Unavailable
from domain.letters import Template
from domain.pair import events as e
from domain.pair.evolve import evolve
from domain.pair.figures import Figures
from domain.pair.state import Pair
from domain.pair.summary import Overview
from domain.pair.told import AskedLetter, Happened, LetterState, listed, may_be_told, most_urgent, outcome_of
from workflows import names

_SHOWN = 5


class Story(Frozen):
    """A pair, folded from its rows, and the events and letters that staff may see."""

    pair_id: str
    pair: Pair
    happened: tuple[Happened, ...]
    letters: tuple[AskedLetter, ...]
    last_at: AwareDatetime

    @property
    def letters_sent(self) -> int:
        """How many letters have left; one to both counts once, see `AskedLetter`."""
        return sum(letter.state is LetterState.SENT for letter in self.letters)

    def clock(self, now: datetime) -> datetime:
        """What the pair takes for now: a rehearsed pair may live ahead of us, and none behind its log."""
        return max(now, self.last_at)


class Log(Protocol):
    """Where streams are read with their sealed fields closed."""

    async def streams(self, prefix: str) -> tuple[str, ...]:
        """The names of all streams that begin so. Raises `Unavailable`."""

    async def rows(self, streams: Sequence[str]) -> dict[str, tuple[Row, ...]]:
        """All rows of each stream, in order. Raises `Unavailable`."""


class Models(Protocol):
    """What is kept of all pairs beside the log, and follows it. Every method raises `Unavailable`."""

    async def pairs(self) -> tuple[Overview, ...]:
        """All pairs, in the order of their ids."""

    async def timeline(self, pair_id: str) -> tuple[Happened, ...]:
        """What may be told of a pair, in order; nothing where it is not known yet."""

    async def letters(self, pair_id: str) -> tuple[AskedLetter, ...]:
        """The letters that were asked for in a pair, in order."""

    async def stream_of(self, letter_id: UUID) -> str | None:
        """The stream in which a letter was asked for; None where it is not known, or not yet."""

    async def figures(self, cohort_id: str | None = None) -> tuple[Figures, ...]:
        """How each cohort with pairs fares, or one of them."""

    async def lag(self) -> int:
        """How many events of the log are not in here yet."""


class Reading:
    """The pairs for reading: one as its log tells it now, all of them as far as the read models have come.

    Every method raises `Unavailable` while the database does not answer.
    """

    def __init__(self, log: Log, models: Models) -> None:
        self._log = log
        self._models = models

    async def everybody(self) -> tuple[Story, ...]:
        """All pairs, in the order of their ids."""
        return await self._stories(await self._log.streams(names.pair("")))

    async def find(self, beginning: str) -> Story:
        """The pair whose id is this, or the only one whose id begins so, also as Temporal shows it. Raises Refused."""
        (story,) = await self._stories([await self._stream(beginning)])
        return story

    async def at(self, pair_id: str, moment: datetime) -> Story:
        """The pair with this id as it was just before a moment. Raises Refused where it did not exist yet."""
        stream = names.pair(pair_id)
        rows = (await self._log.rows([stream]))[stream]
        before = [row for row in rows if row.occurred_at < moment]
        if not before:
            raise Refused(f"there was no pair {pair_id} yet: it was proposed on {rows[0].occurred_at:%Y-%m-%d}")
        return story(pair_id, before)

    async def of_letter(self, letter_id: UUID) -> tuple[str, tuple[Happened, ...]]:
        """The pair in which a letter was asked for, as its id and all its events. Raises Refused for an unknown one."""
        stream = await self._models.stream_of(letter_id)
        if stream is None:
            lag = await self.lag()
            behind = f", or it is among the last {lag} events, which the read models do not know yet" if lag else ""
            raise Refused(f"no letter that may be told of has the id {letter_id}{behind}")
        return _id(stream), tuple(known((await self._log.rows([stream]))[stream]))

    async def listed(self) -> tuple[Overview, ...]:
        """A line for each pair, in the order of their ids."""
        return await self._models.pairs()

    async def told(self, beginning: str) -> Story:
        """What staff may be told of the pair whose id begins so. Raises Refused, or Unavailable where it is too new."""
        pair_id = _id(await self._stream(beginning))
        happened = await self._models.timeline(pair_id)
        if not happened:
            raise Unavailable(f"nothing is told of pair {pair_id} yet: the read models have not come so far")
        letters = await self._models.letters(pair_id)
        # Neither sealed acts nor letters change what is open, so what may be told tells of it all.
        pair = _pair(pair_id, happened)
        return Story(pair_id=pair_id, pair=pair, happened=happened, letters=letters, last_at=happened[-1].at)

    async def figures(self, cohort_id: str | None) -> tuple[Figures, ...]:
        """How each cohort with pairs fares, or one of them. Raises Refused where that has no pairs."""
        found = await self._models.figures(cohort_id)
        if cohort_id is not None and not found:
            known = tuple(each.cohort_id for each in await self._models.figures())
            raise Refused(f"no pair belongs to cohort {cohort_id!r}", allowed=known[:_SHOWN])
        return found

    async def lag(self) -> int:
        """How many events of the log are not in lists, timelines and figures yet."""
        return await self._models.lag()

    async def _stream(self, beginning: str) -> str:
        beginning = beginning.removeprefix(names.pair("")).lower()
        streams = await self._log.streams(names.pair(beginning))
        exact = [stream for stream in streams if stream == names.pair(beginning)]
        match exact or list(streams):
            case [only]:
                return only
            case []:
                raise Refused(f"no pair's id begins with {beginning!r}", allowed=("mentoring pair list",))
            case several:
                ids = [_id(stream) for stream in several[:_SHOWN]]
                raise Refused(f"{len(several)} pairs' ids begin with {beginning!r}", allowed=tuple(ids))

    async def _stories(self, streams: Sequence[str]) -> tuple[Story, ...]:
        rows = await self._log.rows(streams)
        return tuple(story(_id(stream), rows[stream]) for stream in streams)


def story(pair_id: str, rows: Sequence[Row]) -> Story:
    """What the rows of a pair tell; unknown events are passed by. Raises Broken where the others cannot be folded."""
    log = list(known(rows))
    return Story(
        pair_id=pair_id,
        pair=_pair(pair_id, log),
        happened=tuple(each for each in log if may_be_told(each.event)),
        letters=tuple(_letters(log, _outcomes(log))),
        last_at=rows[-1].occurred_at,
    )


def known(rows: Sequence[Row]) -> Iterator[Happened]:
    """The events of rows, with what is sealed left closed. Raises Broken where one cannot be read."""
    for row in rows:
        try:
            event = e.event_of(row.type, row.schema_version, row.data, sealed=row.sealed)
        except (ValueError, TypeError):  # which would show what is in it
            raise Broken(f"{row.type} at version {row.version} cannot be read") from None
        if event is None:
            pass_by(row.type, row.schema_version)
        else:
            yield Happened.model_construct(at=row.occurred_at, event=event, actor=row.actor)


def folded(log: Sequence[Happened]) -> Pair | None:
    """The pair as these events tell it; None where there are none."""
    pair: Pair | None = None
    for each in log:
        pair = evolve(pair, each.event)
    return pair


def _pair(pair_id: str, log: Sequence[Happened]) -> Pair:
    pair = folded(log)
    if pair is None:
        raise Broken(f"pair {pair_id} has no events")
    return pair


def _outcomes(log: Sequence[Happened]) -> dict[UUID, LetterState]:
    return dict(filter(None, (outcome_of(each.event) for each in log)))


def _letters(log: Sequence[Happened], outcomes: Mapping[UUID, LetterState]) -> Iterator[AskedLetter]:
    for each in log:
        match each.event:
            case e.LettersRequested() as asked:
                for (template, because), alike in sorted(_alike(listed(asked)).items()):
                    states = [outcomes.get(letter.letter_id, LetterState.OWED) for letter in alike]
                    yield AskedLetter(
                        template=Template(template), because=because, asked_at=each.at, state=most_urgent(states)
                    )
            case _:
                continue


def _alike(letters: Sequence[e.RequestedLetter]) -> dict[tuple[str, str], list[e.RequestedLetter]]:
    alike: dict[tuple[str, str], list[e.RequestedLetter]] = {}
    for letter in letters:
        alike.setdefault((letter.template, letter.because), []).append(letter)
    return alike


def _id(stream: str) -> str:
    return stream.removeprefix(names.pair(""))
