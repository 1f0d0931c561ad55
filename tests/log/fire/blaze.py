"""Sets a log on fire: many write, some read along, one projects, and a fault strikes again and again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from random import Random
from time import monotonic
from typing import NamedTuple

import asyncpg

from adapters.event_store import EventStore, open_event_store
from domain.base import Unavailable
from tests.log.conftest import MASTER_KEY
from tests.log.fire.aggregate import Aggregate
from tests.log.fire.crew import Crew
from tests.log.fire.faults import Fault
from tests.log.fire.ledger import Ack, Findings, audit
from tests.log.fire.place import Place
from tests.log.fire.projection import disagreements, followed
from tests.log.fire.reader import Reader
from tests.log.fire.server import Server
from tests.log.fire.table import Line
from tests.log.wire import wire_to
from tests.waiting import until

_GONE = (Unavailable, OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
_RECORDERS, _WRITERS_EACH, _READERS = 2, 8, 3
# Commands confirmed between two strikes.
_MOST_BETWEEN = 60
# So long nobody can be without an answer where nothing strikes any more.
_PATIENCE_SECONDS = 30


class Result(NamedTuple):
    """What was done how often, how much was confirmed meanwhile, and what is wrong now."""

    fault: str
    struck: int
    confirmed: int
    found: Findings

    @property
    def line(self) -> Line:
        """The same in figures."""
        return Line(self.fault, self.struck, self.confirmed, *(len(wrong) for wrong in self.found))


async def set_on_fire(
    dsn: str, fault: Fault, *, seed: int, times: int, seconds: float = 0, server: Server | None = None
) -> Result:
    """Strike at least so often and so long while everybody writes and reads, then hold all against the log."""
    random = Random(f"{seed} {fault.name}")
    acks: list[Ack] = []
    stopped, over = asyncio.Event(), asyncio.Event()
    readers = [Reader(dsn) for _ in range(_READERS)]
    struck, limit = 0, asyncio.timeout(None)
    async with asyncio.TaskGroup() as reading:
        for reader in readers:
            reading.create_task(reader.follow(is_over=over.is_set))
        with suppress(TimeoutError):
            async with limit, _place(dsn, random, acks, fault, server) as (place, stores):
                async with asyncio.TaskGroup() as writing:
                    for n, store in enumerate(stores * _WRITERS_EACH):
                        writer = Aggregate(store, name=f"task{n}", random=random, acknowledged=acks.append)
                        writing.create_task(writer.live(is_over=stopped.is_set))
                    struck = await _strike(fault, place, random, acks, times=times, seconds=seconds)
                    limit.reschedule(asyncio.get_running_loop().time() + _PATIENCE_SECONDS)
                    stopped.set()
                await place.crew.dismiss()
        over.set()
    found = (await audit(dsn, acks, [reader.seen for reader in readers])).and_(await disagreements(dsn))
    if limit.expired():
        found = found.and_(Findings(lost=("somebody waits for an answer for ever",)))
    return Result(fault.name, struck, len(acks), found)


@asynccontextmanager
async def _place(
    dsn: str, random: Random, acks: list[Ack], fault: Fault, server: Server | None
) -> AsyncIterator[tuple[Place, list[EventStore]]]:
    """The log as tasks of this process reach it, a projector, and writers in processes of their own."""
    async with AsyncExitStack() as opened:
        wire = await opened.enter_async_context(wire_to(dsn))
        await opened.enter_async_context(followed(dsn, through=wire.dsn))
        stores = [await opened.enter_async_context(open_event_store(wire.dsn, MASTER_KEY)) for _ in range(_RECORDERS)]
        crew = Crew(dsn, random=random, acks=acks)
        for _ in range(fault.processes):
            await crew.hire()
        opened.callback(crew.kill)
        yield Place(dsn, wire, crew, server), stores


async def _strike(fault: Fault, place: Place, random: Random, acks: list[Ack], *, times: int, seconds: float) -> int:
    """How often it struck; fewer times than wanted where nothing goes on after a strike."""
    struck, began = 0, monotonic()
    while struck < times or monotonic() < began + seconds:
        if not await _progress(acks, random.randint(1, _MOST_BETWEEN)):
            break
        # A fault may meet one that has struck before, and fail at it.
        with suppress(*_GONE):
            struck += await fault.strike(place, random)
    return struck


async def _progress(acks: list[Ack], more: int) -> bool:
    """Wait until so much more was confirmed: what does nothing cannot be harmed. False where nothing goes on."""
    enough = len(acks) + more

    async def is_enough() -> bool:
        return len(acks) >= enough

    with suppress(TimeoutError):
        await until(is_enough, seconds=_PATIENCE_SECONDS)
    return await is_enough()
