"""Letters to the coordinator and the deputy, and those that they and operators ask for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.base import Recipient
from domain.pair import commands as c
from domain.pair.values import SIDES, Intervention, Side
from tests.domain.letters import failed
from tests.domain.services import dissolved, of, signal
from tests.domain.story import (
    in_exchange,
    in_kickoff,
    match,
)

both_sides = pytest.mark.parametrize("by", SIDES)
OPERATOR: dict[str, Any] = {"operator_id": "operator-1", "reason": "asked for by phone"}


@pytest.mark.parametrize(
    ("key", "letter"),
    [
        ("kickoff.escalate_coordinator", "E34"),
        ("kickoff.red", "E47"),
        ("kickoff.coordinator_decision", "E34"),
    ],
)
def test_an_open_kickoff_is_told(key: str, letter: str) -> None:
    """To the coordinator, each time that somebody should look."""
    life = in_kickoff().until(in_kickoff().due(key)[0].due_at - timedelta(hours=1))
    life.passes(key).asks_for(f"{letter} coordinator")


def test_nobody_reacted() -> None:
    """The deputy reads what is open; there is no letter to the sponsor."""
    staff = {Recipient.COORDINATOR: "person-c", Recipient.DEPUTY: "person-d"}
    life = in_exchange(match(staff=staff))
    life.tell(c.RequestSupport(by="a"))
    life.passes("escalation.coordinator_reacts").asks_for("E81 deputy")
    life.pass_next("escalation.coordinator_reacts")
    days = {"working_days": "5", "react_by_on": str(life.pair.escalations[0].react_by_on)}
    assert life.last_asked.letters[0].params == {"matter": "CONTACT", **days}
    life.passes("escalation.coordinator_reacts").asks_for()


@pytest.mark.parametrize(
    ("intervention", "letters"),
    [
        (Intervention.OFFER_DATES, ["E60 a b"]),
        (Intervention.OFFER_PAUSE, ["E59 a b"]),
        (Intervention.NOTE_TALK, []),
        (Intervention.END_PAIR, ["E61 a b", "E62 coordinator"]),
    ],
)
def test_what_the_coordinator_does(intervention: Intervention, letters: list[str]) -> None:
    """Offers reach both in the same words; a talk that took place needs no letter."""
    life = in_exchange()
    life.tell(c.RequestSupport(by="a"))
    about = life.pair.escalations[0].escalation_id
    message = c.Intervene(staff_id="person-c", escalation_id=about, intervention=intervention, reason="talked to both")
    life.when(message).asks_for(*letters)


@both_sides
def test_what_other_services_tell(by: Side) -> None:
    """A line of command, a long absence, a longer one: whose it was is said in no letter."""
    life = in_exchange()
    partner = {"a": "person-2", "b": "person-1"}[by]
    life.when(of(by, "hr.manager_changed", manager_id=partner)).asks_for("E56 coordinator")
    until_on = {days: str(life.today + timedelta(days=days)) for days in (20, 60)}
    away = {"from_on": str(life.today)}
    life.when(of(by, "hr.absence_started", **away, until_on=until_on[20])).asks_for("E59 a b")
    life.when(of(by, "hr.absence_started", **away, until_on=until_on[60])).asks_for("E59 a b", "E47 coordinator")
    life.when(of(by, "hr.employee_left")).asks_for("E61 a b", "E62 coordinator")


def test_a_letter_that_did_not_arrive() -> None:
    """The coordinator reads that one did not, not whose; of one to the coordinator, or after the end, nobody does."""
    life = in_exchange()
    bounced = signal("mail.bounced", letter_id=str(life.pair.owed[0].letter_id), error_class="mailbox_full")
    life.when(bounced).asks_for("E83 coordinator")
    life.when(failed(*(x.letter_id for x in life.pair.owed))).asks_for("E83 coordinator")
    life.wait(hours=1).tell(c.RequestSupport(by="a"))
    to_staff = {x.to: x.letter_id for x in life.pair.owed}[Recipient.COORDINATOR]
    life.when(failed(to_staff)).asks_for()
    ended = dissolved()
    ended.when(failed(*(x.letter_id for x in ended.pair.owed if x.to in SIDES))).asks_for()


def test_a_letter_once_more() -> None:
    """The same letter to the same reader, as a letter of its own."""
    life = in_exchange().wait(hours=1)
    before = life.pair.private.recent[-1]
    life.when(c.ResendLetter(**OPERATOR, letter_id=before.letter_id)).asks_for(f"{before.template[:3]} {before.to}")
    life.tell(c.ResendLetter(**OPERATOR, letter_id=before.letter_id))
    again = life.pair.owed[-1]
    assert (again.template, again.to, again.params) == (before.template, before.to, before.params)
    assert again.letter_id != before.letter_id
