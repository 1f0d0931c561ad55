"""Lives in which a pair pauses."""

from __future__ import annotations

from datetime import timedelta

from domain.pair import commands as c
from tests.domain.story import Life, in_exchange


def lives() -> list[Life]:
    """Both pause, are asked how to go on and do so; the coordinator pauses a pair; a long absence offers a pause."""
    both, led, away = in_exchange(), in_exchange(), in_exchange()
    both.tell(c.ScheduleMeeting(by="a", starts_at=both.at + timedelta(days=3)))
    both.tell(c.ProposePause(by="a", until_on=both.today + timedelta(days=41)), c.AgreePause(by="b"))
    both.wait(days=37)
    both.tell(c.ProposeResume(by="b"), c.AgreeResume(by="a"))
    led.tell(c.PausePair(staff_id="person-c", until_on=led.today + timedelta(days=13), reason="parental leave"))
    led.wait(days=15)
    away.tell(_absence(away, days=20))
    return [both, led, away]


def _absence(life: Life, *, days: int) -> c.ReceiveSignal:
    until_on = life.today + timedelta(days=days - 1)
    data = {"person_id": "person-1", "from_on": str(life.today), "until_on": str(until_on)}
    return c.ReceiveSignal(
        signal_id="absence-1", source="hr", sent_at=life.at, signal="hr.absence_started", data={**data}
    )
