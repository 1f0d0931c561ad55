"""Posts a letter: looks up whom it names, writes it once, hands it to the mail API, keeps the ledger."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Protocol, assert_never
from uuid import UUID

from adapters.letter_ledger import LetterLedger
from adapters.letter_writer import Cast, LetterWriter
from adapters.mail.api import Accepted, Answer, Deferred, Lost, Rejected
from adapters.mail.message import Mail
from domain.base import Broken, Letter, LetterOutcome, Parties, Recipient, Unavailable
from domain.people import Person, Programme

_log = logging.getLogger(__name__)

_NO_ADDRESS = "no_address"
_UNWRITABLE = "unwritable"


class People(Protocol):
    """The vault."""

    async def find(self, person_id: str) -> Person | None:
        """The person, or None if the vault does not know them (any more). Raises `Unavailable`."""


class Programmes(Protocol):
    """Where published programmes are kept."""

    async def find(self, programme_id: str) -> Programme | None:
        """The current version, or None if there is none. Raises `Unavailable`."""


class MailClient(Protocol):
    """A mail API."""

    @property
    def is_idempotent(self) -> bool:
        """Whether a request whose answer was lost may be made again."""

    @property
    def repeats_known_for(self) -> timedelta:
        """How long after the first request it may be repeated."""

    def body(self, mail: Mail) -> bytes:
        """What `post` sends for a mail."""

    async def post(self, letter_id: UUID, body: bytes) -> Answer:
        """Make one request and say what became of it."""


class PostOffice:
    """Every letter is accepted by the mail API at most once, whatever dies in between and whoever else tries."""

    def __init__(
        self, *, people: People, programmes: Programmes, writer: LetterWriter, ledger: LetterLedger, mail: MailClient
    ) -> None:
        self._people = people
        self._programmes = programmes
        self._writer = writer
        self._ledger = ledger
        self._mail = mail

    async def post(self, letter: Letter, *, stream: str, parties: Parties, posted_at: datetime) -> LetterOutcome:
        """What became of the letter. Raises `Unavailable` if nothing did yet and it should be posted again."""
        known = await self._resume(letter, stream=stream)
        if known is None and letter.not_after and posted_at > letter.not_after:
            return LetterOutcome(letter_id=letter.letter_id, state="STALE")
        if known is None:
            known = await self._first_request(letter, stream=stream, parties=parties, posted_at=posted_at)
        if isinstance(known, LetterOutcome):
            return known
        return await self._obey(letter.letter_id, await self._mail.post(letter.letter_id, known))

    async def _resume(self, letter: Letter, *, stream: str) -> LetterOutcome | bytes | None:
        return await self._ledger.resume(
            letter.letter_id,
            stream=stream,
            may_repeat=self._mail.is_idempotent,
            give_up_after=self._mail.repeats_known_for,
        )

    async def _first_request(
        self, letter: Letter, *, stream: str, parties: Parties, posted_at: datetime
    ) -> LetterOutcome | bytes:
        """The body, after the ledger knows it; an outcome where there is nobody to write to, or nothing to write."""
        cast = await self._cast(letter, parties)
        if cast is None:
            return await self._ledger.refuse(letter.letter_id, stream=stream, error_class=_NO_ADDRESS)
        try:
            programme = await self._programmes.find(parties.programme_id)
            if programme is None:
                raise Broken("its programme does not exist")
            mail = self._writer.write(letter, cast=cast, programme=programme, stream=stream, posted_at=posted_at)
        except Broken as error:
            _log.error("letter %s cannot be written: %s", letter.letter_id, error)
            return await self._ledger.refuse(letter.letter_id, stream=stream, error_class=_UNWRITABLE)
        body = self._mail.body(mail)
        if await self._ledger.enter(letter.letter_id, stream=stream, body=body):
            return body
        raise Unavailable(f"letter {letter.letter_id} is being posted elsewhere", retry_after=0.5)

    async def _cast(self, letter: Letter, parties: Parties) -> Cast | None:
        to = await self._person(parties, letter.to)
        coordinator = await self._person(parties, Recipient.COORDINATOR)
        if to is None or coordinator is None:
            return None
        a, b = await self._person(parties, Recipient.A), await self._person(parties, Recipient.B)
        return Cast(to=to, coordinator=coordinator, a=a, b=b)

    async def _person(self, parties: Parties, role: Recipient) -> Person | None:
        person_id = parties.people.get(role)
        return await self._people.find(person_id) if person_id else None

    async def _obey(self, letter_id: UUID, answer: Answer) -> LetterOutcome:
        match answer:
            case Accepted(provider_id=provider_id):
                outcome = LetterOutcome(letter_id=letter_id, state="SENT", provider_id=provider_id)
            case Rejected(error_class=error_class):
                outcome = LetterOutcome(letter_id=letter_id, state="FAILED", error_class=error_class)
            case Deferred(retry_after=retry_after):
                await self._ledger.wait(letter_id)
                raise Unavailable("the mail API does not take letters now", retry_after=retry_after)
            case Lost() if self._mail.is_idempotent:
                raise Unavailable("the mail API did not answer")
            case Lost():
                outcome = LetterOutcome(letter_id=letter_id, state="UNKNOWN", error_class="answer_lost")
            case _:
                assert_never(answer)
        return await self._ledger.settle(outcome)
