"""What coordinators and operators type becomes their commands, or a message that helps."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.base import Refused
from domain.pair import commands as c
from gateway.typed import COORDINATORS, OPERATORS
from gateway.usual import Circumstances
from tests.domain.story import in_exchange, proposed


def test_what_the_coordinator_types() -> None:
    """The one matter that waits for a person need not be named, nor the meeting that is in doubt."""
    life = in_exchange()
    life.tell(c.RequestSupport(by="a"))
    now = Circumstances(pair=life.pair, at=life.at)
    (matter,) = life.pair.escalations
    (taken,) = COORDINATORS.commands("AcknowledgeEscalation", "c-1", {}, now)
    assert taken == c.AcknowledgeEscalation(staff_id="c-1", escalation_id=matter.escalation_id)
    typed = {"intervention": "NOTE_TALK", "reason": "we talked"}
    (done,) = COORDINATORS.commands("Intervene", "c-1", typed, now)
    assert isinstance(done, c.Intervene)
    life.tell(taken, done)
    with pytest.raises(Refused, match="nothing about this pair waits for a person"):
        COORDINATORS.commands("Intervene", "c-1", typed, Circumstances(pair=life.pair, at=life.at))
    with pytest.raises(Refused, match="no meeting was left unconfirmed, or is disputed"):
        COORDINATORS.commands("SettleMeeting", "c-1", {"outcome": "HELD"}, now)
    with pytest.raises(Refused, match="--as takes one word"):
        COORDINATORS.commands("ResumePair", "Käthe Wögerbauer", {"reason": "they asked"}, now)


def test_what_operators_type() -> None:
    """A key may be shortened, a role left out; a policy is too large to be typed."""
    life = proposed()
    now = Circumstances(pair=life.pair, at=life.at)
    (fired,) = OPERATORS.commands("FireDeadline", "o-1", {"key": "proposal.exp", "reason": "they asked"}, now)
    assert fired == c.FireDeadline(operator_id="o-1", key="proposal.expires", reason="they asked")
    typed = {"person-id": "person-d", "reason": "on leave"}
    (handed,) = OPERATORS.commands("HandOver", "o-1", typed, now)
    assert handed == c.HandOver(operator_id="o-1", person_id="person-d", reason="on leave")
    (moved,) = OPERATORS.commands(
        "MoveDeadline", "o-1", {"key": "proposal.e", "due-at": "2027-01-25 18:00", "reason": "ill"}, now
    )
    assert moved == c.MoveDeadline(
        operator_id="o-1", key="proposal.expires", due_at=datetime(2027, 1, 25, 17, tzinfo=UTC), reason="ill"
    )
    for name, fields, said in (
        ("RequestTermination", {}, "--reason is missing; it takes a text of 3 to 200 characters"),
        ("ResendLetter", {"letter-id": "E10", "reason": "lost"}, "--letter-id takes the id of a letter"),
        ("MigratePolicy", {"policy": "{}", "reason": "new rules"}, "there is no command MigratePolicy"),
    ):
        with pytest.raises(Refused, match=said):
            OPERATORS.commands(name, "o-1", fields, now)
