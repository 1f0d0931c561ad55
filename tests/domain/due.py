"""What comes next in a pair's life."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from domain.base import Deadline, Letter, LetterOutcome
from domain.pair.due import open_deadlines
from domain.pair.state import Pair


def next_due(pair: Pair) -> Deadline | None:
    """The deadline that comes first."""
    return next(iter(open_deadlines(pair)), None)


def what_became(letter: Letter, at: datetime, *, state: str = "SENT") -> LetterOutcome:
    """What the post office says of a letter now: its time may be over, otherwise this."""
    is_stale = letter.not_after is not None and at > letter.not_after
    said: dict[str, Any] = {"letter_id": letter.letter_id, "state": "STALE" if is_stale else state}
    return LetterOutcome(**said, provider_id="provider-1")
