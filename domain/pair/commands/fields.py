"""What commands have in common: who gives them, and their fields with limits."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.base import ONE_LINE, Message
from domain.pair.values import Side

Score = Annotated[int, Field(ge=1, le=5)]
Reason = Annotated[str, Field(min_length=3, max_length=200, pattern=ONE_LINE)]
Hash = Annotated[str, Field(max_length=64)]
Key = Annotated[str, Field(max_length=100)]
# One word, so that nobody types a name that the log would keep.
Pseudonym = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,40}$")]


class ParticipantMessage(Message):
    """A command of one of the two."""

    by: Side


class CoordinatorMessage(Message):
    """A command of the coordinator, or of the deputy who stands in."""

    staff_id: Pseudonym


class OperatorMessage(Message):
    """A command of an operator, who says why."""

    operator_id: Pseudonym
    reason: Reason
