"""Mailpit's `POST /api/v1/send`, which takes a request that comes again for a new one."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from adapters.mail.api import Accepted, Rejected
from adapters.mail.message import Attachment, Mail, Mailbox
from domain.base import Json


class Mailpit:
    """The dialect of a Mailpit without sign-in."""

    path = "/api/v1/send"
    is_idempotent = False
    # It forgets at once; this only bounds how long a letter that it does not take stays useful.
    repeats_known_for = timedelta(hours=23)

    def headers(self, letter_id: UUID) -> dict[str, str]:
        """No key: the API knows none."""
        return {"Content-Type": "application/json"}

    def body(self, mail: Mail) -> bytes:
        """The mail as the API wants it."""
        return json.dumps(
            {
                "From": _mailbox(mail.sender),
                "To": [_mailbox(mail.to)],
                "ReplyTo": [_mailbox(mail.reply_to)],
                "Subject": mail.subject,
                "Text": mail.text,
                "HTML": mail.html,
                "Headers": mail.headers,
                "Attachments": [_attachment(attachment) for attachment in mail.attachments],
                "Tags": [mail.tag],
            }
        ).encode()

    def accepted(self, answer: Mapping[str, object]) -> Accepted:
        """The API's id of the mail."""
        return Accepted(provider_id=str(answer.get("ID", "")))

    def rejected(self, status: int, answer: Mapping[str, object]) -> Rejected:
        """Its error is a sentence that may repeat an address and is never taken over."""
        return Rejected(error_class=f"http_{status}")


def _mailbox(mailbox: Mailbox) -> Json:
    return {"Name": mailbox.name, "Email": mailbox.email}


def _attachment(attachment: Attachment) -> Json:
    return {
        "Filename": attachment.filename,
        "ContentType": attachment.content_type,
        "Content": b64encode(attachment.content).decode(),
    }
