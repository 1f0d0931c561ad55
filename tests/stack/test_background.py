"""Work beside a block: it goes on, it is cancelled with the block, and its death is not silent."""

import asyncio
from typing import NoReturn

import pytest

from adapters.background import beside

PLANTED = "Käthe"


async def _goes_on() -> NoReturn:
    while True:
        await asyncio.Event().wait()


async def _dies() -> NoReturn:
    raise KeyError(PLANTED)


async def test_a_death_is_said(caplog: pytest.LogCaptureFixture) -> None:
    """Of work that ends by an error it is said at once what kind and where, and no value; the block goes on."""
    async with beside(_goes_on(), _dies()):
        for _ in range(3):
            await asyncio.sleep(0)
        assert "work in the background has ended: KeyError" in caplog.text
    assert "in _dies" in caplog.text
    assert PLANTED not in caplog.text


async def test_leaving_is_no_death(caplog: pytest.LogCaptureFixture) -> None:
    """Work that is cancelled on leaving has done its duty, and nothing is said."""
    async with beside(_goes_on()):
        await asyncio.sleep(0)
    assert caplog.records == []
