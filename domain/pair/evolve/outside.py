"""What other services tell changes."""

from __future__ import annotations

from typing import assert_never

from domain.pair import events as e
from domain.pair.state import Absence, Pair, ReportingLine


def after_outside(pair: Pair, event: e.OutsideEvent) -> Pair:
    """The pair after one of these events."""
    private = pair.private
    match event:
        case e.AbsenceStarted(by=by, from_on=from_on, until_on=until_on):
            if not (by and from_on and until_on):
                return pair
            absent = Absence(from_on=from_on, until_on=until_on)
            return pair.with_(private=private.with_(absences={**private.absences, by: absent}))
        case e.AbsenceEnded(by=by):
            left = {side: absence for side, absence in private.absences.items() if side != by}
            return pair.with_(private=private.with_(absences=left))
        case e.ReportingLineChanged(by=by, manager_id=manager_id, skip_level_id=skip_level_id):
            if not by:
                return pair
            line = ReportingLine(manager_id=manager_id or "", skip_level_id=skip_level_id or "")
            return pair.with_(private=private.with_(lines={**private.lines, by: line}))
        case e.ExternalSignalReceived() | e.ExternalSignalIgnored() | e.ParticipantLeftOrganisation():
            return pair
        case _:
            assert_never(event)
