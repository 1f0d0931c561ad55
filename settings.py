"""What a deployment decides: small frozen groups, read from the environment by the entrances only."""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from email.utils import parseaddr
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, AnyHttpUrl, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from temporalio.envconfig import ClientConfigProfile

from domain.base import Refused

_KEY_BYTES = 32
_ADDRESS = r"[^<>@\s]+@[^<>@\s]+"
_SENDER = rf"^([^<>@]*<{_ADDRESS}>|{_ADDRESS})$"


def _development_key(purpose: str) -> str:
    return b64encode(sha256(f"exchange mentoring, development only: {purpose}".encode()).digest()).decode()


# Everybody knows these: they seal invented data of an embedded stack and are refused everywhere else.
DEVELOPMENT_MASTER_KEY = _development_key("master")
DEVELOPMENT_PAYLOAD_KEYS = f"development:{_development_key('payload')}"


class Where(StrEnum):
    """Whose Postgres and Temporal a process talks to."""

    EMBEDDED = "embedded"
    OWN = "own"


class MailProtocol(StrEnum):
    """How the mail API is spoken to."""

    RESEND = "resend"
    MAILPIT = "mailpit"


class Group(BaseSettings):
    """Settings that belong together; every field names its variable, and no error shows a value."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, env_ignore_empty=True)


class Database(Group):
    """The log, the read models and the vault."""

    url: SecretStr = Field(validation_alias="DATABASE_URL")


def _check_key(text: SecretStr) -> SecretStr:
    _key(text.get_secret_value())
    return text


def _check_keyring(text: SecretStr) -> SecretStr:
    _keyring(text.get_secret_value())
    return text


class Keys(Group):
    """What seals the vault and the payloads."""

    stack: Where = Field(default=Where.OWN, validation_alias="MENTORING_STACK")
    master_text: Annotated[SecretStr, AfterValidator(_check_key)] = Field(validation_alias="MENTORING_MASTER_KEY")
    payload_text: Annotated[SecretStr, AfterValidator(_check_keyring)] = Field(
        validation_alias="MENTORING_PAYLOAD_KEYS"
    )

    @model_validator(mode="after")
    def _keeps_development_keys_at_home(self) -> Self:
        known = {_key(DEVELOPMENT_MASTER_KEY), *_keyring(DEVELOPMENT_PAYLOAD_KEYS).values()}
        if self.stack is not Where.EMBEDDED and known & {self.master, *self.payload.values()}:
            raise ValueError("the development keys are public; only an embedded stack may use them, make your own")
        return self

    @property
    def master(self) -> bytes:
        """The key that wraps the key of each stream and each person."""
        return _key(self.master_text.get_secret_value())

    @property
    def payload(self) -> dict[str, bytes]:
        """The keyring of the payload codec by key id."""
        return _keyring(self.payload_text.get_secret_value())

    @property
    def active(self) -> str:
        """The id of the payload key that encrypts: the first one of the list."""
        return next(iter(self.payload))


class Mail(Group):
    """The HTTP mail API that letters are posted to."""

    url: AnyHttpUrl = Field(validation_alias="MENTORING_MAIL_URL")
    protocol: MailProtocol = Field(default=MailProtocol.RESEND, validation_alias="MENTORING_MAIL_PROTOCOL")
    token: SecretStr = Field(default=SecretStr(""), validation_alias="MENTORING_MAIL_TOKEN")
    sender: str = Field(validation_alias="MENTORING_MAIL_SENDER", pattern=_SENDER)

    @property
    def sender_email(self) -> str:
        """The address part of the sender; the name that readers see is that of their programme."""
        return parseaddr(self.sender)[1]

    @model_validator(mode="after")
    def _has_what_the_protocol_needs(self) -> Self:
        if self.protocol is MailProtocol.RESEND and not self.token.get_secret_value():
            raise ValueError("MENTORING_MAIL_TOKEN is missing; the protocol resend needs it, mailpit does not")
        return self


class Links(Group):
    """Where the links in letters lead."""

    base: AnyHttpUrl = Field(validation_alias="MENTORING_LINKS_BASE")


class Metrics(Group):
    """Where the worker's figures are served."""

    address: str = Field(default="", validation_alias="MENTORING_METRICS_ADDRESS", pattern=r"^(|[^\s/]+:\d{1,5})$")


class Anchors(Group):
    """Where anchors of the log are kept beside the log output."""

    file: Path | None = Field(default=None, validation_alias="MENTORING_ANCHORS_FILE")


class Log(Group):
    """What enters the log."""

    event_bytes: int = Field(default=65_536, ge=16_384, le=1_048_576, validation_alias="MENTORING_EVENT_BYTES")


class CodecServer(Group):
    """What the Temporal pages may read."""

    origin: AnyHttpUrl = Field(validation_alias="MENTORING_CODEC_ORIGIN")
    arguments: bool = Field(default=False, validation_alias="MENTORING_CODEC_ARGUMENTS")


G = TypeVar("G", bound=Group)


def read(group: type[G], given: Mapping[str, Any] = MappingProxyType({})) -> G:
    """The group as `given` and, for what is not there, the environment have it.

    Raises Refused with a line per setting that is missing or wrong.
    """
    try:
        return group(**given)
    except ValidationError as error:
        lines = [f"{_named(item['loc'])}: {_reason(item['type'], item['msg'])}" for item in error.errors()]
        raise Refused("\n".join(lines), allowed=("docs/settings.md",)) from None


def temporal_profile(given: Mapping[str, str] = MappingProxyType({})) -> ClientConfigProfile | None:
    """The Temporal server that `given`, the environment or a profile file names, or None. Raises Refused."""
    try:
        profile = ClientConfigProfile.load(override_env_vars={**os.environ, **given})
    except RuntimeError as error:
        raise Refused(f"the Temporal profile cannot be read: {error}") from error
    return profile if profile.address else None


def _named(location: tuple[int | str, ...]) -> str:
    return str(location[0]) if location else "settings"


def _reason(kind: str, message: str) -> str:
    return "is missing" if kind == "missing" else message.removeprefix("Value error, ")


def _keyring(text: str) -> dict[str, bytes]:
    pairs = [part.strip().partition(":") for part in text.split(",")]
    if any(not key_id or not separator for key_id, separator, _ in pairs):
        raise ValueError("is a list id:key,id:key, the active key first")
    if len({key_id for key_id, _, _ in pairs}) < len(pairs):
        raise ValueError("names one key id twice")
    return {key_id: _key(key) for key_id, _, key in pairs}


def _key(text: str) -> bytes:
    try:
        key = b64decode(text, validate=True)
    except ValueError:
        raise ValueError("a key is written in Base64 (openssl rand -base64 32)") from None
    if len(key) != _KEY_BYTES:
        raise ValueError(f"a key has {_KEY_BYTES} bytes (openssl rand -base64 32)")
    return key
