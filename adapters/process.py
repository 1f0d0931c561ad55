"""One program of this machine: started, waited for until it serves, stopped in good order."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from domain.base import Frozen, Unavailable

_POLL_SECONDS = 0.02
_LONGEST_POLL_SECONDS = 0.3
_PR_SET_PDEATHSIG = 1

Ready = Callable[[int], Awaitable[bool]]
"""Asked again and again with the pid, until it says that the program serves."""


async def _nothing() -> None:
    pass


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to start and how to tell that it serves.

    `prepare` runs before each start, `settle` after each (a migration, say). `patience` is in seconds:
    how long it may take to serve, and how long to stop before it is killed. `user` is the OS user, where
    it must not be ours. `where` is what a person needs to know to reach it.
    """

    name: str
    command: tuple[str, ...]
    ready: Ready
    log: Path
    where: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 30
    prepare: Callable[[], Awaitable[None]] = _nothing
    settle: Callable[[], Awaitable[None]] = _nothing

    def last_words(self) -> str:
        """The last line of its log, and where the rest is."""
        lines = self.log.read_text(errors="replace").strip().splitlines() if self.log.exists() else []
        return f"{lines[-1] if lines else 'it said nothing'} (all of it: {self.log})"


class Trace(Frozen):
    """What a started program leaves on disk, so that a later run finds it if this one is killed."""

    pid: int
    executable: str
    stop_signal: int
    patience: float


@dataclass(frozen=True)
class Process:
    """A started program. It leads a process group of its own, so Ctrl-C reaches its parent only."""

    program: Program
    child: asyncio.subprocess.Process
    trace: Path

    @classmethod
    async def start(cls, program: Program) -> Process:
        """Start it and wait until it serves. Raises Unavailable, with the end of its log, when it does not."""
        await program.prepare()
        process = cls(program, await _spawn(program), program.log.with_suffix(".pid"))
        process._leave_trace()
        try:
            await process._serves()
            await program.settle()
        except BaseException:
            await process.stop()
            raise
        return process

    async def ended(self) -> int:
        """Wait for its end; the exit code, or minus the number of the signal that ended it."""
        return await self.child.wait()

    async def stop(self) -> None:
        """Ask it to stop, kill it and its children when it does not within its patience."""
        if self.child.returncode is None:
            with suppress(ProcessLookupError):  # it may have ended just now
                self.child.send_signal(self.program.stop_signal)
            try:
                await asyncio.wait_for(self.child.wait(), self.program.patience)
            except TimeoutError:
                os.killpg(self.child.pid, signal.SIGKILL)
                await self.child.wait()
        self.trace.unlink(missing_ok=True)

    def _leave_trace(self) -> None:
        program = self.program
        trace = Trace(
            pid=self.child.pid,
            executable=program.command[0],
            stop_signal=program.stop_signal,
            patience=program.patience,
        )
        self.trace.write_text(trace.model_dump_json())

    async def _serves(self) -> None:
        program = self.program
        deadline, pause = time.monotonic() + program.patience, _POLL_SECONDS
        while not await program.ready(self.child.pid):
            if self.child.returncode is not None:
                raise Unavailable(f"{program.name} ended while starting: {program.last_words()}")
            if time.monotonic() > deadline:
                raise Unavailable(f"{program.name} does not serve after {program.patience:g} s: {program.last_words()}")
            await asyncio.sleep(pause)
            # Asking takes from the starting program what it needs to start.
            pause = min(pause * 1.5, _LONGEST_POLL_SECONDS)


async def port_answers(port: int) -> bool:
    """Whether somebody listens on this port of this machine."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def stop_leftovers(folder: Path, say: Callable[[str], None]) -> None:
    """Stop the programs that a killed run left behind in this folder, each said in one line."""
    for file in sorted(folder.glob("*.pid")):
        trace = Trace.model_validate_json(file.read_text())
        if _lives(trace):
            say(f"{file.stem} of a former run is still there (pid {trace.pid}), stopping it")
            _stop(trace)
        file.unlink()


async def _spawn(program: Program) -> asyncio.subprocess.Process:
    _libc()
    with program.log.open("ab") as log:
        return await asyncio.create_subprocess_exec(
            *program.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, **program.environment},
            user=program.user,
            group=program.user,
            extra_groups=[] if program.user else None,
            start_new_session=True,
            preexec_fn=lambda: _die_with_parent(program.stop_signal),
        )


def _die_with_parent(stop_signal: int) -> None:
    # Only Linux offers this; elsewhere the traces of a killed run are found at the next start.
    if libc := _libc():
        libc.prctl(_PR_SET_PDEATHSIG, stop_signal)


@cache
def _libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if sys.platform == "linux" else None


def _stop(trace: Trace) -> None:
    os.kill(trace.pid, trace.stop_signal)
    deadline = time.monotonic() + trace.patience
    while _lives(trace):
        if time.monotonic() > deadline:
            os.kill(trace.pid, signal.SIGKILL)
        time.sleep(_POLL_SECONDS)


def _lives(trace: Trace) -> bool:
    """Whether it runs; its number may belong to somebody else by now."""
    return trace.executable in _command_line(trace.pid)


def _command_line(pid: int) -> str:
    """How the process was started; empty where there is none, or only its remains."""
    if Path("/proc/self").exists():
        file = Path(f"/proc/{pid}/cmdline")
        return file.read_bytes().replace(b"\0", b" ").decode(errors="replace") if file.exists() else ""
    asked = ("ps", "-o", "command=", "-p", str(pid))
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout  # noqa: S603
