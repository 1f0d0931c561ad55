"""Keeps programs running: started in order, started again when they die, stopped in reverse order."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress

from adapters.process import Process, Program

Say = Callable[[str], None]

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_FIRST_PAUSE_SECONDS = 0.25
_LONGEST_PAUSE_SECONDS = 30.0
_PATIENCE_SECONDS = 5.0
# Who lived this long did not die of its start: the pauses begin anew.
_LIVED_SECONDS = 60.0


@asynccontextmanager
async def supervised(programs: Sequence[Program], say: Say) -> AsyncIterator[None]:
    """All programs serve when the block begins and are gone when it has ended.

    One that dies meanwhile is started again after a growing pause; the others go on. Each change is one
    line to `say`. Raises Unavailable when one does not come up the first time.
    """
    async with AsyncExitStack() as stopping:
        for program in programs:
            watched = _Watched(program, await _start(program, say), say)
            stopping.push_async_callback(watched.stop)
            say(f"{program.name} serves: {program.where}" if program.where else f"{program.name} serves")
        try:
            yield
        finally:
            say("stopping")


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """The first SIGINT (Ctrl-C) or SIGTERM ends the block in good order, wherever it is; a second hurries it."""
    asked: list[int] = []
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def ask(number: int) -> None:
        asked.append(number)
        if task:
            task.cancel()

    for number in _SIGNALS:
        loop.add_signal_handler(number, ask, number)
    try:
        yield
    except asyncio.CancelledError:
        if not asked:
            raise
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)


class _Watched:
    def __init__(self, program: Program, process: Process, say: Say) -> None:
        self._program = program
        self._process = process
        self._say = say
        self._watch = asyncio.create_task(self._keep_alive())

    async def stop(self) -> None:
        self._watch.cancel()
        with suppress(asyncio.CancelledError):
            await self._watch
        await self._process.stop()

    async def _keep_alive(self) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while True:
            began = time.monotonic()
            ending = _in_words(await self._process.ended())
            if time.monotonic() - began > _LIVED_SECONDS:
                pause = _FIRST_PAUSE_SECONDS
            self._say(f"{self._program.name} {ending}, starting it again in {pause:g} s")
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
            await self._start_again()

    async def _start_again(self) -> None:
        try:
            self._process = await _start(self._program, self._say)
            self._say(f"{self._program.name} serves again")
        except Exception as error:  # whatever it was, the next attempt may go well
            self._say(f"{self._program.name} did not start: {error}")


async def _start(program: Program, say: Say) -> Process:
    """Start it, and say now and then what it is busy with (crash recovery, say)."""
    starting = asyncio.create_task(Process.start(program))
    try:
        while not starting.done():
            await asyncio.wait({starting}, timeout=_PATIENCE_SECONDS)
            if not starting.done():
                say(f"waiting for {program.name}: {program.last_words()}")
        return starting.result()
    finally:
        if starting.cancel():
            with suppress(asyncio.CancelledError):
                await starting


def _in_words(exit_code: int) -> str:
    if exit_code < 0:
        return f"was ended by {signal.Signals(-exit_code).name}"
    return f"ended with exit code {exit_code}"
