"""The two mail protocols as their servers speak them, and what was caught as JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Header, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import Base64Bytes, Field, ValidationError

from adapters.catcher.box import Box, CalendarFile, Caught
from domain.base import Conflict, Frozen, Json

_UNAUTHORIZED, _CONFLICT, _UNPROCESSABLE, _BAD_REQUEST = 401, 409, 422, 400


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


def protocols(box: Box) -> APIRouter:
    """The routes that take letters, and those that tell which came."""
    router = APIRouter()

    @router.post("/emails")
    async def resend(
        request: Request,
        authorization: Annotated[str, Header()] = "",
        idempotency_key: Annotated[str, Header(max_length=256)] = "",
    ) -> JSONResponse:
        """As Resend: the same key and body get the same answer, the same key with another body gets 409."""
        if not authorization.startswith("Bearer "):
            return _resend_error(_UNAUTHORIZED, "missing_api_key", "Missing API key in the authorization header.")
        body = await request.body()
        try:
            caught = box.catch(_from_resend(body, key=idempotency_key))
        except ValidationError as error:
            return _resend_error(_UNPROCESSABLE, "validation_error", _first(error))
        except Conflict as error:
            return _resend_error(_CONFLICT, "invalid_idempotent_request", str(error))
        return JSONResponse({"id": caught.id})

    @router.post("/api/v1/send")
    async def mailpit(request: Request) -> JSONResponse:
        """As Mailpit: every request is a new letter."""
        try:
            caught = box.catch(_from_mailpit(await request.body()))
        except ValidationError as error:
            return JSONResponse({"Error": _first(error)}, status_code=_BAD_REQUEST)
        return JSONResponse({"ID": caught.id})

    @router.get("/api/letters")
    async def letters() -> list[Json]:
        """Every letter without its text, oldest first: what it was, how often accepted and how often seen."""
        return [_told(letter, box) for letter in box.letters()]

    @router.get("/api/letters/{letter_id}")
    async def letter(letter_id: str) -> Json:
        """One letter with all it holds."""
        caught = box.letter(letter_id)
        if caught is None:
            raise HTTPException(status_code=404, detail="no such letter")
        return {**caught.model_dump(mode="json"), **_told(caught, box)}

    return router


def _from_resend(body: bytes, *, key: str) -> Caught:
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


def _from_mailpit(body: bytes) -> Caught:
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


def _told(letter: Caught, box: Box) -> Json:
    return {
        "id": letter.id,
        "key": letter.key,
        "letter_id": letter.letter_id,
        "template": letter.template,
        "to": letter.email,
        "subject": letter.subject,
        "headers": dict(letter.headers),
        "fingerprint": letter.fingerprint,
        "accepted": box.times_accepted(letter),
        "seen": box.times_seen(letter),
    }


def _resend_error(status: int, name: str, message: str) -> JSONResponse:
    return JSONResponse({"statusCode": status, "name": name, "message": message}, status_code=status)


def _first(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
