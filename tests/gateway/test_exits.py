"""How commands end when something is wrong: what they say, to where, and with which code."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from adapters.event_store import EventStore
from gateway.up import FOLDER
from tests.domain.story import Life
from tests.files.crowd import PROGRAMME
from tests.gateway.lives import write
from tests.gateway.terminal import Terminal

KEYS = {
    "MENTORING_MASTER_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "MENTORING_PAYLOAD_KEYS": "test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder, and an environment that names nothing."""
    for name in list(os.environ):
        if name.startswith(("MENTORING_", "TEMPORAL_")) or name == "DATABASE_URL":
            monkeypatch.delenv(name)
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", str(tmp_path / "none.toml"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def mentoring() -> Terminal:
    """The command line in that folder."""
    return Terminal()


@pytest.mark.parametrize(
    "line",
    [
        "pair list",
        "pair show x",
        "pair timeline x --json",
        "pair do x AcceptMatch --as a",
        "pair skip x y --reason why",
    ],
)
async def test_nothing_runs(line: str, mentoring: Terminal) -> None:
    """Where no service runs and none is named, every command says so and how to start one, with code 3."""
    result = await mentoring.types(line)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "no service runs in .mentoring, and DATABASE_URL names no database" in result.stderr
    assert "start it with `mentoring up`" in result.stderr


@pytest.mark.parametrize("line", ["pair list", "migrate"])
async def test_the_database_is_away(line: str, mentoring: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that does not answer is named as that, with code 3; its address, which may hold a password, is not."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone:secret@127.0.0.1:1/nothing")
    result = await mentoring.types(line)
    assert result.exit_code == 3
    assert "the database does not answer" in result.stderr
    assert "secret" not in result.output


async def test_temporal_is_away(
    mentoring: Terminal, monkeypatch: pytest.MonkeyPatch, database: str, store: EventStore
) -> None:
    """Without Temporal pairs can be read, and nothing can be said to them, with code 3."""
    await write(Life(), store)
    for name, value in {"DATABASE_URL": database, "TEMPORAL_ADDRESS": "127.0.0.1:1", **KEYS}.items():
        monkeypatch.setenv(name, value)
    assert (await mentoring.types("pair show pair-1")).exit_code == 0
    result = await mentoring.types("pair do pair-1 AcceptMatch --as a")
    assert result.exit_code == 3
    assert "no Temporal server answers at 127.0.0.1:1" in result.stderr


async def test_keys_are_missing(
    mentoring: Terminal, monkeypatch: pytest.MonkeyPatch, database: str, store: EventStore
) -> None:
    """Reading needs no key; saying something does, and the settings that are missing are named, with code 1."""
    await write(Life(), store)
    monkeypatch.setenv("DATABASE_URL", database)
    assert (await mentoring.types("pair list")).exit_code == 0
    result = await mentoring.types("pair do pair-1 AcceptMatch --as a")
    assert result.exit_code == 1
    assert "MENTORING_MASTER_KEY: is missing\nMENTORING_PAYLOAD_KEYS: is missing" in result.stderr


async def test_an_empty_log(mentoring: Terminal, monkeypatch: pytest.MonkeyPatch, database: str) -> None:
    """Without pairs the list is empty, and says how pairs are started."""
    monkeypatch.setenv("DATABASE_URL", database)
    assert "no pairs yet" in await mentoring.does("pair list")
    assert await mentoring.reads("pair list") == []


async def test_faulty_files(mentoring: Terminal, tmp_path: Path) -> None:
    """Both files are read before anything starts: all their faults at once, with code 2, and no folder is made."""
    (tmp_path / "people.csv").write_text("person_ref,name\nP1,Gerda\n", "utf-8")
    (tmp_path / "programme.toml").write_text(PROGRAMME.replace('"de"', '"fr"').replace("AT-9", "Vienna"), "utf-8")
    result = await mentoring.types("up --people people.csv --programme programme.toml")
    assert (result.exit_code, result.stdout) == (2, "")
    for fault in ("people.csv", "programme.toml:4", "must be de or en", "must be a country code like AT"):
        assert fault in result.stderr, result.stderr
    assert not (tmp_path / FOLDER).exists()


@pytest.mark.parametrize("line", ["up --people people.csv", "pair do x AcceptMatch", "pair do x AcceptMatch --as c"])
async def test_wrong_usage(line: str, mentoring: Terminal) -> None:
    """A command that is typed wrongly ends with code 2 and says how it is typed."""
    result = await mentoring.types(line)
    assert result.exit_code == 2
    assert "--programme" in result.stderr or "--as" in result.stderr


async def test_migrate(mentoring: Terminal, monkeypatch: pytest.MonkeyPatch, empty_database: str) -> None:
    """The schema is brought up to date once, and named file by file; a second time there is nothing to do."""
    monkeypatch.setenv("DATABASE_URL", empty_database)
    assert (await mentoring.does("migrate")).splitlines()[0] == "0001_log"
    assert "nothing to do" in await mentoring.does("migrate")
