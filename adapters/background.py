"""Work without an end that goes on beside a block."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, NoReturn


@asynccontextmanager
async def beside(*works: Coroutine[Any, Any, NoReturn]) -> AsyncIterator[None]:
    """Each work goes on while the block runs; on leaving it is cancelled, and has put its things in order."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
