"""Wakes whoever waits for the log: a bell that is rung after an append, and an ear that listens for it.

Nothing depends on it but speed: whoever is not woken looks for himself each second.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import NoReturn

from adapters import sql
from adapters.background import beside
from adapters.postgres import Role, connect, in_our_words
from domain.base import Unavailable

POLL_SECONDS = 1.0

_SQL = sql.load("wake_up")
_CHANNEL = "events"
# A notification takes the same locks as a commit, so there are few of them, however much is written.
_BETWEEN_NOTIFICATIONS = 0.1
_AFTER_A_FAILURE = 1.0


class Bell:
    """Tells everybody, in this process and in others, that the log has grown."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Returns at once; many rings within a tenth of a second are one notification."""
        self._rung.set()

    async def carry(self, dsn: str) -> NoReturn:
        """Carries each ring to the database until cancelled; one that cannot be carried is dropped."""
        while True:
            with suppress(Unavailable):
                await self._carry_while_connected(dsn)
            await asyncio.sleep(_AFTER_A_FAILURE)

    async def _carry_while_connected(self, dsn: str) -> None:
        await self._rung.wait()
        connection = await connect(dsn, Role.WRITER)
        try:
            while True:
                await self._rung.wait()
                self._rung.clear()
                with in_our_words():
                    await connection.execute(_SQL["notify"], _CHANNEL)
                await asyncio.sleep(_BETWEEN_NOTIFICATIONS)
        finally:
            connection.terminate()


class Ear:
    """Hears the bell, for any number of waiters in this process."""

    def __init__(self) -> None:
        self._stroke = asyncio.Event()

    def next_stroke(self) -> asyncio.Event:
        """The first stroke from now on. Ask for it before looking at the log, and nothing falls between."""
        return self._stroke

    async def listen(self, dsn: str) -> NoReturn:
        """Listens until cancelled; while the connection is lost, nothing is heard."""
        while True:
            with suppress(Unavailable):
                await self._listen_while_connected(dsn)
            await asyncio.sleep(_AFTER_A_FAILURE)

    async def _listen_while_connected(self, dsn: str) -> None:
        connection = await connect(dsn, Role.READER)
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        try:
            with in_our_words():
                await connection.add_listener(_CHANNEL, self._heard)
            await lost.wait()
        finally:
            connection.terminate()

    def _heard(self, *_anything: object) -> None:
        # Whoever may connect may notify, so what a notification says is not looked at.
        self._stroke.set()
        self._stroke = asyncio.Event()


async def struck(stroke: asyncio.Event, *, seconds: float = POLL_SECONDS) -> None:
    """Returns with the stroke, or after some seconds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stroke.wait()


@asynccontextmanager
async def open_bell(dsn: str) -> AsyncIterator[Bell]:
    """A bell on a connection of its own, which is made when it first rings."""
    bell = Bell()
    async with beside(bell.carry(dsn)):
        yield bell


@asynccontextmanager
async def open_ear(dsn: str) -> AsyncIterator[Ear]:
    """An ear on a connection of its own; it need not be there for anything to go on."""
    ear = Ear()
    async with beside(ear.listen(dsn)):
        yield ear
