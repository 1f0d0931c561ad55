"""Small changes that several events make."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from domain.pair.agreement import KickoffPoint
from domain.pair.stages import Ended, Meeting
from domain.pair.state import Pair
from domain.pair.values import Side


def at_stage(pair: Pair, stage: Any) -> Pair:
    """The pair at a stage. A new one knows other deadlines: of those passed only the meetings' still count."""
    if type(stage) is type(pair.stage):
        return pair.with_(stage=stage)
    return pair.with_(stage=stage, passed=tuple(key for key in pair.passed if key.startswith("meeting.")))


def ended_at(pair: Pair, ended: Ended) -> Pair:
    """The pair at its end: nobody waits for anybody any more."""
    nothing_open = {"escalations": (), "conflict": None, "accepted_relation": None, "termination": None}
    return at_stage(pair, ended).with_(**nothing_open, is_contact_wished=False)


def changed(pair: Pair, about: UUID, **changes: Any) -> tuple[Meeting, ...]:
    """The meetings, with changes to one of them."""
    return tuple(m.with_(**changes) if m.meeting_id == about else m for m in pair.meetings)


def both(said: tuple[Any, ...], more: Side | KickoffPoint | None) -> tuple[Any, ...]:
    """What was said before, and more; the same thing once."""
    return said if more is None or more in said else (*said, more)
