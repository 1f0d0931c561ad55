"""The read models of a test's database, brought up to its log without waiting for a projector."""

from __future__ import annotations

from contextlib import suppress

import asyncpg

from adapters.checkpoints import Checkpoint
from adapters.feed import PAGE, Feed
from adapters.postgres import Role, connect
from adapters.projections import Projection
from adapters.projections.catalogue import ALL
from domain.base import Conflict


async def project(database: str, *, page: int = PAGE) -> None:
    """Folds what the read models do not know yet, in pages of this size; a projector may be at work beside."""
    connection = await connect(database, Role.PROJECTOR, search_path="read_models, public")
    try:
        for projection in ALL:
            while await _folded(connection, projection, page):
                pass
    finally:
        await connection.close()


async def _folded(connection: asyncpg.Connection, projection: Projection, page: int) -> bool:
    """Whether there was anything left to fold."""
    checkpoint = Checkpoint(connection, projection.name)
    await checkpoint.begin()
    place = await checkpoint.find()
    facts = await Feed(connection).page(place.position, limit=page)
    with suppress(Conflict):  # the projector was faster
        await checkpoint.fold(projection, facts, before=place)
    return bool(facts)
