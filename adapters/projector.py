"""Keeps read models up to date: of all processes one leads each projection, the others stand by."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from traceback import format_tb
from typing import NoReturn

import asyncpg

from adapters import sql
from adapters.background import beside
from adapters.checkpoints import Checkpoint
from adapters.feed import PAGE, Feed
from adapters.postgres import Role, connect, in_our_words
from adapters.projections import Projection
from adapters.wake_up import Ear, open_ear, struck
from domain.base import Broken, Conflict, Unavailable

_SQL = sql.load("projector")
# Public last: there is the log. A leader whose machine has vanished is missed after half a minute.
_SESSION = {
    "search_path": "read_models, public",
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
_STAND_BY_SECONDS = 1.0
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0

_log = logging.getLogger("mentoring.projector")


@asynccontextmanager
async def projecting(dsn: str, projections: Sequence[Projection]) -> AsyncIterator[None]:
    """The read models follow the log while the block runs, unless another process already sees to it."""
    async with open_ear(dsn) as ear, beside(*(Projector(dsn, each, ear).run() for each in projections)):
        yield


class Projector:
    """Follows the log for one projection.

    One connection holds the leadership and does the work, so whoever loses it can do nothing any more. And
    the checkpoint moves first in each transaction, so even two that work at once would apply each fact once.
    """

    def __init__(self, dsn: str, projection: Projection, ear: Ear) -> None:
        self._dsn = dsn
        self._projection = projection
        self._ear = ear
        self._pause = _FIRST_PAUSE
        self._said = ""

    async def run(self) -> NoReturn:
        """Follows the log until cancelled; after an error that is not gone by itself, later and later."""
        while True:
            try:
                await self._follow_while_connected()
            except Unavailable as error:
                # Trying costs a connection, and a read model that lags after an outage costs trust.
                _log.warning("%s waits: %s", self._projection.name, error)
                await asyncio.sleep(_FIRST_PAUSE)
            except Exception as error:
                self._say(error)
                await asyncio.sleep(self._pause)
                self._pause = min(2 * self._pause, _LONGEST_PAUSE)

    async def _follow_while_connected(self) -> NoReturn:
        connection = await connect(self._dsn, Role.PROJECTOR, **_SESSION)
        try:
            await self._become_leader(connection)
            while True:
                stroke = self._ear.next_stroke()
                if not await self._take_a_page(connection):
                    await struck(stroke)
        finally:
            connection.terminate()

    async def _become_leader(self, connection: asyncpg.Connection) -> None:
        lock = f"projection/{self._projection.name}"
        with in_our_words():
            while not await connection.fetchval(_SQL["lead"], lock):  # noqa: ASYNC110 - the leader is another process
                await asyncio.sleep(_STAND_BY_SECONDS)
            await Checkpoint(connection, self._projection.name).begin()
        _log.info("%s: this process leads", self._projection.name)

    async def _take_a_page(self, connection: asyncpg.Connection) -> bool:
        """Applies what comes next; whether more of it may be there already."""
        checkpoint, feed = Checkpoint(connection, self._projection.name), Feed(connection)
        with in_our_words():
            before = await checkpoint.find()
        await feed.check(before)
        facts = await feed.page(before.position)
        try:
            with in_our_words():
                await checkpoint.fold(self._projection, facts, before=before)
        except Conflict:  # rebuilt at this moment: go on from there
            return True
        self._pause, self._said = _FIRST_PAUSE, ""
        return len(facts) == PAGE

    def _say(self, error: Exception) -> None:
        """Names what stands still. Only our own errors may speak: others can quote values."""
        match error:
            case Broken():
                if str(error) != self._said:
                    _log.error("%s stands still: %s", self._projection.name, error)
                self._said = str(error)
            case _:
                where = "".join(format_tb(error.__traceback__))
                _log.warning("%s waits: %s\n%s", self._projection.name, type(error).__name__, where)
