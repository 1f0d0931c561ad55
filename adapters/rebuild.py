"""Folds the whole log anew beside a live read model, and takes its place without an outage."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg

from adapters import sql
from adapters.checkpoints import Checkpoint
from adapters.feed import START, Feed, Place
from adapters.postgres import Role, connect, in_our_words
from adapters.projections import Projection
from domain.base import Conflict, Unavailable

Progress = Callable[[int, int], None]
"""Told how many events are folded, and of how many."""

_SQL = sql.load("rebuild")
_PAGE = 5_000
# While the switch waits for a table, its readers wait too: so it gives up early and tries again, though
# not before an autovacuum has had the second after which it makes way.
_SESSION = {"search_path": "rebuilding, public", "lock_timeout": "1500ms"}
_SWITCHES = 10
_BETWEEN_SWITCHES_SECONDS = 0.5


async def rebuild(dsn: str, projection: Projection, *, progress: Progress) -> int:
    """Rebuilds a read model from the first event on; how many events there were.

    Its readers see the old tables until they see the new ones, which know no less. Where it fails the live
    model is as it was. Raises `Conflict` while somebody else rebuilds the same one, `Broken` where an event cannot
    be read, and `Unavailable`.
    """
    async with _alone(dsn, projection) as connection:
        with in_our_words():
            return await _Rebuilding(connection, projection, progress).run()


class _Rebuilding:
    def __init__(self, connection: asyncpg.Connection, projection: Projection, progress: Progress) -> None:
        self._connection = connection
        self._projection = projection
        self._progress = progress
        self._feed = Feed(connection)
        self._live = Checkpoint(connection, projection.name)
        self._own = Checkpoint(connection, f"rebuilding/{projection.name}")

    async def run(self) -> int:
        await self._lay_out()
        place = await self._catch_up(START)
        await self._connection.execute(_SQL["take_statistics"], self._projection.tables)
        for _ in range(_SWITCHES):
            try:
                return await self._switch(place)
            except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
                await asyncio.sleep(_BETWEEN_SWITCHES_SECONDS)
                place = await self._catch_up(place)
        raise Unavailable(f"{self._projection.name}: somebody sits on its tables, so it stays as it was")

    async def _lay_out(self) -> None:
        async with self._connection.transaction():
            await self._connection.execute(_SQL["lay_out"], self._projection.tables)
            await self._own.begin()
            await self._own.put(START)

    async def _catch_up(self, place: Place) -> Place:
        """Folds page after page from a place to the end of the log."""
        end = (await self._feed.head()).position
        while facts := await self._feed.page(place.position, limit=_PAGE):
            place = await self._own.fold(self._projection, facts, before=place)
            end = max(end, place.position)
            self._progress(place.position, end)
            if len(facts) < _PAGE:
                break
        return place

    async def _switch(self, place: Place) -> int:
        async with self._connection.transaction():
            await self._live.begin()
            # From here on the live projector waits, and what it has read is in the log.
            await self._live.hold()
            place = await self._catch_up(place)
            await self._connection.execute(_SQL["take_over"], self._projection.tables)
            await self._live.put(place)
            await self._own.forget()
        return place.position


@asynccontextmanager
async def _alone(dsn: str, projection: Projection) -> AsyncIterator[asyncpg.Connection]:
    connection = await connect(dsn, Role.PROJECTOR, **_SESSION)
    try:
        with in_our_words():
            is_alone = await connection.fetchval(_SQL["lock"], f"rebuilding/{projection.name}")
        if not is_alone:
            raise Conflict(f"{projection.name} is being rebuilt already")
        yield connection
    finally:
        connection.terminate()
