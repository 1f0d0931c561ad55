"""Waits for a condition, with a limit."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable


async def until(holds: Callable[[], bool], *, seconds: float = 20, what: str = "the condition") -> None:
    """Return as soon as it holds; fail after so many seconds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"{what} does not hold after {seconds} s"
        await asyncio.sleep(0.02)
