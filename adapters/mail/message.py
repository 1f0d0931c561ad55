"""A letter as it leaves the house, before any mail protocol."""

from __future__ import annotations

from domain.base import Frozen


class Mailbox(Frozen):
    """A name and an address."""

    name: str
    email: str

    def __str__(self) -> str:
        """As in a header line, with the name quoted: letters of any language may stand in it."""
        quoted = self.name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{self.email}>'


class Attachment(Frozen):
    """A file that travels with a mail."""

    filename: str
    content_type: str
    content: bytes


class Mail(Frozen):
    """One mail to one person. `tag` groups mails at the provider and holds nothing personal."""

    to: Mailbox
    sender: Mailbox
    reply_to: Mailbox
    subject: str
    text: str
    html: str
    tag: str
    headers: dict[str, str] = {}
    attachments: tuple[Attachment, ...] = ()
