"""Resend's `POST /emails`, which knows a request by its Idempotency-Key for 24 hours."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from pydantic import SecretStr

from adapters.mail.api import Accepted, Deferred, Rejected
from adapters.mail.message import Attachment, Mail
from domain.base import Json

_WORD = re.compile(r"[a-z_]{1,60}")


class Resend:
    """The dialect of an account with this API key."""

    path = "/emails"
    is_idempotent = True
    # An hour less than the API remembers a key, so that no request comes too late.
    repeats_known_for = timedelta(hours=23)

    def __init__(self, api_key: SecretStr) -> None:
        self._api_key = api_key

    def headers(self, letter_id: UUID) -> dict[str, str]:
        """The account's token, and the letter's id as the key."""
        return {
            "Authorization": f"Bearer {self._api_key.get_secret_value()}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(letter_id),
        }

    def body(self, mail: Mail) -> bytes:
        """The mail as the API wants it."""
        return json.dumps(
            {
                "from": str(mail.sender),
                "to": [str(mail.to)],
                "reply_to": str(mail.reply_to),
                "subject": mail.subject,
                "text": mail.text,
                "html": mail.html,
                "headers": mail.headers,
                "attachments": [_attachment(attachment) for attachment in mail.attachments],
                "tags": [{"name": "template", "value": mail.tag}],
            }
        ).encode()

    def accepted(self, answer: Mapping[str, object]) -> Accepted:
        """The API's id of the mail."""
        return Accepted(provider_id=str(answer.get("id", "")))

    def rejected(self, status: int, answer: Mapping[str, object]) -> Rejected | Deferred:
        """The name of the error; its message may repeat an address and is never taken over."""
        name = str(answer.get("name", ""))
        if status == HTTPStatus.CONFLICT and name == "concurrent_idempotent_requests":
            return Deferred()
        if status == HTTPStatus.CONFLICT:
            return Rejected(error_class="idempotency_clash")
        return Rejected(error_class=name if _WORD.fullmatch(name) else f"http_{status}")


def _attachment(attachment: Attachment) -> Json:
    return {
        "filename": attachment.filename,
        "content_type": attachment.content_type,
        "content": b64encode(attachment.content).decode(),
    }
