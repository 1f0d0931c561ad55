"""Work without an end that goes on beside a block."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from traceback import format_tb
from typing import Any, NoReturn

_log = logging.getLogger(__name__)


@asynccontextmanager
async def beside(*works: Coroutine[Any, Any, NoReturn]) -> AsyncIterator[None]:
    """Each work goes on while the block runs; on leaving it is cancelled, and has put its things in order.

    One that ends by an error ends for good, which is said at once: the block can do without it.
    """
    tasks = [asyncio.create_task(work) for work in works]
    for task in tasks:
        task.add_done_callback(_say_if_dead)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _say_if_dead(task: asyncio.Task[Any]) -> None:
    # Its kind and where it was: an error that nobody expected can quote values.
    if not task.cancelled() and (error := task.exception()):
        where = "".join(format_tb(error.__traceback__))
        _log.error("work in the background has ended: %s\n%s", type(error).__name__, where)
