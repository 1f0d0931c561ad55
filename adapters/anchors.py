"""Anchors: heads of the log, kept in a file that the database cannot reach and told to the log output."""

from __future__ import annotations

import asyncio
import logging
import os
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from adapters.verification import Progress, Verification
from domain.anchor import BEGINNING, Anchor
from domain.base import Broken, Unavailable

_log = logging.getLogger("mentoring.anchor")


class AnchorFile:
    """One line of JSON per anchor, only ever appended to."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> tuple[Anchor, ...]:
        """All anchors in the order of their writing; none where there is no file yet.

        What a crash left half-written is passed over. Raises `Broken` where a whole line is no anchor,
        `Unavailable` where the file cannot be read.
        """
        if self._path.exists() and not self._path.is_file():  # a device or a pipe has no end
            raise Unavailable(f"the anchor file cannot be read: {self._path} is no file")
        try:
            lines = self._path.read_text("utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise Unavailable(f"the anchor file cannot be read: {error.strerror}") from error
        return tuple(self._anchor(number, line) for number, line in enumerate(lines, 1) if line.endswith("}"))

    def append(self, anchor: Anchor) -> None:
        """Writes one anchor, which is on disk afterwards. Raises `Unavailable`."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._append(anchor.model_dump_json().encode())
        except OSError as error:
            raise Unavailable(f"the anchor file cannot be written: {error.strerror}") from error

    def _append(self, line: bytes) -> None:
        is_new = not self._path.exists()
        with self._path.open("a+b", buffering=0) as file:
            # In one call, so that two processes never mix; on a line of its own, whatever a crash left behind.
            start = b"" if _ends_a_line(file.fileno()) else b"\n"
            written = file.write(start + line + b"\n")
            os.fsync(file.fileno())
        if written != len(start + line) + 1:
            raise OSError(0, "no room for a line")
        if is_new:
            _sync_folder(self._path.parent)

    def _anchor(self, number: int, line: str) -> Anchor:
        try:
            return Anchor.model_validate_json(line)
        except ValidationError:
            raise Broken(
                f"line {number} of the anchor file {self._path} is no anchor: compare it with a copy"
            ) from None


class LogAnchors:
    """Takes anchors of a log that is whole."""

    def __init__(self, verification: Verification, file: AnchorFile | None) -> None:
        """Without a file anchors go to the log output only."""
        self._verification = verification
        self._file = file

    async def take(self, progress: Progress) -> Anchor:
        """Walks from the last anchor of the file to the head, and anchors that.

        An anchor vouches for what came before it: the next walk begins at it. So none is taken of a log that the
        last anchor contradicts, or that is broken since; else a forgery would be vouched for from the next day on.
        Every day until a person has looked, this raises `Broken`, which says what is wrong. Where no anchor is there,
        the whole log is walked. Raises `Unavailable` while the database or the file does not answer.
        """
        known = await asyncio.to_thread(self._file.read) if self._file else ()
        proof = await self._verification.prove(since=known[-1] if known else BEGINNING, progress=progress)
        if not proof.whole:
            first = proof.breaks[0]
            _log.error("no anchor: the log is broken at position %d, %s", first.position, first.kind)
            raise Broken(f"the log is broken at position {first.position}: {first.kind}; see `mentoring verify`")
        head = proof.head
        anchor = Anchor(
            position=head.position, chain=head.chain, recorded_at=head.recorded_at, taken_at=datetime.now(UTC)
        )
        if self._file:
            await asyncio.to_thread(self._file.append, anchor)
        _log.info("anchor %s", anchor.model_dump_json())
        return anchor


def _ends_a_line(file: int) -> bool:
    size = os.fstat(file).st_size
    return size == 0 or os.pread(file, 1, size - 1) == b"\n"


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
