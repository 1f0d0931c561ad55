"""What the catcher has caught, in memory and, so that a restart forgets nothing, in a file that only grows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from domain.base import Conflict, Frozen


class CalendarFile(Frozen):
    """A calendar file that came with a letter."""

    filename: str
    content: str


class Caught(Frozen):
    """A letter the catcher has accepted. `key` is its Idempotency-Key, empty where the protocol has none."""

    kind: Literal["caught"] = "caught"
    id: str
    key: str = ""
    fingerprint: str
    template: str
    name: str
    email: str
    subject: str
    text: str
    html: str
    headers: dict[str, str]
    calendar_files: tuple[CalendarFile, ...] = ()
    caught_at: AwareDatetime

    @property
    def letter_id(self) -> str:
        """The letter's own id, from its Message-ID."""
        return self.headers.get("Message-ID", "").strip("<>").partition("@")[0]

    @property
    def language_tag(self) -> str:
        """The language it is written in, with its country, as in `de-AT`."""
        return self.headers.get("Content-Language", "de")

    @property
    def posted_at(self) -> datetime:
        """When it was posted by the clocks of its pair and its reader; else when it was caught."""
        told = self.headers.get("X-Posted-At")
        return datetime.fromisoformat(told) if told else self.caught_at


class Repeat(Frozen):
    """The same request has come again."""

    kind: Literal["repeat"] = "repeat"
    id: str


_LINE: TypeAdapter[Caught | Repeat] = TypeAdapter(Annotated[Caught | Repeat, Field(discriminator="kind")])


class Box:
    """The letters, oldest first, and how often each was seen."""

    def __init__(self, file: Path | None = None) -> None:
        """With a `file`, what stands there is read, and every new letter is added to it before it is answered."""
        self._file = file
        self._letters: dict[str, Caught] = {}
        self._by_key: dict[str, Caught] = {}
        self._seen: Counter[str] = Counter()
        self._accepted: Counter[str] = Counter()
        if file:
            file.touch(mode=0o600)  # letters stand there in clear
        for line in _lines(file):
            self._note(line)

    def catch(self, letter: Caught) -> Caught:
        """Accept a letter, or give the one that came with the same key before.

        Raises `Conflict` where the key came with another body.
        """
        known = self._by_key.get(letter.key) if letter.key else None
        if known and known.fingerprint != letter.fingerprint:
            raise Conflict(f"key {letter.key} was used for another letter")
        self._keep(Repeat(id=known.id) if known else letter)
        return known or letter

    def letters(self) -> tuple[Caught, ...]:
        """All letters, oldest first."""
        return tuple(self._letters.values())

    def letter(self, letter_id: str) -> Caught | None:
        """One letter by the id that was answered to its sender."""
        return self._letters.get(letter_id)

    def times_seen(self, letter: Caught) -> int:
        """How many requests carried this letter."""
        return self._seen[letter.id]

    def times_accepted(self, letter: Caught) -> int:
        """How many letters with this Message-ID were accepted; more than one is a letter sent twice."""
        return self._accepted[letter.letter_id]

    def _keep(self, line: Caught | Repeat) -> None:
        if self._file:
            with self._file.open("a", encoding="utf-8") as file:
                # The line break comes first: what a killed catcher wrote in half swallows no other letter.
                file.write("\n" + line.model_dump_json())
        self._note(line)

    def _note(self, line: Caught | Repeat) -> None:
        self._seen[line.id] += 1
        if isinstance(line, Caught):
            self._letters[line.id] = line
            self._accepted[line.letter_id] += 1
            if line.key:
                self._by_key[line.key] = line


def _lines(file: Path | None) -> Iterator[Caught | Repeat]:
    if file is None or not file.exists():
        return
    for line in file.read_text("utf-8").split("\n"):
        try:
            yield _LINE.validate_json(line)
        except ValidationError:
            # Empty, or the catcher was killed while it wrote this line, so nobody got an answer for it.
            continue
