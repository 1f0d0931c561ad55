"""Sets the log on fire for minutes and prints what was lost: `python -m tests.log.fire`."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from random import randrange

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from tests.log.fire.blaze import Result, set_on_fire
from tests.log.fire.faults import ALL_AT_RANDOM, SINGLE
from tests.log.fire.server import own_server
from tests.log.fire.table import table

# One half for all faults at once, the other half for each alone.
_HALF = 2
_SHOWN = 20


async def main(*, minutes: float, seed: int, console: Console) -> bool:
    """Each fault alone for a while, then all of them; whether nothing was lost, doubled or out of order."""
    half = minutes * 60 / _HALF
    plan = [*((fault, half / len(SINGLE)) for fault in SINGLE), (ALL_AT_RANDOM, half)]
    title = f"The log on fire, seed {seed}"
    results: list[Result] = []
    async with own_server() as server:
        with Live(console=console, auto_refresh=False) as live:
            for fault, seconds in plan:
                live.update(_so_far(results, title=f"{title}: {fault.name}"), refresh=True)
                dsn = await server.database()
                results.append(await set_on_fire(dsn, fault, seed=seed, times=1, seconds=seconds, server=server))
            live.update(_so_far(results, title=title), refresh=True)
    for result in results:
        for sentence in [s for kind in result.found for s in kind][:_SHOWN]:
            console.print(Text(f"{result.fault}: {sentence}"))
    return all(result.line.is_clean for result in results)


def _so_far(results: list[Result], *, title: str) -> Table:
    return table((result.line for result in results), title=title)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=randrange(1_000_000))
    given = parser.parse_args()
    # What is tried again is said each time, and is what happens here all the time.
    logging.basicConfig(level=logging.ERROR)
    clean = asyncio.run(main(minutes=given.minutes, seed=given.seed, console=Console()))
    sys.exit(0 if clean else 1)
