"""A process of its own that keeps an embedded stack up, without what needs the whole product."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from pathlib import Path

from adapters.embedded.home import claimed
from domain.base import Conflict
from gateway.supervisor import ended_by_signals, supervised
from gateway.up import parts

TESTED = ("postgres", "temporal")


async def keep_up(folder: Path) -> None:
    """What `up` does, with two of its parts."""
    say = partial(print, flush=True)
    with ended_by_signals(), claimed(folder, say) as home:
        _given, programs = parts(home, say)
        async with supervised([program for program in programs if program.name in TESTED], say):
            say("all serve")
            await asyncio.Event().wait()


if __name__ == "__main__":
    try:
        asyncio.run(keep_up(Path(sys.argv[1])))
    except Conflict as error:
        sys.exit(str(error))
