"""One key per stream or person: seals what is private, and shreds it by forgetting the key."""

from __future__ import annotations

import asyncio
import hmac
import os
from collections import OrderedDict
from time import monotonic
from typing import NamedTuple

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from adapters import sql
from adapters.postgres import in_our_words
from domain.base import Broken

MASTER_BYTES = 32

_SQL = sql.load("keys")
_ID_BYTES = 8
_NONCE_BYTES = 12
_HELD = 2_000
# After this time a key that another process has forgotten is unreadable here too.
_HELD_SECONDS = 60.0
_ANSWER_SECONDS = 10.0


class _Key(NamedTuple):
    id: bytes
    cipher: AESGCM
    until: float


class KeyRing:
    """Seals and opens per subject, which is a stream (`pair/…`) or a person (`person/…`)."""

    def __init__(self, pool: asyncpg.Pool, master: bytes) -> None:
        """`pool` may read and write `subject_keys`; `master` has 32 secret bytes. Raises ValueError."""
        if len(master) != MASTER_BYTES:
            raise ValueError(f"the master key has {MASTER_BYTES} bytes, not {len(master)}")
        self._pool = pool
        self._wrapping = AESGCM(_derived(master, purpose=b"wrapping of subject keys"))
        self._fingerprinting = _derived(master, purpose=b"fingerprints of commands")
        self._held: OrderedDict[str, _Key] = OrderedDict()

    async def seal(self, subject: str, plain: bytes, *, about: str) -> bytes:
        """`plain`, readable only with the subject's key and for the same `about`. Raises `Unavailable`."""
        key = self._at_hand(subject) or await self._find(subject) or await self._make(subject)
        nonce = os.urandom(_NONCE_BYTES)
        return key.id + nonce + key.cipher.encrypt(nonce, plain, about.encode())

    async def open(self, subject: str, sealed: bytes, *, about: str) -> bytes | None:
        """What was sealed, or None once the key is forgotten. Raises `Broken` where the text was tampered with."""
        key_id, nonce, text = _parts(sealed)
        key = self._at_hand(subject)
        if key is None or key.id != key_id:
            key = await self._find(subject)
        if key is None or key.id != key_id:
            return None
        try:
            return key.cipher.decrypt(nonce, text, about.encode())
        except InvalidTag:
            raise Broken(f"{about}: sealed text of {subject} was changed") from None

    async def forget(self, subject: str) -> None:
        """Delete the subject's key: everything sealed for it is unreadable, here at once, elsewhere in a minute."""
        self.let_go(subject)
        await self._ask("forget", subject)

    def let_go(self, subject: str) -> None:
        """Look the key up anew when it is next needed: somebody may have deleted it."""
        self._held.pop(subject, None)

    def fingerprint(self, content: bytes) -> bytes:
        """A keyed hash: equal for equal content, and no help in guessing it."""
        return hmac.digest(self._fingerprinting, content, "sha256")

    def _at_hand(self, subject: str) -> _Key | None:
        key = self._held.get(subject)
        return key if key is not None and key.until > monotonic() else None

    async def _find(self, subject: str) -> _Key | None:
        row = await self._ask("find", subject)
        return None if row is None else self._hold(subject, key_id=row["key_id"], wrapped=row["wrapped"])

    async def _make(self, subject: str) -> _Key:
        nonce = os.urandom(_NONCE_BYTES)
        wrapped = nonce + self._wrapping.encrypt(nonce, AESGCM.generate_key(256), subject.encode())
        await self._ask("make", subject, os.urandom(_ID_BYTES), wrapped)
        # Of several who made one at once, everybody takes the one that was stored.
        key = await self._find(subject)
        if key is None:
            raise Broken(f"the key of {subject} was forgotten while it was made")
        return key

    async def _ask(self, query: str, *values: str | bytes) -> asyncpg.Record | None:
        # The wait for a connection counts: a few that nobody answers would hold up all others for ever.
        with in_our_words():
            async with asyncio.timeout(_ANSWER_SECONDS):
                return await self._pool.fetchrow(_SQL[query], *values)

    def _hold(self, subject: str, *, key_id: bytes, wrapped: bytes) -> _Key:
        try:
            plain = self._wrapping.decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], subject.encode())
        except InvalidTag:
            raise Broken(f"the key of {subject} was wrapped with another master key") from None
        key = _Key(key_id, AESGCM(plain), monotonic() + _HELD_SECONDS)
        self._held[subject] = key
        self._held.move_to_end(subject)
        if len(self._held) > _HELD:
            self._held.popitem(last=False)
        return key


def _derived(master: bytes, *, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(master)


def _parts(sealed: bytes) -> tuple[bytes, bytes, bytes]:
    body = _ID_BYTES + _NONCE_BYTES
    return sealed[:_ID_BYTES], sealed[_ID_BYTES:body], sealed[body:]
