"""What other services tell: which signals have which effect. Each is recorded, as received or as ignored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, assert_never

from domain.base import derived_id
from domain.pair import commands as c
from domain.pair import ending, escalation, hierarchy, meeting, nudges, pause
from domain.pair import events as e
from domain.pair import signal_data as s
from domain.pair.events import IgnoredBecause
from domain.pair.stages import Ended, Meeting
from domain.pair.state import Absence, Pair, ReportingLine
from domain.pair.values import SIDES, EndReason, Side
from domain.working_time import local_date

Events = tuple[e.PairEvent, ...]
# Types that change nothing are known all the same: the answer to them is NOTHING_TO_CHANGE, not UNKNOWN_TYPE.
EFFECTS: Mapping[str, str] = MappingProxyType(
    {
        "hr.employee_left": "ends the pair at once; the partner reads no more than that it has ended",
        "hr.manager_changed": "is the person's reporting line from now on; a line of command between the two is told",
        "hr.org_unit_changed": "is the person's reporting line from now on; a line of command between the two is told",
        "hr.absence_started": "silences nudges to the person; a long absence offers both a pause",
        "hr.absence_ended": "nudges may reach the person again",
        "calendar.invite_accepted": "nothing: an invitation is not a promise",
        "calendar.invite_declined": "nothing: a meeting is moved or cancelled by one of the two, or by its organiser",
        "calendar.event_moved": "moves the meeting",
        "calendar.event_deleted": "cancels the meeting",
        "mail.bounced": "is kept with the letter; the coordinator is told while the pair is open",
        "mail.complained": "the person gets no nudges any more",
        "idp.account_disabled": "nothing: who is away or has left is told by the personnel system",
        "idp.email_changed": "nothing: addresses are kept in the vault, never in a pair",
        "lms.briefing_completed": "nothing: no rule asks for the briefing",
    }
)


def receive(pair: Pair, message: c.ReceiveSignal, at: datetime) -> Events:
    """The effect of a signal, or the word why it has none; never a refusal, and nothing of what it carried."""
    if message.signal not in EFFECTS:
        return _ignored(message, IgnoredBecause.UNKNOWN_TYPE)
    data = s.read(message.signal, message.data)
    if data is None:
        return _ignored(message, IgnoredBecause.UNREADABLE)
    match _effect(pair, data, at):
        case IgnoredBecause() as reason:
            return _ignored(message, reason)
        case ():
            return _ignored(message, IgnoredBecause.NOTHING_TO_CHANGE)
        case effect:
            return e.ExternalSignalReceived(**_envelope(message)), *effect


def _effect(pair: Pair, data: s.SignalData, at: datetime) -> Events | IgnoredBecause:
    match data:
        case s.MailBounced():
            return _bounced(pair, data, at)
        case s.InviteAnswered() | s.EventMoved() | s.EventDeleted():
            about = _meeting_of(pair, data)
            return _of_meeting(pair, about, data, at) if about else IgnoredBecause.UNKNOWN_SUBJECT
        case _:
            by = _side_of(pair, data)
            return _of_person(pair, by, data, at) if by else IgnoredBecause.UNKNOWN_SUBJECT


def _bounced(pair: Pair, data: s.MailBounced, at: datetime) -> Events | IgnoredBecause:
    """Never too late: the last letters come back after the end, and whoever looks at them should see it."""
    ours = (derived_id("letter", pair.match.pair_id, n) for n in range(pair.letters_requested))
    if data.letter_id not in ours:
        return IgnoredBecause.UNKNOWN_SUBJECT
    bounced = e.LetterBounced(letter_id=data.letter_id, error_class=data.error_class)
    told = escalation.raised(pair, e.LetterBounced.__name__, at) if pair.phase.is_open else ()
    return bounced, *told


def _of_meeting(pair: Pair, about: Meeting, data: s.AnyOfMeeting, at: datetime) -> Events | IgnoredBecause:
    if not pair.phase.is_open:
        return IgnoredBecause.TOO_LATE
    match data:
        case s.EventMoved(starts_at=starts_at):
            return meeting.moved_by_calendar(pair, about.meeting_id, starts_at, at)
        case s.EventDeleted():
            return meeting.cancelled_by_calendar(pair, about.meeting_id, at)
        case s.InviteAnswered():
            return ()
        case _:
            assert_never(data)


def _of_person(pair: Pair, by: Side, data: s.AnyOfPerson, at: datetime) -> Events | IgnoredBecause:
    match data:
        case s.MailComplained():
            # After the end a question may still follow: it counts until what is private is gone.
            is_late = isinstance(pair.stage, Ended) and pair.stage.is_shredded
            return IgnoredBecause.TOO_LATE if is_late else nudges.decline(pair, by)
        case s.AccountChanged() | s.BriefingCompleted():
            return () if pair.phase.is_open else IgnoredBecause.TOO_LATE
        case s.EmployeeLeft() | s.LineChanged() | s.AbsenceBegan() | s.AbsenceOver():
            return _of_personnel(pair, by, data, at) if pair.phase.is_open else IgnoredBecause.TOO_LATE
        case _:
            assert_never(data)


def _of_personnel(
    pair: Pair, by: Side, data: s.EmployeeLeft | s.LineChanged | s.AbsenceBegan | s.AbsenceOver, at: datetime
) -> Events | IgnoredBecause:
    match data:
        case s.EmployeeLeft(last_day_on=last_day_on):
            left = e.ParticipantLeftOrganisation(by=by, last_day_on=last_day_on)
            return left, *ending.dissolved(pair, EndReason.LEFT_ORGANISATION, at)
        case s.LineChanged():
            return _line_changed(pair, by, data)
        case s.AbsenceBegan():
            return _absent(pair, by, data, at)
        case s.AbsenceOver():
            return (e.AbsenceEnded(by=by),) if by in pair.private.absences else ()
        case _:
            assert_never(data)


def _line_changed(pair: Pair, by: Side, data: s.LineChanged) -> Events:
    now = hierarchy.as_of_now(pair, by)
    if (now.manager_id, now.skip_level_id) == (data.manager_id, data.skip_level_id):
        return ()
    line = ReportingLine(manager_id=data.manager_id, skip_level_id=data.skip_level_id)
    return (e.ReportingLineChanged(by=by, **line.model_dump()),)


def _absent(pair: Pair, by: Side, data: s.AbsenceBegan, at: datetime) -> Events | IgnoredBecause:
    if data.until_on < local_date(at, pair.zone):
        return IgnoredBecause.TOO_LATE
    absence = Absence(from_on=data.from_on, until_on=data.until_on)
    if pair.private.absences.get(by) == absence:
        return ()
    started = e.AbsenceStarted(by=by, **absence.model_dump())
    return started, *pause.absence_events(pair, by, data.from_on, data.until_on, at)


def _side_of(pair: Pair, about: s.AboutPerson) -> Side | None:
    return next((side for side in SIDES if pair.match.partner(side).person_id == about.person_id), None)


def _meeting_of(pair: Pair, about: s.AboutMeeting) -> Meeting | None:
    named = (m for m in pair.meetings if m.meeting_id == about.meeting_id or m.ics_uid == about.ics_uid)
    return next(named, None)


def _ignored(message: c.ReceiveSignal, reason: IgnoredBecause) -> Events:
    return (e.ExternalSignalIgnored(**_envelope(message), reason=reason),)


def _envelope(message: c.ReceiveSignal) -> dict[str, Any]:
    return {**message.model_dump(include={"signal_id", "source", "sent_at"}), "type": message.signal}
