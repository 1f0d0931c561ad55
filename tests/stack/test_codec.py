"""The payload codec: what it hides, what it notices, how keys rotate."""

from __future__ import annotations

import pytest
from temporalio.api.common.v1 import Payload

from adapters.codec import ENCODING, KEY_ID, AesGcmCodec
from domain.base import Broken

OLD, NEW = bytes(32), bytes(range(32))
SECRET = Payload(metadata={"encoding": b"json/plain"}, data=b'"a verdict"')


def codec(active: str = "old", **keyring: bytes) -> AesGcmCodec:
    """A codec with this keyring, or one with the old key alone."""
    return AesGcmCodec(keyring or {"old": OLD}, active=active)


async def test_what_was_encoded_is_decoded_as_it_was() -> None:
    """A payload comes back with its data and its metadata, in its place."""
    empty = Payload(metadata={"encoding": b"binary/null"})
    assert await codec().decode(await codec().encode([SECRET, empty])) == [SECRET, empty]


async def test_nothing_of_the_payload_can_be_read() -> None:
    """Neither the data nor the former encoding is in the encoded payload; the key id is."""
    (sealed,) = await codec().encode([SECRET])
    assert b"verdict" not in sealed.SerializeToString()
    assert b"json/plain" not in sealed.SerializeToString()
    assert dict(sealed.metadata) == {"encoding": ENCODING, KEY_ID: b"old"}


async def test_the_same_payload_never_looks_the_same() -> None:
    """Two encodings of one payload have nothing in common that would show that they are equal."""
    first, second = await codec().encode([SECRET, SECRET])
    assert first.data != second.data


@pytest.mark.parametrize("position", [0, 12, -1])
async def test_a_changed_payload_is_refused(position: int) -> None:
    """One flipped bit of nonce, content or tag is noticed."""
    (sealed,) = await codec().encode([SECRET])
    data = bytearray(sealed.data)
    data[position] ^= 1
    with pytest.raises(Broken, match="changed"):
        await codec().decode([Payload(metadata=sealed.metadata, data=bytes(data))])


async def test_a_payload_cut_short_is_refused() -> None:
    """Less than a nonce and a tag is not a payload."""
    (sealed,) = await codec().encode([SECRET])
    with pytest.raises(Broken, match="changed"):
        await codec().decode([Payload(metadata=sealed.metadata, data=sealed.data[:7])])


async def test_a_payload_may_not_claim_another_key() -> None:
    """The key id is sealed with the content: relabelling is noticed even where both keys are equal."""
    twins = codec(old=OLD, twin=OLD)
    (sealed,) = await twins.encode([SECRET])
    with pytest.raises(Broken, match="changed"):
        await twins.decode([Payload(metadata={"encoding": ENCODING, KEY_ID: b"twin"}, data=sealed.data)])


async def test_keys_rotate() -> None:
    """After a rotation old payloads open, and new ones need the new key."""
    (old,) = await codec().encode([SECRET])
    rotated = codec("new", old=OLD, new=NEW)
    (new,) = await rotated.encode([SECRET])
    assert await rotated.decode([old, new]) == [SECRET, SECRET]
    assert new.metadata[KEY_ID] == b"new"


async def test_an_unknown_key_is_named() -> None:
    """The error says which key is needed and which ones there are, and no key itself."""
    (sealed,) = await codec("new", new=NEW).encode([SECRET])
    with pytest.raises(Broken, match=r"needs key b'new'; the keyring has old"):
        await codec().decode([sealed])


async def test_a_payload_of_the_server_passes() -> None:
    """What was never encrypted is left alone."""
    assert await codec().decode([SECRET]) == [SECRET]


def test_the_active_key_must_exist() -> None:
    """A keyring without its active key is refused when it is made, not at the first payload."""
    with pytest.raises(ValueError, match="'new' is not in the keyring, which has old"):
        codec("new", old=OLD)


def test_a_key_has_32_bytes() -> None:
    """A shorter key would be a weaker cipher without anybody noticing."""
    with pytest.raises(ValueError, match="32 bytes; wrong length: short"):
        codec("short", short=b"0123456789abcdef")
