"""A pair as its log tells it to staff: whose act was sealed, and what was sealed in it, stays untold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from pydantic import AwareDatetime

from adapters.passed_by import pass_by
from domain.base import Broken, Frozen, Refused, Row
from domain.letters import Template
from domain.pair import events as e
from domain.pair.evolve import evolve
from domain.pair.state import Pair
from workflows import names

_SHOWN = 5


class LetterState(StrEnum):
    """What became of a letter, from what matters most: of several, staff see the first that is true of one."""

    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"
    OWED = "OWED"
    SENT = "SENT"
    SUPPRESSED = "SUPPRESSED"


class AskedLetter(Frozen):
    """A letter that an event asked for.

    To whom, to how many and at which minute it went is not told: that would say who has not answered yet,
    since everybody's letters leave by the clock of their own zone.
    """

    template: Template
    because: str
    asked_at: AwareDatetime
    state: LetterState


class Happened(Frozen):
    """An event of the log, and the row it came from."""

    row: Row
    event: e.PairEvent


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


class Reading:
    """The pairs for reading. Every method raises `Unavailable` while the log does not answer."""

    def __init__(self, log: Log) -> None:
        self._log = log

    async def everybody(self) -> tuple[Story, ...]:
        """All pairs, in the order of their ids."""
        return await self._stories(await self._log.streams(names.pair("")))

    async def find(self, beginning: str) -> Story:
        """The pair whose id is this, or the only one whose id begins so, also as Temporal shows it. Raises Refused."""
        beginning = beginning.removeprefix(names.pair("")).lower()
        streams = await self._log.streams(names.pair(beginning))
        exact = [stream for stream in streams if stream == names.pair(beginning)]
        match exact or list(streams):
            case [only]:
                (story,) = await self._stories([only])
                return story
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
    log = list(_known(rows))
    pair: Pair | None = None
    for each in log:
        pair = evolve(pair, each.event)
    if pair is None:
        raise Broken(f"pair {pair_id} has no events")
    outcomes = _outcomes(log)
    return Story(
        pair_id=pair_id,
        pair=pair,
        happened=tuple(each for each in log if _may_be_told(each.event)),
        letters=tuple(_letters(log, outcomes)),
        last_at=rows[-1].occurred_at,
    )


def _known(rows: Sequence[Row]) -> Iterator[Happened]:
    for row in rows:
        event = e.event_of(row.type, row.schema_version, row.data, sealed=row.sealed)
        if event is None:
            pass_by(row.type, row.schema_version)
        else:
            yield Happened.model_construct(row=row, event=event)


def _outcomes(log: Sequence[Happened]) -> dict[UUID, LetterState]:
    outcomes: dict[UUID, LetterState] = {}
    for each in log:
        match each.event:
            case e.LetterSent(letter_id=letter_id):
                outcomes[letter_id] = LetterState.SENT
            case e.LetterFailed(letter_id=letter_id):
                outcomes[letter_id] = LetterState.FAILED
            case e.LetterOutcomeUnknown(letter_id=letter_id):
                outcomes[letter_id] = LetterState.UNKNOWN
            case e.LetterSuppressed(letter_id=letter_id):
                outcomes[letter_id] = LetterState.SUPPRESSED
            case _:
                continue
    return outcomes


def _may_be_told(event: e.PairEvent) -> bool:
    """Not what letters did, which is told letter by letter; not a sealed act: even its moment may tell whose it was."""
    match event:
        case e.LettersRequested() | e.LetterSent() | e.LetterFailed() | e.LetterOutcomeUnknown() | e.LetterSuppressed():
            return False
        case e.MatchDeclined():
            return True  # the pair has ended with it, which is no secret; who did it is, and stays closed
        case _:
            return "by" not in event.SEALED


def _letters(log: Sequence[Happened], outcomes: Mapping[UUID, LetterState]) -> Iterator[AskedLetter]:
    for each in log:
        match each.event:
            case e.LettersRequested(letters=letters):
                for (template, because), alike in _alike(letters).items():
                    states = [outcomes.get(letter.letter_id, LetterState.OWED) for letter in alike]
                    yield AskedLetter(
                        template=Template(template),
                        because=because,
                        asked_at=each.row.occurred_at,
                        state=next(state for state in LetterState if state in states),
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
