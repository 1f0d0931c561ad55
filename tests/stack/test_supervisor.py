"""The supervisor, with small programs that do what the large ones might."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from adapters.process import Process, Program, Trace, stop_leftovers
from domain.base import Unavailable
from gateway.supervisor import supervised
from tests.stack.waiting import until

GOOD = """
import signal, sys, time
journal = open("journal", "a", buffering=1)
def end(*_): journal.write(f"- {name}\\n"); sys.exit()
signal.signal(signal.SIGTERM, end)
journal.write(f"+ {name}\\n")
time.sleep(600)
"""
STUBBORN = GOOD.replace("SIGTERM, end", "SIGTERM, signal.SIG_IGN")
FAILING = "print('no such table'); raise SystemExit(3)"
MUTE = "import time; time.sleep(600)"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Programs run where their journal is."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def program(name: str, code: str = GOOD) -> Program:
    """A program that serves once it has written into the journal since it was started."""
    seen = 0

    async def prepare() -> None:
        nonlocal seen
        seen = journal().count(f"+ {name}")

    async def ready(_pid: int) -> bool:
        return journal().count(f"+ {name}") > seen

    command = (sys.executable, "-c", f"name = {name!r}\n{code}")
    return Program(name=name, command=command, ready=ready, prepare=prepare, log=Path(f"{name}.log"), patience=5)


def journal() -> list[str]:
    """What the programs wrote, line by line."""
    file = Path("journal")
    return file.read_text().splitlines() if file.exists() else []


def traces() -> list[str]:
    """The names of the programs that have left one."""
    return sorted(file.stem for file in Path().glob("*.pid"))


def pid(name: str) -> int:
    """The process of a running program, by its trace."""
    return Trace.model_validate_json(Path(f"{name}.pid").read_text()).pid


async def test_programs_start_in_order_and_stop_in_reverse() -> None:
    """The second starts when the first serves, and ends before it; each is said, and no trace stays."""
    lines: list[str] = []
    where = replace(program("first"), where="at port 1")
    async with supervised([where, program("second")], lines.append):
        pids = [pid("first"), pid("second")]
    assert journal() == ["+ first", "+ second", "- second", "- first"]
    assert lines == ["first serves: at port 1", "second serves", "stopping"]
    assert not any(psutil.pid_exists(number) for number in pids)
    assert traces() == []


async def test_a_killed_program_is_started_again() -> None:
    """SIGKILL of one is said with its signal, it serves again, and its neighbour was left alone."""
    lines: list[str] = []
    async with supervised([program("first"), program("second")], lines.append):
        neighbour = pid("second")
        os.kill(pid("first"), signal.SIGKILL)
        await until(lambda: "first serves again" in lines)
        assert pid("second") == neighbour
    assert lines[2:] == ["first was ended by SIGKILL, starting it again in 0.25 s", "first serves again", "stopping"]
    assert journal() == ["+ first", "+ second", "+ first", "- second", "- first"]


async def test_the_pauses_grow() -> None:
    """A program that keeps dying is started again ever more slowly."""
    lines: list[str] = []
    async with supervised([program("first")], lines.append):
        for time in (1, 2):
            os.kill(pid("first"), signal.SIGKILL)
            await until(lambda time=time: lines.count("first serves again") == time)  # type: ignore[misc]
    assert [line.rpartition(" in ")[2] for line in lines if "starting" in line] == ["0.25 s", "0.5 s"]


async def test_a_failed_restart_is_tried_again() -> None:
    """When the new start fails, this is said, and the next attempt may succeed."""
    lines: list[str] = []
    attempts = iter([None, OSError("the disk is full"), None])

    async def settle() -> None:
        if error := next(attempts):
            raise error

    async with supervised([replace(program("first"), settle=settle)], lines.append):
        os.kill(pid("first"), signal.SIGKILL)
        await until(lambda: "first serves again" in lines)
    assert "first did not start: the disk is full" in lines


async def test_a_program_that_cannot_start_takes_the_others_down() -> None:
    """The error carries the last line of its log, and those that had started are stopped."""
    with pytest.raises(Unavailable, match=r"second ended while starting: no such table \(all of it: second\.log\)"):
        async with supervised([program("first"), program("second", FAILING)], print):
            raise AssertionError("it does not serve")
    assert journal() == ["+ first", "- first"]


async def test_a_program_that_never_serves_is_given_up() -> None:
    """After its patience the error says how long it was waited for, and it is gone."""
    mute = replace(program("mute", MUTE), patience=0.3)
    with pytest.raises(Unavailable, match=r"mute does not serve after 0\.3 s: it said nothing"):
        await Process.start(mute)
    assert traces() == []


async def test_a_slow_start_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """While a start takes its time, the last line of the log says what it is busy with."""
    monkeypatch.setattr("gateway.supervisor._PATIENCE_SECONDS", 0.1)
    lines: list[str] = []
    slow = "import sys, time\nprint('redo in progress', flush=True)\ntime.sleep(0.6)" + GOOD
    async with supervised([program("slow", slow)], lines.append):
        pass
    assert "waiting for slow: redo in progress (all of it: slow.log)" in lines


async def test_a_stubborn_program_is_killed() -> None:
    """Who ignores SIGTERM beyond its patience is killed, and whatever it started with it."""
    parent = (
        "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])" + STUBBORN
    )
    process = await Process.start(replace(program("stubborn", parent), patience=0.5))
    (child,) = psutil.Process(pid("stubborn")).children()
    await process.stop()
    assert await process.ended() == -signal.SIGKILL
    await until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


async def test_a_leftover_is_stopped() -> None:
    """A program that a killed run left behind is found by its trace, said, and stopped."""
    lines: list[str] = []
    process = await Process.start(program("former"))
    stop_leftovers(Path(), lines.append)
    await until(lambda: process.child.returncode is not None)
    assert lines == [f"former of a former run is still there (pid {process.child.pid}), stopping it"]
    assert journal() == ["+ former", "- former"]
    assert traces() == []


def test_a_stranger_with_the_same_number_is_left_alone() -> None:
    """A process id that belongs to another program by now is not ours to stop."""
    lines: list[str] = []
    trace = Trace(pid=os.getpid(), executable="/usr/bin/former", stop_signal=signal.SIGKILL, patience=1)
    Path("former.pid").write_text(trace.model_dump_json())
    stop_leftovers(Path(), lines.append)
    assert lines == []
    assert traces() == []
