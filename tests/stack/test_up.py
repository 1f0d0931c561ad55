"""What `up` consists of: everything embedded, unless the environment names something better."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.embedded import postgres
from adapters.embedded.home import claimed
from domain.base import Refused
from gateway.programs import Given
from gateway.up import parts, running_stack, told
from settings import Anchors, CodecServer, Database, Keys, Links, Mail, read, temporal_profile

KEY = b64encode(bytes(32)).decode()
OWN_KEYS = {"MENTORING_MASTER_KEY": KEY, "MENTORING_PAYLOAD_KEYS": f"2026:{KEY}"}
OWN_DATABASE = {"DATABASE_URL": "postgresql://db.example/mentoring"}
OWN_TEMPORAL = {"TEMPORAL_ADDRESS": "temporal.example:7233"}
OWN_MAIL = {"MENTORING_MAIL_URL": "https://mail.example"}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment without any setting."""
    for name in list(os.environ):
        if name.startswith(("MENTORING_", "TEMPORAL_")) or name == "DATABASE_URL":
            monkeypatch.delenv(name)
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", str(tmp_path / "none.toml"))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """The folder of a stack, owned by this process."""
    with claimed(tmp_path, print) as folder:
        yield folder


def named(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> None:
    """Let the environment name these."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


def started(home: Path) -> tuple[Given, list[str]]:
    """The settings of the stack and the names of its parts."""
    given, programs = parts(home, print)
    return given, [program.name for program in programs]


def test_without_settings_everything_is_embedded(home: Path) -> None:
    """All parts run here, in the order in which they need each other, and no setting is missing."""
    given, names = started(home)
    assert names == ["postgres", "temporal", "catcher", "worker", "codec server"]
    assert read(Database, given).url.get_secret_value() == postgres.url(home)
    for group in (Keys, Mail, Links, CodecServer):
        assert isinstance(read(group, given), group)
    assert temporal_profile(given)


@pytest.mark.parametrize(
    ("own", "embedded"),
    [
        (OWN_KEYS | OWN_DATABASE, ["temporal", "catcher", "worker", "codec server"]),
        (OWN_KEYS | OWN_TEMPORAL, ["postgres", "catcher", "worker"]),
        (OWN_MAIL, ["postgres", "temporal", "worker", "codec server"]),
        (OWN_KEYS | OWN_DATABASE | OWN_TEMPORAL | OWN_MAIL, ["worker"]),
    ],
)
def test_what_is_named_wins(
    home: Path, monkeypatch: pytest.MonkeyPatch, own: dict[str, str], embedded: list[str]
) -> None:
    """A part that the environment names is not started, and its settings are left as they are."""
    named(monkeypatch, own)
    given, names = started(home)
    assert names == embedded
    assert not given.keys() & own.keys()


def test_anchors_of_the_embedded_log(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anchors stand beside the embedded database; they never mix with those of another one."""
    given, _names = started(home)
    assert read(Anchors, given).file == home / "anchors.jsonl"
    named(monkeypatch, OWN_KEYS | OWN_DATABASE)
    given, _names = started(home)
    assert read(Anchors, given).file is None


@pytest.mark.parametrize("own", [OWN_DATABASE, OWN_TEMPORAL])
def test_development_keys_need_both_servers_to_be_ours(
    home: Path, monkeypatch: pytest.MonkeyPatch, own: dict[str, str]
) -> None:
    """With one server of one's own `up` asks for one's own keys, before anything starts."""
    named(monkeypatch, own)
    with pytest.raises(Refused, match="MENTORING_MASTER_KEY: is missing"):
        parts(home, print)


def test_own_keys_win_in_an_embedded_stack(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has keys keeps them, wherever the servers are."""
    named(monkeypatch, OWN_KEYS)
    given, _names = started(home)
    assert read(Keys, given).active == "2026"


def test_an_empty_value_names_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that is set to nothing leaves its part embedded."""
    named(monkeypatch, dict.fromkeys(OWN_DATABASE | OWN_MAIL | OWN_KEYS, ""))
    given, names = started(home)
    assert names == ["postgres", "temporal", "catcher", "worker", "codec server"]
    assert given["DATABASE_URL"] == postgres.url(home)


def test_the_same_ports_each_time(home: Path) -> None:
    """A second start gives every part the address that it had."""
    assert started(home) == started(home)


def test_other_commands_find_a_running_stack(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it runs its settings are told, to nobody else on the machine; not where a database is named, nor after."""
    given, _names = started(home)
    assert running_stack(home) == {}
    with told(home, given):
        assert running_stack(home) == given
        assert (home / "stack.json").stat().st_mode & 0o077 == 0
        named(monkeypatch, OWN_DATABASE)
        assert running_stack(home) == {}
    monkeypatch.delenv("DATABASE_URL")
    assert running_stack(home) == {}


def test_a_killed_stack_is_not_found(tmp_path: Path) -> None:
    """What a killed run had told is not believed: nobody owns the folder any more."""
    with claimed(tmp_path, print) as home:
        given, _names = started(home)
        (home / "stack.json").write_text("{}")
    assert given
    assert running_stack(tmp_path) == {}
