"""Settings: what is read, what is refused, and that every one of them is written down."""

from __future__ import annotations

import os
import re
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

import settings
from adapters.guard import EVENT_BYTES
from domain.base import Refused
from settings import (
    DEVELOPMENT_MASTER_KEY,
    DEVELOPMENT_PAYLOAD_KEYS,
    CodecServer,
    Database,
    Group,
    Keys,
    Links,
    Log,
    Mail,
    MailProtocol,
    read,
    temporal_profile,
)

OWN_KEY = b64encode(bytes(range(32))).decode()
OTHER_KEY = b64encode(bytes(32)).decode()
MAIL = {"MENTORING_MAIL_URL": "https://mail.example", "MENTORING_MAIL_SENDER": "Mentoring <mentoring@example.org>"}
DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment without any setting."""
    for name in list(os.environ):
        if name.startswith(("MENTORING_", "TEMPORAL_")) or name == "DATABASE_URL":
            monkeypatch.delenv(name)
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", str(tmp_path / "none.toml"))


def keys(master: str = OWN_KEY, payload: str = f"2026:{OWN_KEY}", **more: str) -> Keys:
    """The keys as an environment with these values has them."""
    return read(Keys, {"MENTORING_MASTER_KEY": master, "MENTORING_PAYLOAD_KEYS": payload, **more})


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A group takes each value from the variable that its field names."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/mentoring")
    assert read(Database).url.get_secret_value() == "postgresql://somewhere/mentoring"


def test_what_is_given_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that is handed in stands above the environment."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/mentoring")
    assert read(Database, {"DATABASE_URL": "postgresql:///here"}).url.get_secret_value() == "postgresql:///here"


def test_everything_missing_is_said_at_once() -> None:
    """One error names every variable that is missing."""
    with pytest.raises(Refused) as refused:
        read(Mail)
    assert refused.value.message.splitlines() == [
        "MENTORING_MAIL_URL: is missing",
        "MENTORING_MAIL_SENDER: is missing",
    ]


def test_an_empty_value_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """`NAME=` in an environment file sets nothing."""
    monkeypatch.setenv("DATABASE_URL", "")
    with pytest.raises(Refused, match="DATABASE_URL: is missing"):
        read(Database)


def test_the_first_payload_key_is_active() -> None:
    """The list is a keyring, its first key encrypts; spaces and line breaks are allowed."""
    ring = keys(payload=f"2027:{OTHER_KEY},\n 2026:{OWN_KEY}")
    assert ring.active == "2027"
    assert ring.payload == {"2027": bytes(32), "2026": bytes(range(32))}


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (OWN_KEY, "is a list id:key,id:key, the active key first"),
        (f":{OWN_KEY}", "is a list id:key,id:key, the active key first"),
        (f"a:{OWN_KEY},", "is a list id:key,id:key, the active key first"),
        (f"a:{OWN_KEY},a:{OTHER_KEY}", "names one key id twice"),
        ("a:c2hvcnQ=", "a key has 32 bytes"),
        ("a:!!", "a key is written in Base64"),
    ],
)
def test_a_wrong_keyring_is_refused(payload: str, reason: str) -> None:
    """The error names the variable and the reason."""
    with pytest.raises(Refused, match=f"MENTORING_PAYLOAD_KEYS: {reason}"):
        keys(payload=payload)


@pytest.mark.parametrize(
    ("master", "payload"),
    [
        (DEVELOPMENT_MASTER_KEY, f"2026:{OWN_KEY}"),
        (OWN_KEY, DEVELOPMENT_PAYLOAD_KEYS),
        (OWN_KEY, f"2026:{OWN_KEY},{DEVELOPMENT_PAYLOAD_KEYS}"),
        (OWN_KEY, DEVELOPMENT_PAYLOAD_KEYS.replace("development:", "renamed:")),
        (OWN_KEY, f" spaced:{DEVELOPMENT_PAYLOAD_KEYS.partition(':')[2]} "),
    ],
)
def test_development_keys_stay_at_home(master: str, payload: str) -> None:
    """Keys that everybody knows are refused for servers of one's own, under any id, and taken by an embedded stack."""
    with pytest.raises(Refused, match="the development keys are public"):
        keys(master, payload)
    assert keys(master, payload, MENTORING_STACK="embedded").master


def test_secrets_are_not_shown() -> None:
    """Neither the text of a group nor an error about it holds a key or a token."""
    secret = "very-secret"
    mail = read(Mail, {**MAIL, "MENTORING_MAIL_TOKEN": secret})
    with pytest.raises(Refused) as refused:
        keys(master=secret, payload=secret)
    assert secret not in f"{mail!r} {refused.value} {keys()!r} {refused.value.__context__!r}"
    assert OWN_KEY not in repr(keys())


