"""Writes a letter: from its template and parameters to a mail in the reader's language."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import jinja2

from adapters.calendar_file import Method, calendar_file
from adapters.letter_layout import as_html, as_text
from adapters.letter_markup import read
from adapters.mail.message import Attachment, Mail, Mailbox
from adapters.reader_words import ReaderWords
from domain.base import Broken, Frozen, Letter, Recipient
from domain.letters import LETTERS, Specification, Template
from domain.pair.values import Side
from domain.people import Person, Programme

_CALENDAR: dict[Template, Method] = {
    Template.MEETING_INVITE: "REQUEST",
    Template.MEETING_CHANGED: "REQUEST",
    Template.MEETING_CANCELLED: "CANCEL",
}
# Parameters, and with which values what a letter asks for is not possible.
_IN_VAIN = {"pair_ended": ("yes", "paused"), "wish_by_on": ("",)}
_NAMELESS = "N. N."


class Cast(Frozen):
    """Who a letter goes to and who else it names; `a` or `b` is None if the vault no longer knows them."""

    to: Person
    coordinator: Person
    a: Person | None
    b: Person | None

    def partner(self, side: Recipient) -> Person | None:
        """The other one of the pair, seen from this side; nobody for staff."""
        match side:
            case Recipient.A:
                return self.b
            case Recipient.B:
                return self.a
            case _:
                return None

    def person(self, side: Side | None) -> Person | None:
        """The one of the pair on this side."""
        return {"a": self.a, "b": self.b}.get(side or "")


class LetterWriter:
    """Writes letters of one sender, whose links start with `links_base`."""

    def __init__(self, *, sender: str, links_base: str) -> None:
        self._sender = sender
        self._links_base = links_base.rstrip("/")
        self._templates = _environment()
        self._layout = self._templates.get_template("layout.html")

    def write(self, letter: Letter, *, cast: Cast, programme: Programme, stream: str, posted_at: datetime) -> Mail:
        """The mail that this letter is; equal input gives an equal mail.

        Raises `Broken` where the template is unknown, or a parameter is missing or unreadable.
        """
        try:
            return self._mail(letter, cast=cast, programme=programme, stream=stream, posted_at=posted_at)
        except (jinja2.TemplateError, KeyError, ValueError) as error:
            raise Broken(f"letter {letter.letter_id} ({letter.template}) cannot be written: {error}") from error

    def _mail(self, letter: Letter, *, cast: Cast, programme: Programme, stream: str, posted_at: datetime) -> Mail:
        template = Template(letter.template)
        link = self._link(letter, LETTERS[template], stream=stream)
        words = ReaderWords(cast.to, partner=cast.partner(letter.to), holidays=programme.holidays)
        composed = read(self._source(letter, words=words, cast=cast, programme=programme, link=link))
        sender = Mailbox(name=programme.name, email=self._sender)
        return Mail(
            to=_mailbox(cast.to),
            sender=sender,
            reply_to=_mailbox(cast.coordinator),
            subject=composed.subject,
            text=as_text(composed, link=link),
            html=as_html(composed, link=link, language=words.language_tag, layout=self._layout),
            tag=template.value,
            headers=_headers(letter.letter_id, sender=sender, words=words, posted_at=posted_at),
            attachments=_attachments(letter, cast=cast, organizer=sender, link=link, posted_at=posted_at),
        )

    def _source(self, letter: Letter, *, words: ReaderWords, cast: Cast, programme: Programme, link: str) -> str:
        partner = cast.partner(letter.to)
        return self._templates.get_template(f"{cast.to.locale}/{letter.template}.letter").render(
            words.params(letter.params),
            reader=cast.to,
            partner=_first_name(partner),
            partner_email=partner.email if partner else "",
            pair=(_name(cast.a), _name(cast.b)),
            about_name=_name(cast.person(letter.about)),
            lead_name=_lead_name(letter.params.get("lead", ""), cast),
            programme=programme.name,
            coordinator=cast.coordinator,
            link=link,
        )

    def _link(self, letter: Letter, specification: Specification, *, stream: str) -> str:
        """Empty for a letter that asks nothing of its reader, or asks in vain; staff always get to the pair."""
        is_in_vain = any(letter.params.get(name) in values for name, values in _IN_VAIN.items())
        if is_in_vain or not (specification.answers or specification.to_staff):
            return ""
        return f"{self._links_base}/{stream}/{letter.to}/{letter.template}"


def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("adapters", "templates"),
        undefined=jinja2.StrictUndefined,
        autoescape=jinja2.select_autoescape(enabled_extensions=("html",), default=False),
        # A value is one line of words: it can neither open a block of its own nor close one.
        finalize=lambda value: " ".join(value.split()) if isinstance(value, str) else value,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _headers(letter_id: UUID, *, sender: Mailbox, words: ReaderWords, posted_at: datetime) -> dict[str, str]:
    return {
        "Auto-Submitted": "auto-generated",
        "Message-ID": f"<{letter_id}@{sender.email.rpartition('@')[2]}>",
        "Content-Language": words.language_tag,
        "X-Posted-At": words.local(posted_at).isoformat(timespec="seconds"),
    }


def _attachments(
    letter: Letter, *, cast: Cast, organizer: Mailbox, link: str, posted_at: datetime
) -> tuple[Attachment, ...]:
    method = _CALENDAR.get(Template(letter.template))
    if method is None:
        return ()
    attendees = tuple(person for person in (cast.a, cast.b) if person)
    file = calendar_file(
        letter.params,
        method=method,
        reader=cast.to,
        attendees=attendees,
        organizer=organizer,
        link=link,
        written_at=posted_at,
    )
    return (file,)


def _mailbox(person: Person) -> Mailbox:
    return Mailbox(name=person.name, email=person.email)


def _lead_name(lead: str, cast: Cast) -> str:
    """Whose theme comes first; empty where both themes have their place."""
    match lead:
        case "a":
            return _first_name(cast.a)
        case "b":
            return _first_name(cast.b)
        case _:
            return ""


def _first_name(person: Person | None) -> str:
    return person.first_name if person else _NAMELESS


def _name(person: Person | None) -> str:
    return person.name if person else _NAMELESS
