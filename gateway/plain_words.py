"""What phases, deadlines, events and letters are in plain words, for people who look after a programme."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from domain.base import Actor, ActorKind
from domain.letters import Template
from domain.pair import events as e
from domain.pair.keys import DeadlineKey
from domain.pair.stages import Chemistry, Ended, Exchange, Kickoff, Pause, Proposed, Review
from domain.pair.state import Pair
from domain.pair.told import TOLD, Happened
from domain.pair.values import SIDES, Phase

K = DeadlineKey
CONSEQUENCES: dict[DeadlineKey, str] = {
    K.PROPOSAL_REMINDER: "who has not answered is reminded",
    K.PROPOSAL_EXPIRES: "the proposal expires",
    K.CHEMISTRY_REMINDER: "both are reminded to set a date",
    K.CHEMISTRY_WINDOW: "both are asked whether it fits",
    K.CHEMISTRY_LAPSE: "the pair is not continued",
    K.KICKOFF_REMINDER: "both are reminded of the kickoff talk",
    K.KICKOFF_ESCALATE: "the coordinator is told",
    K.KICKOFF_RED: "the pair's health turns red",
    K.KICKOFF_DECISION: "the coordinator is asked to decide",
    K.KICKOFF_LAPSE: "the pair ends",
    K.MEETING_REMINDER: "both are reminded of the meeting",
    K.CONFIRM_REQUEST: "both are asked whether the meeting took place",
    K.CONFIRM_REMINDER: "who has not said so is asked again",
    K.CONFIRM_CLOSED: "the meeting is closed as what was said of it",
    K.NO_DATE_NUDGE: "both are asked for a date",
    K.SECOND_NUDGE: "both are asked for a date again",
    K.HEALTH_BEGINS: "the pair's health is judged from now on",
    K.HEALTH_NO_DATE: "the pair's health turns amber, since no date is set",
    K.HEALTH_AMBER: "the pair's health turns amber, since no meeting was held",
    K.HEALTH_RED: "the pair's health turns red, and the coordinator is told",
    K.INACTIVITY_WARN: "the pair is asked whether it goes on",
    K.INACTIVITY_CLOSE: "the pair ends, or the coordinator is asked to end it",
    K.PULSE_FIRST: "each is asked how it is going",
    K.PULSE_WINDOW: "the time to say how it is going is over",
    K.MIDWAY: "the midway check-in opens",
    K.MIDWAY_REMINDER: "who has not taken stock is reminded",
    K.MIDWAY_WINDOW: "the midway check-in closes",
    K.PAUSE_QUESTION: "both are asked how to go on",
    K.PAUSE_END: "the pause is over",
    K.CLOSING_PAIR: "the last weeks begin",
    K.CLOSING_COORDINATOR: "the coordinator is told of the end",
    K.EXCHANGE_END: "the review opens",
    K.REVIEW_REMINDER: "who has not looked back is reminded",
    K.REVIEW_WINDOW: "the pair is complete",
    K.FOLLOW_UP: "each is asked what has stayed",
    K.REMATCH_WISH: "the time to wish for another partner is over",
    K.RETENTION: "what is private is shredded",
    K.ESCALATION: "the next one on the ladder is told",
}
"""What happens when a deadline passes."""

_ENDS = {
    Phase.DECLINED: "was declined",
    Phase.EXPIRED: "expired without two answers",
    Phase.NOT_CONTINUED: "was not continued after the chemistry check",
    Phase.DISSOLVED: "ended before its time",
    Phase.CONCLUDED_INACTIVE: "ended since nothing happened any more",
    Phase.CANCELLED: "was withdrawn",
    Phase.COMPLETED: "went the whole way",
}


# An event's docstring says what happened; what is said beyond that is for programmers.
_FIRST_CLAUSE = re.compile(r"[.;:]|,[^,.;:]*`| until `")


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
        case Exchange(pause=Pause(until_on=day), ends_on=last):
            return f"paused until {day}; the exchange period ends on {last}"
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
    return CONSEQUENCES[DeadlineKey.of(key)]


def matter(cause: str) -> str:
    """What an escalation is about: a deadline, or an event that may be told."""
    if cause in TOLD:
        return _said(e.EVENTS[cause])
    return "a wish for help, or another act that is sealed" if cause in e.EVENTS else consequence(cause)


def happening(event: e.PairEvent, zone: str) -> str:
    """What an event says, and the dates and meetings it is about, in the organisation's zone."""
    said = _said(type(event))
    about = ", ".join(_about(event, zone))
    return f"{said}: {about}" if about else said


def caused_by(happened: Happened) -> str:
    """Who caused an event, as far as that may be told.

    That somebody left the organisation, or is away, is sealed: what follows reads as if one of the two had asked.
    """
    match happened.actor.kind, happened.event:
        case ActorKind.SERVICE, e.PairDissolved() | e.PauseOffered():
            return _ONE_OF_THE_TWO
        case _:
            return _actor(happened.actor)


def _actor(who: Actor) -> str:
    match who.kind:
        case ActorKind.PARTICIPANT:
            return f"partner {who.id}" if who.id else _ONE_OF_THE_TWO
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


_ONE_OF_THE_TWO = "one of the two"
# What staff may read of an event besides its type: kinds, dates, keys and operators' reasons. Anything else,
# such as why a chemistry check was not continued, concerns the two alone.
_TOLD = (
    "kind", "point", "version", "starts_at", "held_on", "window_on", "outcome", "due_on", "expires_on", "starts_on",
    "ends_on", "answer_by_on", "until_on", "meetings_held", "shred_on", "key", "new_due", "react_by_on", "before",
    "after", "level", "intervention", "resolution", "role", "to_id", "action", "target", "from_version", "to_version",
    "reason",
)  # fmt: skip

_SPEAK_FOR_THEMSELVES = ("kind", "point", "outcome", "key", "reason", "level", "intervention", "action", "target")


def _said(kind: type[e.PairEvent]) -> str:
    return _FIRST_CLAUSE.split(kind.__doc__ or "")[0]


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
    return "" if name in _SPEAK_FOR_THEMSELVES else f"{name.replace('_', ' ')} "
