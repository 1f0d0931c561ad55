"""What a participant's command usually means where a person leaves a field out."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import time
from typing import Any

from pydantic import AwareDatetime

from domain.base import Frozen, Refused
from domain.pair.agreement import ExchangeAgreement, Goals, GoalsAndContent, KickoffPoint, half_year
from domain.pair.meeting import TALKS
from domain.pair.stages import Kickoff, Meeting
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
}
"""The field of a command that may be left out although the command needs it."""

_MEETING_HOURS = SendingHours.parse("Mon-Fri 10:00-17:00")

Values = Mapping[str, Any]


class Circumstances(Frozen):
    """What is usual depends on the pair, on what its clock shows, and on the topics of its programme."""

    pair: Pair
    at: AwareDatetime
    topics: tuple[str, ...] = ()


def completed(name: str, side: Side, given: Values, now: Circumstances) -> tuple[tuple[str, Values], ...]:
    """The commands, as name and fields, that one command means with what is given. Raises Refused.

    Agreeing without a point means all open ones, and confirming the agreement means agreeing to them first.
    """
    left_out = USUAL.get(name)
    if left_out is None or left_out in given:
        return ((name, given),)
    match name:
        case "ProposeAgreement":
            return ((name, {**given, "agreement": standard_agreement(now)}),)
        case "AgreeKickoffPoint":
            points = _open_points(now.pair, side) or (KickoffPoint.GOALS_AND_CONTENT,)
            return tuple((name, {**given, "point": point}) for point in points)
        case "ConfirmAgreement":
            points = _open_points(now.pair, side)
            agreed = tuple(("AgreeKickoffPoint", {"point": point}) for point in points)
            return *agreed, (name, {**given, "hash": _hash(now.pair)})
        case "ConfirmMeeting":
            return ((name, {**given, "meeting_id": _unconfirmed(now, side).meeting_id}),)
        case _:
            return ((name, {**given, "meeting_id": _next(now).meeting_id}),)


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
    return pair.stage.hash if isinstance(pair.stage, Kickoff) else ""


def _unconfirmed(now: Circumstances, side: Side) -> Meeting:
    for meeting in now.pair.meetings_in(MeetingState.SCHEDULED):
        if meeting.kind not in TALKS and meeting.has_ended(now.at) and side not in meeting.confirmations:
            return meeting
    raise Refused(f"no meeting awaits a word from partner {side}")


def _next(now: Circumstances) -> Meeting:
    ahead = [meeting for meeting in now.pair.meetings if meeting.is_ahead(now.at)]
    if not ahead:
        raise Refused("no meeting lies ahead", allowed=("ScheduleMeeting",))
    return min(ahead, key=lambda meeting: (meeting.starts_at is None, meeting.starts_at))
