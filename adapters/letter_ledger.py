"""The ledger of letters: a row before each first request, the same body at each one, one final outcome."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal
from uuid import UUID

import asyncpg

from adapters import sql
from adapters.keys import KeyRing
from adapters.postgres import in_our_words
from domain.base import Broken, LetterOutcome, Unavailable

_SQL = sql.load("letters")
_OPEN = ("POSTING", "WAITING")
# How soon to look again at a letter that another worker is posting.
_LOOK_AGAIN_SECONDS = 2.0

Final = Literal["SENT", "FAILED", "UNKNOWN"]


class LetterLedger:
    """Each statement is committed at once: nothing is held over a request. All methods raise `Unavailable`.

    A body is sealed with the key of the letter's stream and gone once the outcome is final.
    """

    def __init__(self, pool: asyncpg.Pool, keys: KeyRing, *, lease: timedelta = timedelta(seconds=40)) -> None:
        """`pool` may read and write `letters`; a request without an answer counts as lost after `lease`."""
        self._pool = pool
        self._keys = keys
        self._lease = lease

    async def resume(
        self, letter_id: UUID, *, stream: str, may_repeat: bool, give_up_after: timedelta
    ) -> LetterOutcome | bytes | None:
        """What is to be done with a letter: nothing, here is its outcome; or the body for another request.

        None for a letter that is not known yet. `may_repeat` says whether a request whose answer was lost
        may be made again; if not, this raises `Unavailable` while another worker may still get the answer.
        """
        known = await self._row("find", letter_id)
        if known is None:
            return None
        if known["state"] not in _OPEN:
            return _outcome(letter_id, known)
        given_up = await self._row("give_up", letter_id, may_repeat, give_up_after, self._lease)
        if given_up is not None:
            return _outcome(letter_id, given_up)
        begun = await self._row("begin", letter_id, may_repeat)
        if begun is None:
            raise Unavailable(f"letter {letter_id} is being posted elsewhere", retry_after=_LOOK_AGAIN_SECONDS)
        body = await self._keys.open(stream, begun["rendered"], about=_rendering_of(letter_id))
        return body or await self.settle(LetterOutcome(letter_id=letter_id, state="UNKNOWN", error_class="shredded"))

    async def enter(self, letter_id: UUID, *, stream: str, body: bytes) -> bool:
        """Note a letter whose first request is about to leave; False if another worker was faster."""
        sealed = await self._keys.seal(stream, body, about=_rendering_of(letter_id))
        return await self._row("enter", letter_id, stream, sealed) is not None

    async def refuse(self, letter_id: UUID, *, stream: str, error_class: str) -> LetterOutcome:
        """Note a letter that can never leave; its outcome."""
        await self._row("refuse", letter_id, stream, error_class)
        return LetterOutcome(letter_id=letter_id, state="FAILED", error_class=error_class)

    async def wait(self, letter_id: UUID) -> None:
        """Note that the last request was surely not accepted."""
        await self._row("wait", letter_id)

    async def settle(self, outcome: LetterOutcome) -> LetterOutcome:
        """Note what became of a letter, and forget its body; if there was an outcome already, that one stays."""
        letter_id = outcome.letter_id
        await self._row("settle", letter_id, outcome.state, outcome.provider_id, outcome.error_class)
        known = await self._row("find", letter_id)
        if known is None or known["state"] in _OPEN:
            raise Broken(f"letter {letter_id} has an outcome but no row in the ledger")
        return _outcome(letter_id, known)

    async def _row(self, query: str, *values: object) -> asyncpg.Record | None:
        with in_our_words():
            return await self._pool.fetchrow(_SQL[query], *values)


def _outcome(letter_id: UUID, row: asyncpg.Record) -> LetterOutcome:
    return LetterOutcome(
        letter_id=letter_id, state=row["state"], provider_id=row["provider_id"], error_class=row["error_class"]
    )


def _rendering_of(letter_id: UUID) -> str:
    return f"rendering of letter {letter_id}"
