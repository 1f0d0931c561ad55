"""What a command usually means where a person leaves a field out, or shortens it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import time
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime

from domain.base import Frozen, Refused
from domain.pair.agreement import ExchangeAgreement, Goals, GoalsAndContent, KickoffPoint, half_year
from domain.pair.due import open_deadlines
from domain.pair.stages import Amendment, Exchange, Kickoff, Meeting
from domain.pair.state import Pair
from domain.pair.values import MeetingState, Side
from domain.policy import SendingHours
from domain.working_time import Slots, add_days, local_date, moment

USUAL = {
    "ProposeAgreement": "agreement",
    "AgreeKickoffPoint": "point",
    "ConfirmAgreement": "hash",
    "RescheduleMeeting": "meeting_id",
    "CancelMeeting": "meeting_id",
    "ConfirmMeeting": "meeting_id",
    "ReportBalance": "meeting_id",
    "AcknowledgeEscalation": "escalation_id",
    "Intervene": "escalation_id",
    "SettleMeeting": "meeting_id",
}
"""The field of a command that may be left out although the command needs it."""

_MEETING_HOURS = SendingHours.parse("Mon-Fri 10:00-17:00")

Values = Mapping[str, Any]


class Circumstances(Frozen):
    """What is usual depends on the pair, on what its clock shows, and on the topics of its programme."""

    pair: Pair
    at: AwareDatetime
    topics: tuple[str, ...] = ()


def completed(name: str, who: str, given: Values, now: Circumstances) -> tuple[tuple[str, Values], ...]:
    """The commands, as name and fields, that one command means with what is given. Raises Refused.

    Agreeing without a point means all open ones, and confirming the agreement means agreeing to them first.
    The key of a deadline may be shortened.
    """
    if "key" in given:
        return ((name, {**given, "key": full_key(now.pair, given["key"])}),)
    left_out = USUAL.get(name)
    if left_out is None or left_out in given:
        return ((name, given),)
    match name, who:
        case "ProposeAgreement", _:
            return ((name, {**given, "agreement": standard_agreement(now)}),)
        case "AgreeKickoffPoint", ("a" | "b") as side:
            points = _open_points(now.pair, side) or (KickoffPoint.GOALS_AND_CONTENT,)
            return tuple((name, {**given, "point": point}) for point in points)
        case "ConfirmAgreement", ("a" | "b") as side:
            points = _open_points(now.pair, side)
            agreed = tuple(("AgreeKickoffPoint", {"point": point}) for point in points)
            return *agreed, (name, {**given, "hash": _hash(now.pair)})
        case (("AcknowledgeEscalation" | "Intervene"), _):
            return ((name, {**given, "escalation_id": _open_matter(now.pair)}),)
        case _:
            return ((name, {**given, "meeting_id": _meeting(name, who, now).meeting_id}),)


def full_key(pair: Pair, beginning: str) -> str:
    """The open deadline that is meant; what fits none or several goes as it is to the rules, which say what is open."""
    fitting = [deadline.key for deadline in open_deadlines(pair) if deadline.key.startswith(beginning)]
    return fitting[0] if len(fitting) == 1 else beginning


def standard_agreement(now: Circumstances) -> ExchangeAgreement:
    """A text that starts today, has two dates a cadence apart, and takes its topics from the programme."""
    if not now.topics:
        raise Refused("the programme names no topics to agree on", allowed=("--agreement as JSON",))
    pair, topics = now.pair, now.topics
    plan = half_year(pair.match, local_date(now.at, pair.zone))
    working = Slots(zone=pair.zone, hours=_MEETING_HOURS, holidays=pair.match.holidays)
    days = [add_days(plan.starts_on, plan.cadence_days * nth) for nth in (1, 2)]
    dates = tuple(working.first_from(moment(day, time(10), pair.zone)) for day in days)
    goals = GoalsAndContent(
        a=Goals(learns=topics[:1], gives=topics[-1:]),
        b=Goals(learns=topics[-1:], gives=topics[:1]),
    )
    return ExchangeAgreement(goals=goals, plan=plan.with_(next_meetings_at=dates), salt=secrets.token_hex(16))


def _open_points(pair: Pair, side: Side) -> tuple[KickoffPoint, ...]:
    return pair.stage.open_points(side) if isinstance(pair.stage, Kickoff) else ()


def _hash(pair: Pair) -> str:
    match pair.stage:
        case Kickoff(hash=text) | Exchange(amendment=Amendment(hash=text)):
            return text
        case _:
            return ""


def _open_matter(pair: Pair) -> UUID:
    match pair.escalations:
        case (only,):
            return only.escalation_id
        case ():
            raise Refused("nothing about this pair waits for a person")
        case several:
            ids = tuple(str(matter.escalation_id) for matter in several)
            raise Refused(f"{len(several)} matters wait for a person; say --escalation-id", allowed=ids)


def _meeting(name: str, who: str, now: Circumstances) -> Meeting:
    match name:
        case "ConfirmMeeting":
            return _unconfirmed(now, who)
        case "ReportBalance":
            return _last(now, MeetingState.HELD, nothing="no meeting of the half year was held yet")
        case "SettleMeeting":
            doubtful = (MeetingState.UNCONFIRMED, MeetingState.DISPUTED)
            return _last(now, *doubtful, nothing="no meeting was left unconfirmed, or is disputed")
        case _:
            return _next(now)


def _unconfirmed(now: Circumstances, side: str) -> Meeting:
    for meeting in now.pair.meetings_in(MeetingState.SCHEDULED):
        if not meeting.kind.is_talk and meeting.has_ended(now.at) and side not in meeting.confirmations:
            return meeting
    raise Refused(f"no meeting awaits a word from partner {side}")


def _last(now: Circumstances, *states: MeetingState, nothing: str) -> Meeting:
    """The last meeting of the half year at one of these states."""
    meetings = [meeting for meeting in now.pair.meetings_in(*states) if not meeting.kind.is_talk]
    if not meetings:
        raise Refused(nothing)
    return max(meetings, key=lambda meeting: meeting.window_on)


def _next(now: Circumstances) -> Meeting:
    ahead = [meeting for meeting in now.pair.meetings if meeting.is_ahead(now.at)]
    if not ahead:
        raise Refused("no meeting lies ahead", allowed=("ScheduleMeeting",))
    return min(ahead, key=lambda meeting: (meeting.starts_at is None, meeting.starts_at))
