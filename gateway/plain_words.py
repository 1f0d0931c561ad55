"""What phases, deadlines, events and letters are in plain words, for people who look after a programme."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from domain.base import Actor, ActorKind
from domain.letters import Template
from domain.pair import chemistry, ending, exchange, kickoff, meeting, proposal
from domain.pair import events as e
from domain.pair.stages import Chemistry, Ended, Exchange, Kickoff, Proposed, Review
from domain.pair.state import Pair
from domain.pair.values import SIDES, Phase

CONSEQUENCES: dict[str, str] = {
    proposal.REMINDERS: "who has not answered is reminded",
    proposal.EXPIRES: "the proposal expires",
    chemistry.REMINDERS: "both are reminded to set a date",
    chemistry.VERDICT_REQUEST: "both are asked whether it fits",
    chemistry.LAPSE: "the pair is not continued",
    kickoff.REMINDERS: "both are reminded of the kickoff talk",
    kickoff.ESCALATE: "the coordinator is told",
    kickoff.LAPSE: "the pair ends",
    meeting.REMINDER: "both are reminded of the meeting",
    meeting.CONFIRM_REQUEST: "both are asked whether the meeting took place",
    meeting.CONFIRM_REMINDER: "who has not said so is asked again",
    meeting.CONFIRM_CLOSED: "the meeting is closed as what was said of it",
    exchange.NO_DATE_NUDGE: "both are asked for a date",
    exchange.SECOND_NUDGE: "both are asked for a date again",
    exchange.MIDWAY: "the midway check-in opens",
    exchange.MIDWAY_REMINDER: "who has not taken stock is reminded",
    exchange.MIDWAY_WINDOW: "the midway check-in closes",
    exchange.CLOSING: "the last weeks begin",
    exchange.END: "the review opens",
    ending.REVIEW_REMINDERS: "who has not looked back is reminded",
    ending.REVIEW: "the pair is complete",
    ending.RETENTION: "what is private is shredded",
}
"""What happens when a deadline passes, by the policy key its own key starts with."""

_ENDS = {
    Phase.DECLINED: "was declined",
    Phase.EXPIRED: "expired without two answers",
    Phase.NOT_CONTINUED: "was not continued after the chemistry check",
    Phase.DISSOLVED: "ended before its time",
    Phase.COMPLETED: "went the whole way",
}


# An event's docstring says what happened; what is said beyond that is for programmers.
_FIRST_CLAUSE = re.compile(r"[.;:]| until `")


def standing(pair: Pair) -> str:
    """Where a pair stands, in one sentence without what is sealed."""
    match pair.stage:
        case Proposed(expires_on=day):
            return f"proposed; both may answer until {day}"
        case Chemistry(due_on=day, extensions=extensions):
            extended = ", extended once" if extensions else ""
            return f"getting to know each other until {day}{extended}"
        case Kickoff(due_on=day, version=0):
            return f"the kickoff talk is due by {day}; there is no text of the agreement yet"
        case Kickoff(due_on=day, version=version, confirmed_by=confirmed_by):
            said = f"confirmed by {len(confirmed_by)} of {len(SIDES)}"
            return f"the kickoff talk is due by {day}; version {version} of the agreement is {said}"
        case Exchange(starts_on=first, ends_on=last, is_closing=is_closing):
            weeks = ", in its last weeks" if is_closing else ""
            return f"in the exchange period from {first} to {last}{weeks}"
        case Review(due_on=day):
            return f"looking back until {day}"
        case Ended() as ended:
            private = "what was private is shredded" if ended.is_shredded else "what is private is still sealed"
            few = ", with fewer meetings than a full one has" if ended.is_below_minimum else ""
            return f"{_ENDS[ended.phase]} on {ended.ended_on}{few}; {private}"
        case _:
            assert_never(pair.stage)


def consequence(key: str) -> str:
    """What happens when the deadline with this key passes."""
    return CONSEQUENCES[key.split("#")[0]]


def happening(event: e.PairEvent, zone: str) -> str:
    """What an event says, and the dates and meetings it is about, in the organisation's zone."""
    said = _FIRST_CLAUSE.split(type(event).__doc__ or "")[0]
    about = ", ".join(_about(event, zone))
    return f"{said}: {about}" if about else said


def actor(who: Actor) -> str:
    """Who caused an event, as far as that may be told."""
    match who.kind:
        case ActorKind.PARTICIPANT:
            return f"partner {who.id}" if who.id else "one of the two"
        case ActorKind.TIMER | ActorKind.OPERATOR | ActorKind.SERVICE:
            return f"{who.kind.lower()} {who.id}"
        case ActorKind.COORDINATOR | ActorKind.SYSTEM:
            return who.kind.lower()
        case _:
            assert_never(who.kind)


def letter(template: Template) -> str:
    """The name of a letter."""
    return template.partition("_")[2].replace("_", " ")


def local(at: datetime, zone: str) -> str:
    """A moment on the clocks of a zone, to the minute."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


# What staff may read of an event besides its type: kinds, dates, keys and operators' reasons. Anything else,
# such as why a chemistry check was not continued, concerns the two alone.
_TOLD = (
    "kind", "point", "version", "starts_at", "held_on", "window_on", "outcome", "due_on", "expires_on", "starts_on",
    "ends_on", "answer_by_on", "meetings_held", "shred_on", "key", "new_due", "reason",
)  # fmt: skip


def _about(event: e.PairEvent, zone: str) -> list[str]:
    told = []
    for name in _TOLD:
        match getattr(event, name, None):
            case None:
                continue
            case datetime() as at:
                told.append(f"{_named(name)}{local(at, zone)}")
            case date() as day:
                told.append(f"{_named(name)}{day}")
            case value:
                told.append(f"{_named(name)}{value}")
    return told


def _named(name: str) -> str:
    """Kinds, points and outcomes speak for themselves."""
    return "" if name in ("kind", "point", "outcome", "key", "reason") else f"{name.replace('_', ' ')} "
