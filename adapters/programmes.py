"""Published programmes: every version that was ever promised to somebody, none of them changed later."""

from __future__ import annotations

import json

import asyncpg

from adapters import sql
from adapters.postgres import in_our_words
from domain.people import Programme

_SQL = sql.load("programmes")
_NAMED_BY_COLUMNS = {"programme_id", "version"}


class Programmes:
    """The programmes of this organisation. Every method raises `Unavailable` while Postgres does not answer."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """`pool` may read programmes, and insert them where it is to publish."""
        self._pool = pool

    async def publish(self, programme: Programme) -> Programme:
        """The programme under its version: the newest one if it says the same, else the next. Its own is ignored."""
        definition = programme.model_dump_json(by_alias=True, exclude=_NAMED_BY_COLUMNS)
        with in_our_words():
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(_SQL["lock"], programme.programme_id)
                latest = await connection.fetchrow(_SQL["latest"], programme.programme_id, definition)
                if latest and latest["same"]:
                    return programme.with_(version=latest["version"])
                version = latest["version"] + 1 if latest else 1
                await connection.execute(_SQL["publish"], programme.programme_id, version, definition)
                return programme.with_(version=version)

    async def find(self, programme_id: str, version: int | None = None) -> Programme | None:
        """One version of a programme, by default the newest; None if there is none."""
        with in_our_words():
            row = await self._pool.fetchrow(_SQL["find"], programme_id, version)
        if row is None:
            return None
        named = {"programme_id": programme_id, "version": row["version"]}
        return Programme.model_validate(json.loads(row["definition"]) | named)
