"""Follows a log as any reader in any language may: page by page, by position."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import asyncpg

from adapters.postgres import Role, connect, in_our_words
from domain.base import Unavailable
from tests.log.fire.ledger import Seen

EVENTS = "select position, event_id from events where position > $1 order by position limit 500"
_POLL_SECONDS, _AGAIN_SECONDS = 0.005, 0.1
_ANSWER_SECONDS = 10.0


class Reader:
    """Remembers all it saw in `seen`, and goes on after the last of it whenever its connection is lost."""

    def __init__(self, dsn: str, page: str = EVENTS) -> None:
        """`page` selects position and id of what stands after a position."""
        self.seen: list[Seen] = []
        self._dsn = dsn
        self._page = page
        self._connection: asyncpg.Connection | None = None

    async def follow(self, *, is_over: Callable[[], bool]) -> None:
        """Read on until nothing follows although everybody has stopped writing."""
        last_look = False
        while True:
            last_look = is_over()
            try:
                page = await self._next()
            except Unavailable:
                await self._hang_up()
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            self.seen += page
            if not page and last_look:
                break
            await asyncio.sleep(0 if page else _POLL_SECONDS)
        await self._hang_up()

    async def _next(self) -> list[Seen]:
        if self._connection is None:
            self._connection = await connect(self._dsn, Role.READER)
        last = self.seen[-1][0] if self.seen else 0
        with in_our_words():
            records = await self._connection.fetch(self._page, last, timeout=_ANSWER_SECONDS)
        return [(record["position"], record["event_id"]) for record in records]

    async def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
        self._connection = None
