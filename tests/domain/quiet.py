"""Pairs in their half year that never met, some time on; 18 January 2027 is its first day."""

from __future__ import annotations

from uuid import UUID

from domain.base import Recipient
from domain.pair import commands as c
from domain.pair.state import Escalation
from domain.pair.values import Health, Intervention, Match
from tests.domain.story import Life, in_exchange, match

START = "2027-01-18"
REACTING = ("AcknowledgeEscalation", "Intervene")


def with_deputy() -> Match:
    """Two people whose programme has a deputy."""
    return match(staff={Recipient.COORDINATOR: "person-c", Recipient.DEPUTY: "person-d"})


def red(between: Match | None = None) -> Life:
    """A pair that has just become red, since no meeting took place."""
    life = in_exchange(between)
    while life.due("health.too_early_until") or life.due("health.red"):
        life.pass_next("health.red" if life.due("health.red") else "health.too_early_until")
    return life


def asked(between: Match | None = None) -> Life:
    """A pair that has just been asked whether it goes on."""
    life = in_exchange(between)
    life.pass_next("inactivity.warn")
    return life


def health(life: Life) -> Health:
    """How the pair fares now."""
    return life.pair.health


def matter(life: Life) -> Escalation:
    """The open matter that was raised last."""
    return life.pair.escalations[-1]


def acknowledge(about: UUID) -> c.AcknowledgeEscalation:
    """The coordinator takes a matter up."""
    return c.AcknowledgeEscalation(staff_id="coordinator-1", escalation_id=about)


def intervene(about: UUID, intervention: Intervention) -> c.Intervene:
    """The coordinator does something about a pair."""
    return c.Intervene(
        staff_id="coordinator-1", escalation_id=about, intervention=intervention, reason="talked to both"
    )
