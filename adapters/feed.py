"""The log as readers follow it: every event once and in order, in pages."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from adapters import sql
from adapters.postgres import in_our_words
from domain.base import Broken

PAGE = 500

_SQL = sql.load("feed")


class Fact(NamedTuple):
    """A stored event as readers get it, with what is sealed left closed. `data` and `actor` are JSON as text."""

    position: int
    stream: str
    version: int
    event_id: UUID
    type: str
    schema_version: int
    data: str
    actor: str
    policy_version: str
    occurred_at: datetime
    recorded_at: datetime
    chain: bytes


class Place(NamedTuple):
    """A place in the log: the position of an event, and the chain up to there."""

    position: int
    chain: bytes


START = Place(0, bytes(32))
"""Before the first event."""


class Feed:
    """The facts of the log. Every method raises `Unavailable` while Postgres does not answer."""

    def __init__(self, source: asyncpg.Pool | asyncpg.Connection | PoolConnectionProxy) -> None:
        """`source` acts as `Role.READER` or `Role.PROJECTOR`."""
        self._source = source

    async def page(self, after: int, *, limit: int = PAGE) -> list[Fact]:
        """Up to `limit` facts after a position; fewer of them only where the log ends.

        Positions commit in order, so whoever goes on after the last one misses nothing.
        """
        with in_our_words():
            records = await self._source.fetch(_SQL["page"], after, limit)
        return list(map(Fact._make, records))

    async def head(self) -> Place:
        """The last event, or `START` where there is none."""
        with in_our_words():
            last = await self._source.fetchrow(_SQL["head"])
        return Place(last["position"], last["chain"]) if last else START

    async def check(self, place: Place) -> None:
        """Raises `Broken` where the log is no longer the one in which somebody stood at this place."""
        if place.position == START.position:
            return
        with in_our_words():
            chain = await self._source.fetchval(_SQL["chain"], place.position)
        if chain != place.chain:
            raise Broken(
                f"the log was restored or rewritten: at position {place.position} it is not what was read there; "
                "look with `mentoring verify`, then read it anew with `mentoring rebuild`"
            )
