"""How far each reader has come, moved in the transaction that writes what it made of the facts."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from adapters import sql
from adapters.feed import START, Fact, Place
from adapters.projections import Projection
from domain.base import Broken, Conflict

_SQL = sql.load("checkpoints")


class Checkpoint:
    """The checkpoint of one reader, on a connection that acts as `Role.PROJECTOR`. Errors are those of Postgres."""

    def __init__(self, connection: asyncpg.Connection, name: str) -> None:
        self._connection = connection
        self._name = name

    async def begin(self) -> None:
        """Stands at the start, unless it stands somewhere."""
        await self._connection.execute(_SQL["begin"], self._name, START.chain)

    async def find(self) -> Place:
        """Where it stands. Raises `Broken` where it has not begun."""
        stands = await self._connection.fetchrow(_SQL["find"], self._name)
        if stands is None:
            raise Broken(f"the checkpoint of {self._name} has gone: `mentoring rebuild {self._name}` makes a new one")
        return Place(stands["position"], stands["chain"])

    async def hold(self) -> None:
        """Nobody else moves it until the transaction ends."""
        await self._connection.execute(_SQL["hold"], self._name)

    async def fold(self, projection: Projection, facts: Sequence[Fact], *, before: Place) -> Place:
        """What a projection makes of the facts after the place where it was found; all of it or nothing. The new place.

        The checkpoint moves first: raises `Conflict` where somebody else moved it meanwhile.
        """
        if not facts:
            return before
        to = Place(facts[-1].position, facts[-1].chain)
        async with self._connection.transaction():
            if await self._connection.execute(_SQL["move"], self._name, before.position, *to) != "UPDATE 1":
                raise Conflict(f"{self._name}: somebody else went on from position {before.position}")
            await projection.apply(self._connection, facts)
        return to

    async def put(self, to: Place) -> None:
        """Stands at a place, wherever it stood."""
        await self._connection.execute(_SQL["put"], self._name, *to)

    async def forget(self) -> None:
        """As if it had never begun; only what is rebuilt beside a live model may be forgotten."""
        await self._connection.execute(_SQL["forget"], self._name)
