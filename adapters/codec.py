"""Encrypts every payload on its way to Temporal, and opens it again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadCodec

from domain.base import Broken

ENCODING = b"binary/encrypted"
KEY_ID = "encryption-key-id"

_NONCE_BYTES = 12
_KEY_BYTES = 32


class AesGcmCodec(PayloadCodec):
    """AES-GCM-256 with a keyring: new payloads use the active key, old ones open with the key they name.

    To rotate, add a key to the ring, make it active, and keep the former one for as long as histories live.
    A payload that is not encrypted passes `decode` unchanged, since the server writes a few of its own.
    """

    def __init__(self, keyring: Mapping[str, bytes], *, active: str) -> None:
        """`keyring` holds 32 byte keys by id; ids are readable in every payload. Raises ValueError."""
        if active not in keyring:
            raise ValueError(f"the active key {active!r} is not in the keyring, which has {_listed(keyring)}")
        if short := [key_id for key_id, key in keyring.items() if len(key) != _KEY_BYTES]:
            raise ValueError(f"a payload key has {_KEY_BYTES} bytes; wrong length: {_listed(short)}")
        self._keys = {key_id: AESGCM(key) for key_id, key in keyring.items()}
        self._active = active

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Each payload as a whole, metadata included, sealed with the active key."""
        return [self._seal(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """The payloads as they were. Raises Broken for an unknown key and for a changed payload."""
        return [self._open(payload) for payload in payloads]

    def _seal(self, payload: Payload) -> Payload:
        nonce = os.urandom(_NONCE_BYTES)
        key_id = self._active.encode()
        sealed = self._keys[self._active].encrypt(nonce, payload.SerializeToString(), key_id)
        return Payload(metadata={"encoding": ENCODING, KEY_ID: key_id}, data=nonce + sealed)

    def _open(self, payload: Payload) -> Payload:
        if payload.metadata.get("encoding") != ENCODING:
            return payload
        key_id = payload.metadata.get(KEY_ID, b"")
        key = self._keys.get(key_id.decode(errors="replace"))
        if key is None:
            raise Broken(f"the payload needs key {key_id!r}; the keyring has {_listed(self._keys)}")
        try:
            plain = key.decrypt(payload.data[:_NONCE_BYTES], payload.data[_NONCE_BYTES:], key_id)
        except (InvalidTag, ValueError) as error:
            raise Broken(f"the payload was changed after it was encrypted with key {key_id!r}") from error
        return Payload.FromString(plain)


def _listed(key_ids: Iterable[str]) -> str:
    return ", ".join(sorted(key_ids)) or "no key"
