"""Where the log ended at some moment, to be kept outside the database."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from domain.base import Frozen

ChainValue = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""32 bytes in hexadecimal."""


class Head(Frozen):
    """The end of a log: its last event; of an empty log position 0, and the value that every chain begins with."""

    position: int = Field(default=0, ge=0, lt=2**63)
    chain: ChainValue = "00" * 32
    recorded_at: AwareDatetime | None = None


BEGINNING = Head()
"""Where every log begins."""


class Anchor(Head):
    """A head that was whole when it was written down, by the clock of who did it."""

    taken_at: AwareDatetime
