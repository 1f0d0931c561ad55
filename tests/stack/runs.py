"""A run of the embedded stack in a process of its own, as a person at a terminal sees it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.process import Trace
from tests.stack.waiting import until

NAMED = ("DATABASE_URL", "TEMPORAL_ADDRESS", "MENTORING_MAIL_URL")


@dataclass
class Run:
    """A run of the stack in a process of its own, and what it said."""

    folder: Path
    process: asyncio.subprocess.Process
    lines: list[str] = field(default_factory=list)
    ended: bool = False

    async def said(self, pattern: str, *, times: int = 1) -> re.Match[str]:
        """The last line that matches, as soon as so many have."""

        def found() -> list[re.Match[str]]:
            return [match for line in self.lines if (match := re.fullmatch(pattern, line))]

        await until(lambda: len(found()) >= times or self.ended, seconds=30, what=pattern)
        assert len(found()) >= times, f"not said: {pattern!r}, but {self.lines}"
        return found()[-1]

    def pid(self, name: str) -> int:
        """The process of a part, by its trace."""
        return Trace.model_validate_json((self.folder / f"{name}.pid").read_text()).pid

    async def read(self) -> None:
        """Collect what it says."""
        assert self.process.stdout
        async for line in self.process.stdout:
            self.lines.append(line.decode().rstrip())
        self.ended = True

    async def stop(self, number: int = signal.SIGTERM) -> int:
        """Send the signal as a terminal does, to the whole group, and wait for the end; the exit code."""
        os.killpg(self.process.pid, number)
        return await asyncio.wait_for(self.process.wait(), 30)


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Run]:
    """The stack in this folder, ready, and gone after the block."""
    environment = {name: value for name, value in os.environ.items() if name not in NAMED}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.stack.keep_up",
        str(folder),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=environment,
        start_new_session=True,
    )
    run = Run(folder, process)
    reading = asyncio.create_task(run.read())
    try:
        await run.said("all serve")
        yield run
    finally:
        if process.returncode is None:
            await run.stop()
        await reading