def test_each_protocol_has_what_it_needs() -> None:
    """Resend without a token is refused before the first letter; Mailpit needs none."""
    with pytest.raises(Refused, match="MENTORING_MAIL_TOKEN is missing"):
        read(Mail, MAIL)
    assert read(Mail, {**MAIL, "MENTORING_MAIL_PROTOCOL": "mailpit"}).protocol is MailProtocol.MAILPIT


def test_an_unknown_protocol_is_refused() -> None:
    """The error names what is allowed."""
    with pytest.raises(Refused, match=r"MENTORING_MAIL_PROTOCOL: .*'resend' or 'mailpit'"):
        read(Mail, {**MAIL, "MENTORING_MAIL_PROTOCOL": "smtp"})


@pytest.mark.parametrize("sender", ["nobody", "A <b>", "A <a@b> C <c@d>", "<a@b"])
def test_a_sender_is_an_address(sender: str) -> None:
    """A sender without exactly one address is refused."""
    with pytest.raises(Refused, match="MENTORING_MAIL_SENDER"):
        read(Mail, {**MAIL, "MENTORING_MAIL_TOKEN": "t", "MENTORING_MAIL_SENDER": sender})


@pytest.mark.parametrize("sender", ["Für Sie <a@b.example>", "a@b.example"])
def test_a_sender_may_have_a_name(sender: str) -> None:
    """The address is found with and without a name before it."""
    mail = read(Mail, {**MAIL, "MENTORING_MAIL_TOKEN": "t", "MENTORING_MAIL_SENDER": sender})
    assert mail.sender_email == "a@b.example"


def test_arguments_are_hidden_unless_allowed() -> None:
    """The codec server shows arguments only where this was set."""
    pages = {"MENTORING_CODEC_ORIGIN": "http://127.0.0.1:8233"}
    assert read(CodecServer, pages).arguments is False
    assert read(CodecServer, {**pages, "MENTORING_CODEC_ARGUMENTS": "true"}).arguments is True


@pytest.mark.parametrize("given", ["16383", "1048577", "64k", "-1"])
def test_a_limit_of_events_within_reason(given: str) -> None:
    """No limit may turn real events away, or let pass what Temporal cannot carry; the message names the setting."""
    with pytest.raises(Refused, match=r"^MENTORING_EVENT_BYTES: Input should be [^\n]+$"):
        read(Log, {"MENTORING_EVENT_BYTES": given})
    assert read(Log, {"MENTORING_EVENT_BYTES": "1048576"}).event_bytes == 1024 * 1024
    assert read(Log).event_bytes == EVENT_BYTES


def test_settings_cannot_be_changed() -> None:
    """A group is frozen."""
    links = read(Links, {"MENTORING_LINKS_BASE": "https://mentoring.example"})
    with pytest.raises(ValueError, match="frozen"):
        links.base = links.base  # type: ignore[misc]


def test_no_temporal_is_named() -> None:
    """Without an address there is no profile, and the embedded server may take its place."""
    assert temporal_profile() is None


def test_temporal_is_named_by_its_own_variables() -> None:
    """Temporal's variables are read as Temporal's tools read them."""
    profile = temporal_profile({"TEMPORAL_ADDRESS": "temporal.example:7233", "TEMPORAL_NAMESPACE": "mentoring"})
    assert profile
    assert (profile.address, profile.namespace) == ("temporal.example:7233", "mentoring")


def test_temporal_is_named_by_a_profile(tmp_path: Path) -> None:
    """A profile of the configuration file is found by its name; a wrong name is refused."""
    file = tmp_path / "temporal.toml"
    file.write_text('[profile.live]\naddress = "live.example:7233"\n')
    named = {"TEMPORAL_CONFIG_FILE": str(file), "TEMPORAL_PROFILE": "live"}
    profile = temporal_profile(named)
    assert profile
    assert profile.address == "live.example:7233"
    with pytest.raises(Refused, match="Temporal profile"):
        temporal_profile({**named, "TEMPORAL_PROFILE": "dead"})


def variables() -> Iterator[str]:
    """The variable of every field of every group."""
    for group in vars(settings).values():
        if isinstance(group, type) and issubclass(group, Group):
            yield from (str(field.validation_alias) for field in group.model_fields.values())


def test_every_setting_is_written_down() -> None:
    """The table in docs/settings.md has a row for every setting, and none for what does not exist."""
    documented = set(re.findall(r"^\| `((?:MENTORING|DATABASE)_\w+)` \|", DOCUMENT.read_text(), re.MULTILINE))
    assert documented == set(variables())
