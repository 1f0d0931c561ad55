"""The vault: names, addresses and profiles, each person sealed with a key of their own."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from adapters import sql
from adapters.keys import KeyRing
from adapters.postgres import in_our_words
from domain.base import Frozen, derived_id
from domain.matching import Candidate, Profile
from domain.people import Person

_SQL = sql.load("people")


class Kept(Frozen):
    """What the vault holds of somebody; staff have no profile."""

    person: Person
    profile: Profile | None = None


class People:
    """The people of all programmes. Every method raises `Unavailable` while Postgres does not answer."""

    def __init__(self, pool: asyncpg.Pool, keys: KeyRing) -> None:
        """`pool` acts as `Role.KEYS`, the only role that may read the vault."""
        self._pool = pool
        self._keys = keys

    def id_of(self, person_ref: str) -> str:
        """The person id of a reference of the organisation: the same for ever, as long as the master key is.

        A keyed hash, since a reference may be a mail address or a staff number, and ids stand in logs and
        histories: nobody without the key may find a person by trying references.
        """
        digest = self._keys.fingerprint(f"person/{person_ref}".encode())
        return str(UUID(bytes=digest[:16], version=5))

    async def keep(self, people: Sequence[Kept]) -> None:
        """Remember people as they are now; what was known of them before is replaced."""
        rows = [(kept.person.person_id, await self._seal(kept)) for kept in people]
        with in_our_words():
            await self._pool.executemany(_SQL["keep"], rows)

    async def find(self, person_id: str) -> Person | None:
        """Somebody by id, or None if they were never kept or have been forgotten."""
        found = await self._open([person_id])
        return found[0].person if found else None

    async def candidates(self, cohort_id: str, person_ids: Sequence[str]) -> tuple[Candidate, ...]:
        """The profiles of these people as participations of a cohort; people without a profile are left out."""
        return tuple(
            Candidate(
                participation_id=str(derived_id("participation", cohort_id, kept.person.person_id)),
                person_id=kept.person.person_id,
                **dict(kept.profile),
            )
            for kept in await self._open(person_ids)
            if kept.profile
        )

    async def _seal(self, kept: Kept) -> bytes:
        subject = _subject(kept.person.person_id)
        return await self._keys.seal(subject, kept.model_dump_json().encode(), about=subject)

    async def _open(self, person_ids: Sequence[str]) -> list[Kept]:
        with in_our_words():
            rows = await self._pool.fetch(_SQL["find"], person_ids)
        opened = []
        for row in rows:
            subject = _subject(row["person_id"])
            plain = await self._keys.open(subject, row["sealed"], about=subject)
            if plain is not None:
                opened.append(Kept.model_validate_json(plain))
        return opened


def _subject(person_id: str) -> str:
    return f"person/{person_id}"
