"""`mentoring verify` on a log of real pairs, whole and not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import asyncpg
import pytest

from adapters.anchors import AnchorFile, LogAnchors
from adapters.breaks import Kind
from adapters.embedded.home import claimed
from adapters.event_store import EventStore
from adapters.postgres import Role, open_pool
from adapters.verification import Verification
from gateway.up import FOLDER, told
from tests.gateway.lives import write
from tests.gateway.terminal import Terminal
from tests.gateway.test_reading import in_kickoff
from tests.log.verification.tampering import Tampering


@pytest.fixture
def anchors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The anchor file that the environment names."""
    path = tmp_path / "anchors.jsonl"
    monkeypatch.setenv("MENTORING_ANCHORS_FILE", str(path))
    return path


@pytest.fixture
async def mentoring(store: EventStore, database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Terminal:
    """The command line beside a log in which a pair has come to its kick-off."""
    await write(in_kickoff(), store)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database)
    return Terminal()


def put_aside(path: Path) -> None:
    """As the operator is told to do where another history began on purpose."""
    path.rename(path.with_suffix(".aside"))


def spoil(path: Path) -> None:
    """A line that no worker writes."""
    path.write_text("{}\n")


async def anchor(database: str, path: Path) -> None:
    """The log as it is now is anchored."""
    async with open_pool(database, Role.READER) as pool:
        await LogAnchors(Verification(pool), AnchorFile(path)).take(lambda _walked, _total: None)


async def test_a_whole_log(mentoring: Terminal, anchors: Path, database: str, pool: asyncpg.Pool) -> None:
    """A whole log is said to be that in one line, with what was walked and compared."""
    await anchor(database, anchors)
    assert (await mentoring.does("verify")).endswith("; it agrees with the one anchor there is\n")
    await anchor(database, anchors)
    events = await pool.fetchval("select count(*) from events")
    said = await mentoring.does("verify")
    assert said == f"the log is whole: each of {events} events follows the one before; it agrees with 2 anchors\n"
    told = await mentoring.reads("verify")
    chain = await pool.fetchval("select chain from events order by position desc limit 1")
    assert told == {
        "whole": True,
        "events": events,
        "position": events,
        "chain": chain.hex(),
        "anchors": 2,
        "breaks": [],
    }


async def test_no_anchor_file(mentoring: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no file is named, or none is there yet, it is said what would not be noticed."""
    monkeypatch.delenv("MENTORING_ANCHORS_FILE", raising=False)
    assert "there is no anchor file (MENTORING_ANCHORS_FILE)" in await mentoring.does("verify")
    assert (await mentoring.reads("verify"))["anchors"] is None
    monkeypatch.setenv("MENTORING_ANCHORS_FILE", "nothing-yet.jsonl")
    assert "the anchor file holds no anchor yet: an older backup" in await mentoring.does("verify")


async def test_a_copy_of_the_anchors(
    mentoring: Terminal, anchors: Path, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside a stack with an anchor file of its own, the file that the environment names is the one compared."""
    await anchor(database, anchors)
    monkeypatch.delenv("DATABASE_URL")
    own = {"DATABASE_URL": database, "MENTORING_ANCHORS_FILE": str(tmp_path / "own.jsonl")}
    with claimed(tmp_path / FOLDER, print) as home, told(home, own):
        assert (await mentoring.reads("verify"))["anchors"] == 1
        monkeypatch.delenv("MENTORING_ANCHORS_FILE")
        assert (await mentoring.reads("verify"))["anchors"] == 0


async def test_a_broken_log(mentoring: Terminal, anchors: Path, pool: asyncpg.Pool) -> None:
    """Kind, position, what was seen and what to do are said on stderr, with code 1."""
    await Tampering(pool).does("update events set type = 'Other' where position = 5", "truncate plans")
    result = await mentoring.types("verify")
    assert (result.exit_code, result.stdout) == (1, "")
    assert re.search(
        r"^CHANGED at position 5: pair/pair-1, version 5: its content does not", result.stderr, re.MULTILINE
    )
    assert "\nSomebody with full rights changed a stored event" in result.stderr
    assert re.search(r"^PLAN_ASTRAY at position 1: ", result.stderr, re.MULTILINE)


async def test_a_broken_log_as_json(mentoring: Terminal, anchors: Path, database: str, pool: asyncpg.Pool) -> None:
    """The same as one object on stdout, with code 1 too; the file is what tells of a chain computed anew."""
    await anchor(database, anchors)
    await Tampering(pool).rewrite("update events set type = 'Other' where position = 2", since=2)
    result = await mentoring.types("verify --json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    (found,) = told["breaks"]
    assert (told["whole"], found["kind"], found["position"]) == (False, Kind.REWRITTEN, told["position"])
    assert set(found) == {"kind", "position", "seen", "meaning"}
    put_aside(anchors)
    assert (await mentoring.reads("verify"))["whole"]


async def test_a_faulty_anchor_file(mentoring: Terminal, anchors: Path) -> None:
    """A file that was written to by somebody else is named with its line, with code 1, and nothing is verified."""
    spoil(anchors)
    result = await mentoring.types("verify")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "line 1 of the anchor file" in result.stderr
