"""Sets the log on fire for minutes and prints what was lost: `python -m tests.log.fire`."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from random import randrange

from rich.console import Console
from rich.live import Live
from rich.text import Text

from tests.log.fire.blaze import Result, set_on_fire
from tests.log.fire.faults import ALL_AT_RANDOM, SINGLE
from tests.log.fire.race import Log, naive, ours, race
from tests.log.fire.server import Server, own_server
from tests.log.fire.table import table

# One half of the time for all faults at once, the other half for each alone.
_HALF = 2
_RACE_WRITES_A_MINUTE = 20
_SHOWN = 20


async def main(*, minutes: float, seed: int, console: Console) -> bool:
    """Each fault alone for a while, all of them, and the race of readers; whether nothing is wrong with our log."""
    title = f"The log on fire, seed {seed}"
    results: list[Result] = []
    async with own_server() as server:
        with Live(console=console, auto_refresh=False) as live:
            async for result in _burnt(server, minutes=minutes, seed=seed):
                results.append(result)
                live.update(table((result.line for result in results), title=title), refresh=True)
        control = await _raced(server, naive, minutes=minutes, seed=seed)
    for result in results:
        for sentence in [s for kind in result.found for s in kind][:_SHOWN]:
            console.print(Text(f"{result.fault}: {sentence}"))
    console.print(Text(f"To compare: {control.fault}: readers missed {len(control.found.lost):,} times."))
    return bool(control.found.lost) and all(result.line.is_clean for result in results)


async def _burnt(server: Server, *, minutes: float, seed: int) -> AsyncIterator[Result]:
    half = minutes * 60 / _HALF
    for fault, seconds in [*((fault, half / len(SINGLE)) for fault in SINGLE), (ALL_AT_RANDOM, half)]:
        async with server.database() as dsn:
            result = await set_on_fire(dsn, fault, seed=seed, times=1, seconds=seconds, server=server)
        yield result
    yield await _raced(server, ours, minutes=minutes, seed=seed)


async def _raced(
    server: Server, open_log: Callable[[str], AbstractAsyncContextManager[Log]], *, minutes: float, seed: int
) -> Result:
    async with server.database() as dsn, open_log(dsn) as log:
        return await race(dsn, log, writes=round(10 + minutes * _RACE_WRITES_A_MINUTE), seed=seed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=randrange(1_000_000))
    given = parser.parse_args()
    # What is tried again is said each time, and is what happens here all the time.
    logging.basicConfig(level=logging.ERROR)
    clean = asyncio.run(main(minutes=given.minutes, seed=given.seed, console=Console()))
    sys.exit(0 if clean else 1)
