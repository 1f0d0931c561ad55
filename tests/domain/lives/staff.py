"""Lives in which the coordinator and the deputy see to a pair."""

from __future__ import annotations

from domain.pair.values import Intervention
from tests.domain.quiet import acknowledge, intervene, matter, red, with_deputy
from tests.domain.story import Life


def lives() -> list[Life]:
    """The coordinator takes a red pair up and does nothing; the deputy talks to the two."""
    life = red(with_deputy())
    about = matter(life).escalation_id
    life.tell(acknowledge(about))
    life.pass_next("escalation.coordinator_reacts")
    life.tell(intervene(about, Intervention.NOTE_TALK))
    return [life]
