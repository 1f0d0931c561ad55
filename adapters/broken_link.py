"""What was done where the chain breaks, as the rows around the break tell it."""

from __future__ import annotations

from collections.abc import Callable

import asyncpg

from adapters import sql
from adapters.breaks import Break, Kind
from domain.anchor import Head

_SQL = sql.load("broken_link")


async def told_apart(pool: asyncpg.Pool, position: int, *, after: Head, page: int, alive: Callable[[], None]) -> Break:
    """What happened to the row at a position that does not follow the one before it, which is `after`.

    Where nothing speaks for another kind it was changed. Looks for an exchanged row through the rest of the log,
    `page` rows at a time, and is `alive` after each. Errors are those of Postgres.
    """
    (scene,) = await pool.fetch(_SQL["scene"], position, bytes.fromhex(after.chain))
    if position > after.position + 1:
        return _at_a_hole(scene, position, after)
    if scene["content_goes_on"]:
        return _changed(scene, position, "its chain value is not that of its content; the next one follows the content")
    if other := await _exchanged_or_displaced(pool, position, after=after, page=page, alive=alive):
        return other
    if scene["goes_on"]:
        return _changed(scene, position, "its content does not give its chain value, which the next one follows")
    if scene["moved_up"]:
        seen = "events are missing before the next one, and positions were written anew to close the hole"
        return Break(kind=Kind.DELETED, position=position, seen=seen)
    if not scene["is_known"]:
        return _inserted(scene, position)
    return _changed(scene, position, "its content does not give its chain value, and nothing follows that")


def _at_a_hole(scene: asyncpg.Record, position: int, after: Head) -> Break:
    if scene["follows"] or not (scene["goes_on"] or scene["is_known"]):
        return _inserted(scene, position)
    first, last = after.position + 1, position - 1
    seen = f"position {first} is missing" if first == last else f"positions {first} to {last} are missing"
    return Break(kind=Kind.DELETED, position=first, seen=seen)


async def _exchanged_or_displaced(
    pool: asyncpg.Pool, position: int, *, after: Head, page: int, alive: Callable[[], None]
) -> Break | None:
    reached = position
    while True:
        (found,) = await pool.fetch(_SQL["double"], position, bytes.fromhex(after.chain), reached, page)
        if found["exchanged"] is not None:
            return _swapped(position, found["exchanged"])
        if (other := found["displaced"]) is not None:
            if await pool.fetchval(_SQL["belongs"], position, other):
                return _swapped(position, other)
            seen = f"the event that belongs here was moved to position {other}"
            return Break(kind=Kind.INSERTED, position=position, seen=seen)
        if found["events"] < page:
            return None
        reached = found["position"]
        alive()


def _changed(scene: asyncpg.Record, position: int, seen: str) -> Break:
    return Break(kind=Kind.CHANGED, position=position, seen=f"{scene['stream']}, version {scene['version']}: {seen}")


def _inserted(scene: asyncpg.Record, position: int) -> Break:
    seen = f"{scene['stream']}, version {scene['version']}: it follows nothing, and nothing follows it"
    return Break(kind=Kind.INSERTED, position=position, seen=seen)


def _swapped(position: int, other: int) -> Break:
    return Break(kind=Kind.SWAPPED, position=position, seen=f"what belongs here stands at position {other}")
