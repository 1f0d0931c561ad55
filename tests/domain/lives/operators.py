"""Operators act: a handover, a letter once more, a deadline fired, another policy, an end by two of them."""

from __future__ import annotations

from typing import Any

from domain.pair import commands as c
from domain.policy import ProgrammePolicy
from tests.domain.story import Life, in_exchange

_OPERATOR: dict[str, Any] = {"operator_id": "operator-1", "reason": "asked for by phone"}


def lives() -> list[Life]:
    """A pair with which operators do all that they can."""
    life = in_exchange().wait(days=1)
    life.tell(c.HandOver(**_OPERATOR, person_id="person-n"))
    life.tell(c.ResendLetter(**_OPERATOR, letter_id=life.pair.private.recent[-1].letter_id))
    life.tell(c.MigratePolicy(**_OPERATOR, policy=ProgrammePolicy().with_(meeting__no_date_nudge=12)))
    life.tell(c.FireDeadline(**_OPERATOR, key=life.due("midway.at")[0].key))
    life.tell(c.RequestTermination(**_OPERATOR))
    life.tell(c.ApproveTermination(**{**_OPERATOR, "operator_id": "operator-2"}))
    return [life]
