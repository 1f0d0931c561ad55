"""What other services tell of a pair, for the stories: every type with data that can be read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.events import IgnoredBecause
from domain.pair.values import Side
from tests.domain.story import Life, in_chemistry, in_exchange, in_kickoff, in_review, proposed

UNKNOWN_TYPE, UNREADABLE, UNKNOWN_SUBJECT, TOO_LATE, NOTHING_TO_CHANGE = IgnoredBecause
PEOPLE: dict[Side, str] = {"a": "person-1", "b": "person-2"}
OPEN = [proposed, in_chemistry, in_kickoff, in_exchange, in_review]
TODAY = date(2027, 1, 20)
LINE = {"manager_id": "manager-9", "skip_level_id": "board"}
AWAY = {"from_on": str(TODAY), "until_on": str(TODAY + timedelta(days=5))}
# What each type carries beside the person, where it is about one.
OF_PERSON: dict[str, dict[str, Any]] = {
    "hr.employee_left": {"last_day_on": "2027-03-31"},
    "hr.manager_changed": LINE,
    "hr.org_unit_changed": LINE,
    "hr.absence_started": AWAY,
    "hr.absence_ended": {},
    "mail.complained": {},
    "idp.account_disabled": {},
    "idp.email_changed": {},
    "lms.briefing_completed": {},
}
# What each type carries beside the meeting.
OF_MEETING: dict[str, dict[str, Any]] = {
    "calendar.invite_accepted": {"person_id": "person-1"},
    "calendar.invite_declined": {"person_id": "person-1"},
    "calendar.event_moved": {"starts_at": "2027-01-28T09:00:00Z"},
    "calendar.event_deleted": {},
}
BOUNCED = "mail.bounced"


def signal(kind: str, **data: Any) -> c.ReceiveSignal:
    """A service tells of a fact."""
    sent_at = datetime(2027, 1, 20, 9, tzinfo=UTC)
    return c.ReceiveSignal(signal_id="signal-1", source="service/1", sent_at=sent_at, signal=kind, data=data)


def of(side: Side, kind: str, **changes: Any) -> c.ReceiveSignal:
    """A fact about one of the two."""
    return signal(kind, person_id=PEOPLE[side], **{**OF_PERSON[kind], **changes})


def received(message: c.ReceiveSignal) -> e.ExternalSignalReceived:
    """The word that it had an effect."""
    return e.ExternalSignalReceived(
        signal_id="signal-1", source="service/1", sent_at=message.sent_at, type=message.signal
    )


def ignored(message: c.ReceiveSignal, reason: IgnoredBecause) -> e.ExternalSignalIgnored:
    """The word that it had none."""
    return e.ExternalSignalIgnored(**received(message).model_dump(), reason=reason)


def with_a_date(life: Life | None = None) -> Life:
    """Their next meeting has a date in five days."""
    life = life or in_exchange()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=5)))
    return life


def dissolved() -> Life:
    """One of the two left before there was anything to keep; the last letters are still owed."""
    life = in_chemistry()
    life.tell(c.LeavePair(by="a"))
    return life
