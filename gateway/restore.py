"""Starts again, all at once, what a lost Temporal namespace no longer knows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from enum import Enum, auto
from typing import Protocol

from temporalio.client import Client

from adapters.temporal import register
from domain.base import Frozen, Unavailable
from gateway import schedules
from gateway.client import Pairs
from workflows import names

_AT_ONCE = 20
_NAMED = 5


class OpenStreams(Protocol):
    """Who knows which streams have a plan that is not over."""

    def portions(self, size: int) -> AsyncIterator[tuple[str, ...]]:
        """Their names, up to `size` at a time."""


class Restored(Frozen):
    """What became of the open streams; `for_example` names the first few of the unreached."""

    open: int = 0
    running: int = 0
    started: int = 0
    unreached: int = 0
    for_example: tuple[str, ...] = ()


class _Fate(Enum):
    RUNNING = auto()
    STARTED = auto()
    UNREACHED = auto()


async def restore(client: Client, streams: OpenStreams, *, told: Callable[[Restored], None]) -> Restored:
    """Every open stream has a running workflow again, and the namespace has all that the house needs there.

    Streams that run are left alone, so it may run at any time, beside the watchman and beside itself. `told` hears
    of each portion. Raises Unavailable where nothing answers any more; what was started until then runs.
    """
    pairs = Pairs(client)
    await register(client, names.SEARCH_ATTRIBUTES)
    found = Restored()
    async for portion in streams.portions(_AT_ONCE):
        found = _with(found, portion, await asyncio.gather(*(_restored(stream, pairs) for stream in portion)))
        told(found)
    # Last, so that what is told is what was found here and not what the watchman has left of it.
    await schedules.set_up(pairs)
    return found


async def _restored(stream: str, pairs: Pairs) -> _Fate:
    try:
        if await pairs.is_running(stream):
            return _Fate.RUNNING
        await pairs.wake(stream)
    except Unavailable:
        return _Fate.UNREACHED
    return _Fate.STARTED


def _with(found: Restored, portion: tuple[str, ...], fates: list[_Fate]) -> Restored:
    """Raises Unavailable where not one of a whole portion was reached: then nobody waits for the others."""
    unreached = [stream for stream, fate in zip(portion, fates, strict=True) if fate is _Fate.UNREACHED]
    if len(unreached) == _AT_ONCE:
        raise Unavailable(f"Temporal does not answer any more; {found.started} streams were started again")
    return Restored(
        open=found.open + len(portion),
        running=found.running + fates.count(_Fate.RUNNING),
        started=found.started + fates.count(_Fate.STARTED),
        unreached=found.unreached + len(unreached),
        for_example=(*found.for_example, *unreached)[:_NAMED],
    )
