"""The schedules that a namespace must have: whoever loses the namespace loses them too."""

from __future__ import annotations

import asyncio
import logging
from typing import NoReturn

from domain.base import Unavailable
from gateway.client import Pairs

_EVERY_SECONDS = 60.0

_log = logging.getLogger(__name__)


async def set_up(pairs: Pairs) -> None:
    """The watchman makes his rounds and the log is anchored; what is set up already stays. Raises Unavailable."""
    await pairs.keep_watch()
    await pairs.keep_anchoring()


async def keep_up(pairs: Pairs, *, every_seconds: float = _EVERY_SECONDS) -> NoReturn:
    """Sets them up again and again until cancelled, so that a namespace that lost everything gets them back."""
    while True:
        await asyncio.sleep(every_seconds)
        try:
            await set_up(pairs)
        except Unavailable as error:
            _log.warning("the schedules could not be looked after: %s", error)
