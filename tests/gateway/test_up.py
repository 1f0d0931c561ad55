"""`mentoring up` as a person runs it, with its parts killed under it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.embedded.home import claimed
from adapters.process import Trace
from tests.files.crowd import COLUMNS, GERDA, PROGRAMME, TIM
from tests.gateway.terminal import Terminal
from tests.stack.runs import NAMED, Run
from tests.waiting import until

ALWAYS = '"mail.sending_hours" = "always"\n'


@dataclass
class Service:
    """A running `up`, the command line beside it, and its catcher."""

    run: Run
    mentoring: Terminal
    catcher: httpx.AsyncClient

    def kill(self, part: str) -> None:
        """SIGKILL to a part."""
        file = self.run.folder / ".mentoring" / f"{part}.pid"
        os.kill(Trace.model_validate_json(file.read_text()).pid, signal.SIGKILL)

    async def answers(self) -> bool:
        """Whether the log can be read."""
        return (await self.mentoring.types("pair list")).exit_code == 0

    async def caught(self) -> list[dict[str, Any]]:
        """The letters that reached the catcher."""
        letters: list[dict[str, Any]] = (await self.catcher.get("/api/letters")).json()
        return letters

    async def has_sent(self, count: int) -> bool:
        """Whether so many letters were caught and none is owed any more."""
        if len(await self.caught()) < count:
            return False
        pairs = [line["pair_id"] for line in await self.mentoring.reads("pair list")]
        owed = [(await self.mentoring.reads(f"pair show {pair_id}"))["letters_owed"] for pair_id in pairs]
        return bool(owed) and not any(owed)


def anchored(folder: Path) -> str:
    """What the worker's output says of the anchor that it took when it first came up."""
    (line,) = (line for line in (folder / ".mentoring" / "worker.log").read_text().splitlines() if ".anchor:" in line)
    return line


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files of two people who fit, for whom letters leave at once; the commands run in it."""
    for name in (*NAMED, "MENTORING_MASTER_KEY", "MENTORING_PAYLOAD_KEYS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text("\n".join([COLUMNS, GERDA, TIM.replace(";LEADING", ""), ""]), "utf-8")
    (tmp_path / "programme.toml").write_text(PROGRAMME + ALWAYS, "utf-8")
    return tmp_path


@asynccontextmanager
async def up(folder: Path, *arguments: str) -> AsyncIterator[Service]:
    """`mentoring up` in a folder, ready, and stopped after the block."""
    process = await _started(folder, "up", *arguments)
    run = Run(folder, process)
    talking = asyncio.create_task(run.read())
    try:
        await run.said("the service is up; .+")
        url = (await run.said("catcher serves: (http.+)"))[1]
        async with httpx.AsyncClient(base_url=url) as catcher:
            yield Service(run, Terminal(), catcher)
    finally:
        if process.returncode is None:
            await run.stop()
        await talking


async def test_nothing_is_lost_when_parts_are_killed(folder: Path) -> None:
    """Worker and Postgres are killed between a pair's first steps: nothing is lost, each letter is caught once."""
    async with up(folder, "--people", "people.csv", "--programme", "programme.toml") as service:
        mentoring = service.mentoring
        await service.run.said("1 pair starts, 0 people have no partner yet")
        await until(lambda: service.has_sent(2), seconds=20)
        (line,) = await mentoring.reads("pair list")
        pair_id = line["pair_id"]

        service.kill("worker")
        await mentoring.does(f"pair do {pair_id} AcceptMatch --as a")
        await mentoring.does(f"pair do {pair_id} AcceptMatch --as b")
        service.kill("postgres")
        await until(service.answers, seconds=20)
        await mentoring.does(f"pair do {pair_id} ScheduleMeeting --as b --starts-at {_in_a_week()}")
        await until(lambda: service.has_sent(6), seconds=30)

        letters = await service.caught()
        assert Counter(letter["template"] for letter in letters) == {
            "E10_match_proposed": 2,
            "E13_match_confirmed": 2,
            "E40_meeting_invite": 2,
        }
        assert {letter["accepted"] for letter in letters} == {1}
        assert {letter["to"] for letter in letters} == {"gerda@firma.example", "tim@firma.example"}
        shown = await mentoring.reads(f"pair show {pair_id}")
        assert (shown["phase"], [meeting["state"] for meeting in shown["meetings"]]) == ("CHEMISTRY", ["SCHEDULED"])
        await until(lambda: _tells(mentoring, pair_id, "MeetingScheduled"), seconds=20)
        await mentoring.does(f"pair do {pair_id} CancelMeeting --as a")
        await until(lambda: service.has_sent(8), seconds=20)
        proved = await mentoring.reads("verify")
        assert (proved["whole"], proved["anchors"]) == (True, 1)
        assert '"position":' in anchored(folder)
        assert await service.run.stop() == 0


async def _tells(mentoring: Terminal, pair_id: str, last: str) -> bool:
    """Whether the timeline, which a worker keeps, has come so far; what it tells is right at any time."""
    entries = (await mentoring.reads(f"pair timeline {pair_id}"))["entries"]
    happened = [entry["name"] for entry in entries if entry["kind"] == "event"]
    expected = ["MatchProposed", "MatchConfirmed", "ChemistryCheckOpened", "MeetingScheduled"]
    assert happened == expected[: len(happened)]
    return last in happened


async def test_one_owner_at_a_time(folder: Path) -> None:
    """A second `up` in a folder that is in use says whose it is, ends with code 1 and starts nothing."""
    with claimed(folder / ".mentoring", print):
        code, said = await ended(folder, "up")
    assert code == 1
    assert f"is in use by process {os.getpid()}" in said
    assert not (folder / ".mentoring" / "postgres").exists()


async def test_a_worker_without_settings(folder: Path) -> None:
    """A worker that is told nothing names the settings it misses, with code 1 and without a traceback."""
    code, said = await ended(folder, "worker")
    assert code == 1
    assert said.splitlines()[0] == "MENTORING_MASTER_KEY: is missing"


async def ended(folder: Path, *arguments: str) -> tuple[int | None, str]:
    """The exit code of a command that ends by itself, and what it said."""
    process = await _started(folder, *arguments)
    said, _ = await asyncio.wait_for(process.communicate(), 30)
    return process.returncode, said.decode()


async def _started(folder: Path, *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("mentoring")),
        *arguments,
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )


def _in_a_week() -> str:
    return f"{datetime.now(UTC) + timedelta(days=7):%Y-%m-%dT14:00}"
