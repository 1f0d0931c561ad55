"""What can go wrong around the log, each as something that can be done to it on purpose."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from random import Random
from typing import NamedTuple

from adapters.keys import KeyRing
from adapters.postgres import Role, connect, open_pool
from adapters.recorder import NewBatch
from adapters.sealing import Sealing
from domain.base import derived_id
from domain.origin import Origin
from tests.log.batches import batch
from tests.log.conftest import MASTER_KEY
from tests.log.fire.place import Place
from tests.log.wire import Cut
from tests.waiting import until

APPEND = "select outcome from append($1)"
LOCK = "select pg_advisory_lock(hashtext('events'))"

Strike = Callable[[Place, Random], Awaitable[bool]]


class Fault(NamedTuple):
    """A fault: `strike` does it once and says whether it did. `processes` write beside the tasks of this one."""

    name: str
    strike: Strike
    processes: int = 0
    needs_server: bool = False


async def new_batch(dsn: str, stream: str) -> NewBatch:
    """A batch that opens a stream, as the log takes it."""
    async with open_pool(dsn, Role.KEYS, size=1) as keys:
        return await Sealing(KeyRing(keys, MASTER_KEY)).new_batch(batch("c1", stream=stream), origin=Origin())


async def roll_back(place: Place, random: Random) -> bool:
    """Append in a transaction and take it back."""
    given = await new_batch(place.dsn, f"pair/{derived_id(random.random())}")
    connection = await connect(place.dsn, Role.WRITER)
    try:
        transaction = connection.transaction()
        await transaction.start()
        appended = await connection.fetchval(APPEND, [given])
        await asyncio.sleep(random.uniform(0, 0.05))
        await transaction.rollback()
    finally:
        connection.terminate()
    return bool(appended == "appended")


async def kill_a_backend(place: Place, random: Random) -> bool:
    """`pg_terminate_backend` for any of our connections."""
    return await _signal_a_backend(place, random, "pg_terminate_backend")


async def cancel_a_call(place: Place, random: Random) -> bool:
    """`pg_cancel_backend` for any of our connections."""
    return await _signal_a_backend(place, random, "pg_cancel_backend")


async def hold_the_lock(place: Place, random: Random) -> bool:
    """Sit on the lock of the log, sometimes longer than anybody may wait for it."""
    async with place.superuser() as connection:
        await connection.execute(LOCK)
        await asyncio.sleep(random.uniform(0, 2.5))
    return True


async def stop_a_backend(place: Place, random: Random) -> bool:
    """SIGSTOP one of our backends for a while, perhaps the one that holds the lock."""
    async with place.superuser() as connection:
        backends = await place.backends(connection)
    if not backends:
        return False
    pid = random.choice(backends)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(random.uniform(0, 1))
        finally:
            os.kill(pid, signal.SIGCONT)
        return True
    return False


async def crash_the_server(place: Place, _random: Random) -> bool:
    """SIGQUIT the server and start it again."""
    assert place.server
    await place.server.crash()
    return True


async def kill_a_writer(place: Place, _random: Random) -> bool:
    """SIGKILL a writer process, wherever it is."""
    return await place.crew.kill_one()


async def kill_a_writer_unheard(place: Place, _random: Random) -> bool:
    """SIGKILL a writer process after a commit and before it hears of it."""
    return await place.crew.let_one_die_unheard()


def cutting(where: Cut) -> Strike:
    """Cut a socket at some point of a conversation."""

    async def cut(place: Place, _random: Random) -> bool:
        before = place.wire.cuts[where]
        place.wire.cut_next(where)

        async def is_cut() -> bool:
            return place.wire.cuts[where] > before

        await until(is_cut, seconds=60)
        return True

    return cut


SINGLE = (
    Fault("append rolled back", roll_back),
    Fault("call cancelled", cancel_a_call),
    *(Fault(f"socket cut {where}", cutting(where)) for where in Cut),
    Fault("backend killed", kill_a_backend),
    Fault("backend stopped", stop_a_backend),
    Fault("lock held by somebody", hold_the_lock),
    Fault("writer killed anywhere", kill_a_writer, processes=2),
    Fault("writer killed after a commit", kill_a_writer_unheard, processes=2),
    Fault("server crashed", crash_the_server, processes=1, needs_server=True),
)


async def strike_any(place: Place, random: Random) -> bool:
    """Any of them."""
    return await random.choice(SINGLE).strike(place, random)


ALL_AT_RANDOM = Fault("all of these at random", strike_any, processes=2, needs_server=True)


async def _signal_a_backend(place: Place, random: Random, function: str) -> bool:
    async with place.superuser() as connection:
        backends = await place.backends(connection)
        return bool(backends and await connection.fetchval(f"select {function}($1)", random.choice(backends)))
