"""A writer in a process of its own: `python -m tests.log.fire.writer`, a line of output per confirmed command."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from random import Random

from adapters.event_store import open_event_store
from adapters.recorder import Call
from tests.log.conftest import MASTER_KEY
from tests.log.fire.aggregate import Aggregate
from tests.log.fire.ledger import Ack

DIE_AT_NEXT_ANSWER = signal.SIGUSR1


async def main(dsn: str, *, name: str, seed: str, first: int) -> None:
    """Write until SIGTERM; after `DIE_AT_NEXT_ANSWER` the next answer of the log arrives, and nobody hears of it."""
    over, doomed = asyncio.Event(), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, over.set)
    asyncio.get_running_loop().add_signal_handler(DIE_AT_NEXT_ANSWER, doomed.set)

    def die_if_doomed(_call: Call) -> None:
        if doomed.is_set():
            os.kill(os.getpid(), signal.SIGKILL)

    async with open_event_store(dsn, MASTER_KEY, observe=die_if_doomed) as store:
        writer = Aggregate(store, name=name, random=Random(seed), acknowledged=_say)
        await writer.live(first=first, is_over=over.is_set)


def _say(ack: Ack) -> None:
    sys.stdout.write(f"{ack.line()}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("dsn")
    parser.add_argument("--name", required=True)
    parser.add_argument("--seed", required=True)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    asyncio.run(main(given.dsn, name=given.name, seed=given.seed, first=given.first))
