"""Writer processes: started, killed, and followed by another one that repeats the command they died with."""

from __future__ import annotations

import asyncio
import signal
import sys
from itertools import count
from pathlib import Path
from random import Random

from tests.log.fire.ledger import Ack
from tests.log.fire.writer import DIE_AT_NEXT_ANSWER

_ROOT = Path(__file__).parents[3]


class Crew:
    """Up to some writers at a time, each with a name that outlives its processes."""

    def __init__(self, dsn: str, *, random: Random, acks: list[Ack]) -> None:
        """`acks` gets whatever they say was confirmed to them."""
        self._dsn = dsn
        self._random = random
        self._acks = acks
        self._living: dict[str, asyncio.subprocess.Process] = {}
        self._heard: dict[str, asyncio.Task[None]] = {}
        # How many commands were confirmed to a name, now and when its present process began.
        self._confirmed: dict[str, int] = {}
        self._found: dict[str, int] = {}
        self._names = (f"process{n}" for n in count(1))

    async def hire(self) -> None:
        """One more writer."""
        name = next(self._names)
        self._confirmed[name] = 0
        await self._start(name)

    async def kill_one(self) -> bool:
        """SIGKILL one that has begun to write, wherever it is; another one takes over. False where there is none."""
        return await self._lose_one(signal.SIGKILL)

    async def let_one_die_unheard(self) -> bool:
        """As `kill_one`, but it dies between its next answer of the log and hearing of it."""
        return await self._lose_one(DIE_AT_NEXT_ANSWER)

    async def dismiss(self) -> None:
        """All of them finish the command they are at, and go."""
        for process in self._living.values():
            process.send_signal(signal.SIGTERM)
        for name, process in self._living.items():
            await self._heard[name]
            code = await process.wait()
            # A beginner that does not listen yet is ended by the signal.
            assert code in (0, -signal.SIGTERM), f"{name} ended with {code}"

    def kill(self) -> None:
        """Whoever is still there goes at once."""
        for process in self._living.values():
            if process.returncode is None:
                process.kill()

    async def _lose_one(self, how: signal.Signals) -> bool:
        at_work = [name for name in self._living if self._confirmed[name] > self._found[name]]
        if not at_work:
            return False
        name = self._random.choice(at_work)
        self._living[name].send_signal(how)
        await self._heard[name]
        code = await self._living[name].wait()
        assert code == -signal.SIGKILL, f"{name} ended with {code}"
        await self._start(name)
        return True

    async def _start(self, name: str) -> None:
        """The next process of this name begins with the command that the former one died with."""
        first = self._found[name] = self._confirmed[name]
        command = [sys.executable, "-m", "tests.log.fire.writer", self._dsn]
        command += ["--name", name, "--first", str(first), "--seed", str(self._random.random())]
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, cwd=_ROOT)
        self._living[name] = process
        self._heard[name] = asyncio.create_task(self._hear(name, process))

    async def _hear(self, name: str, process: asyncio.subprocess.Process) -> None:
        assert process.stdout
        async for line in process.stdout:
            if line.endswith(b"\n"):  # the last words of a killed one may be half a line
                self._acks.append(Ack.of(line.decode()))
                self._confirmed[name] += 1
