"""Other services tell: lines of command, absence, bounces, leaving, and what is ignored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from domain.pair import commands as c
from tests.domain.story import Life, in_exchange


def lives() -> list[Life]:
    """Two pairs of which other services tell: one goes on in a line of command, one ends by it or by leaving."""
    return [_goes_on(), _ends()]


def _goes_on() -> Life:
    life = in_exchange().wait(days=1)
    _hears(life, "hr.manager_changed", person_id="person-1", manager_id="person-2", skip_level_id="board")
    life.tell(c.ResolveHierarchyConflict(staff_id="person-c", resolution="GO_ON"))
    until_on = str(life.today + timedelta(days=10))
    _hears(life, "hr.absence_started", person_id="person-2", from_on=str(life.today), until_on=until_on)
    _hears(life, "lms.briefing_completed", person_id="person-2")
    life.wait(days=12)
    _hears(life, "hr.absence_ended", person_id="person-2")
    letter = life.last_asked.letters[0].letter_id
    _hears(life, "mail.bounced", letter_id=str(letter), error_class="mailbox_full")
    _hears(life, "hr.employee_left", person_id="person-1", last_day_on=str(life.today + timedelta(days=30)))
    return life


def _ends() -> Life:
    life = in_exchange().wait(days=1)
    _hears(life, "hr.org_unit_changed", person_id="person-2", manager_id="manager-1", skip_level_id="board")
    life.tell(c.ResolveHierarchyConflict(staff_id="person-c", resolution="END"))
    return life


def _hears(life: Life, signal: str, **data: Any) -> None:
    signal_id = f"signal-{len(life.told)}"
    life.tell(c.ReceiveSignal(signal_id=signal_id, source="hub", sent_at=life.at, signal=signal, data=data))
