"""Waits for a condition, never for a time."""

import asyncio
from collections.abc import Awaitable, Callable


async def until(condition: Callable[[], Awaitable[object]], *, seconds: float = 10) -> None:
    """Return once the condition holds; TimeoutError where it does not within some seconds."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - what is waited for happens in another process
            await asyncio.sleep(0.01)
