"""What operations read of a running pair tells of no act in confidence."""

from __future__ import annotations

from domain.base import Batch, Letter, Plan, Recipient
from domain.pair import commands as c
from domain.pair import events as e
from tests.domain.laws import row_of
from tests.domain.story import in_exchange
from workflows import sight


def test_a_line_about_a_batch() -> None:
    """Events are named but for those with sealed parts, of which only the number is told."""
    life = in_exchange()
    rows = tuple(row_of(event) for event in life.tell(c.RequestSupport(by="a")))
    assert e.SupportRequested.__name__ in {row.type for row in rows}
    told = sight.of_a_batch(Batch(stream="pair/1", seen=0, rows=rows))
    assert told == "EscalationRaised, HealthChanged, 2 with sealed parts"
    assert sight.of_a_batch(Batch(stream="pair/1", seen=0)) == "nothing new"


def test_lines_about_letters() -> None:
    """How many there are is told, not which."""
    life = in_exchange()
    life.tell(c.RequestSupport(by="a"))
    letters: tuple[Letter, ...] = life.pair.owed
    assert {letter.to for letter in letters} >= {Recipient.A, Recipient.COORDINATOR}
    assert sight.of_letters(letters[:1]) == "1 letter"
    assert sight.of_letters(letters) == f"{len(letters)} letters"
    shown = sight.details(Plan(letters=letters), needs_attention=False)
    assert f"| letters | {len(letters)} wait to leave |" in shown
    assert not any(letter.template in shown for letter in letters)
    assert sight.of_an_alarm(letters[0].template) == "letters"
    assert sight.of_an_alarm("meeting.reminder#1") == "meeting.reminder#1"
