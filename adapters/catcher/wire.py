"""Mails in the words of each protocol, and what they are to the catcher."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parseaddr
from uuid import uuid4

from pydantic import Base64Bytes, Field

from adapters.catcher.box import CalendarFile, Caught
from domain.base import Frozen


class ResendAttachment(Frozen):
    """A file in Resend's words."""

    filename: str
    content: Base64Bytes
    content_type: str = ""


class ResendTag(Frozen):
    """A label in Resend's words."""

    name: str
    value: str


class ResendEmail(Frozen):
    """A mail in Resend's words."""

    sender: str = Field(alias="from")
    to: list[str]
    subject: str
    text: str = ""
    html: str = ""
    headers: dict[str, str] = {}
    attachments: tuple[ResendAttachment, ...] = ()
    tags: tuple[ResendTag, ...] = ()


class MailpitMailbox(Frozen):
    """An address in Mailpit's words."""

    email: str = Field(alias="Email")
    name: str = Field(default="", alias="Name")


class MailpitAttachment(Frozen):
    """A file in Mailpit's words."""

    filename: str = Field(alias="Filename")
    content: Base64Bytes = Field(alias="Content")
    content_type: str = Field(default="", alias="ContentType")


class MailpitEmail(Frozen):
    """A mail in Mailpit's words."""

    sender: MailpitMailbox = Field(alias="From")
    to: list[MailpitMailbox] = Field(alias="To")
    subject: str = Field(default="", alias="Subject")
    text: str = Field(default="", alias="Text")
    html: str = Field(default="", alias="HTML")
    headers: dict[str, str] = Field(default={}, alias="Headers")
    attachments: tuple[MailpitAttachment, ...] = Field(default=(), alias="Attachments")
    tags: tuple[str, ...] = Field(default=(), alias="Tags")


def from_resend(body: bytes, *, key: str) -> Caught:
    """A request of Resend. Raises ValidationError."""
    mail = ResendEmail.model_validate_json(body)
    name, email = parseaddr(mail.to[0] if mail.to else "")
    return Caught(
        id=str(uuid4()),
        key=key,
        fingerprint=hashlib.sha256(body).hexdigest(),
        template=next((tag.value for tag in mail.tags if tag.name == "template"), ""),
        name=name,
        email=email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        headers=mail.headers,
        calendar_files=_calendar_files((file.filename, file.content) for file in mail.attachments),
        caught_at=datetime.now(UTC),
    )


def from_mailpit(body: bytes) -> Caught:
    """A request of Mailpit. Raises ValidationError."""
    mail = MailpitEmail.model_validate_json(body)
    return Caught(
        id=uuid4().hex,
        fingerprint=hashlib.sha256(body).hexdigest(),
        template=next(iter(mail.tags), ""),
        name=mail.to[0].name if mail.to else "",
        email=mail.to[0].email if mail.to else "",
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        headers=mail.headers,
        calendar_files=_calendar_files((file.filename, file.content) for file in mail.attachments),
        caught_at=datetime.now(UTC),
    )


def _calendar_files(files: Iterable[tuple[str, bytes]]) -> tuple[CalendarFile, ...]:
    return tuple(CalendarFile(filename=name, content=content.decode(errors="replace")) for name, content in files)
