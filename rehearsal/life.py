"""Lives one pair on the real engine: behaviour says what the two do, the clock moves to when they do it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from domain.base import Row
from domain.pair.commands import CoordinatorCommand, CoordinatorMessage, PairCommand
from domain.pair.events import from_row
from domain.pair.evolve import evolve
from domain.pair.plan import is_over, plan
from domain.pair.state import Pair
from gateway.client import Handle, Pairs
from rehearsal.behaviour import next_act
from rehearsal.clock import Clock
from rehearsal.script import Script
from workflows import names

_MOMENT = timedelta(seconds=1)


class Page(Protocol):
    """Some rows in order."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows."""


class Log(Protocol):
    """Where a stream is read."""

    async def read(self, stream: str, *, after: int) -> Page:
        """A page of the rows of a stream after a version."""


class Life:
    """One pair from its proposal until it is over."""

    def __init__(self, pair_id: str, script: Script, *, clock: Clock, pairs: Pairs, log: Log) -> None:
        self.rows: tuple[Row, ...] = ()
        self.pair: Pair | None = None
        self._pair_id = pair_id
        self._script = script
        self._clock = clock
        self._pairs = pairs
        self._log = log

    async def live(self, *, lived: Callable[[datetime], None]) -> None:
        """To the end; `lived` is told how far the pair's clock has come."""
        handle = self._pairs.handle(self._pair_id)
        now = await self._clock.settled(handle)
        while not await self._has_ended() and now:
            lived(now)
            now = await self._step(handle, now)

    async def _step(self, handle: Handle, now: datetime) -> datetime | None:
        """The next act, unless something happens on the way to it; without an act, the next deadline."""
        assert self.pair is not None  # noqa: S101 - `_has_ended` has read it
        act = next_act(self.pair, self._script, now)
        if act is None:
            return await self._clock.forward(handle, self._next_moment(now))
        now_then = await self._clock.forward(handle, act.at)
        if await self._catch_up():
            return now_then
        await self._say(act.command)
        return await self._clock.settled(handle)

    async def _say(self, command: PairCommand | CoordinatorCommand) -> None:
        match command:
            case CoordinatorMessage():
                await self._pairs.coordinate(self._pair_id, command)
            case _:
                await self._pairs.tell(self._pair_id, command)

    def _next_moment(self, now: datetime) -> datetime:
        assert self.pair is not None  # noqa: S101 - see `_step`
        return max(plan(self.pair).next_at or now, now) + _MOMENT

    async def _has_ended(self) -> bool:
        await self._catch_up()
        return self.pair is not None and is_over(self.pair)

    async def _catch_up(self) -> bool:
        """Folds what is new in the log; whether there was anything."""
        known = len(self.rows)
        while rows := (await self._log.read(names.pair(self._pair_id), after=len(self.rows))).rows:
            for row in rows:
                self.pair = evolve(self.pair, from_row(row))
            self.rows += rows
        return len(self.rows) > known
