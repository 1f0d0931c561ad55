"""What all letters have in common: to whom they go, about whom they are, and what several of them carry."""

from __future__ import annotations

from datetime import date

from domain.base import Frozen, Recipient
from domain.letters import Template
from domain.pair.allowed import ALLOWED
from domain.pair.escalation import kind_of
from domain.pair.stages import Ended, Meeting
from domain.pair.state import Pair
from domain.pair.values import Side
from domain.working_time import add_days

COORDINATOR = (Recipient.COORDINATOR,)


class Wanted(Frozen):
    """A letter that an event asks for; without `to` it goes to both partners. `about` as in `Letter`."""

    template: Template
    params: dict[str, str] = {}
    to: tuple[Recipient, ...] = (Recipient.A, Recipient.B)
    about: Side | None = None


def to_sides(*sides: Side) -> tuple[Recipient, ...]:
    """These of the two as recipients."""
    return tuple(Recipient(side) for side in sides)


def meeting_params(about: Meeting) -> dict[str, str]:
    """What a letter about a meeting carries."""
    return {
        "meeting_id": str(about.meeting_id),
        "kind": about.kind,
        "starts_at": about.starts_at.isoformat() if about.starts_at else "",
        "minutes": str(about.minutes),
        "lead": about.lead,
        "ics_uid": about.ics_uid,
        "ics_sequence": str(about.ics_sequence),
    }


def day_of(day: date | None) -> str:
    """A day as a parameter; empty where there is none."""
    return str(day) if day else ""


def react_by_on(pair: Pair, *kinds: str) -> dict[str, str]:
    """Until when somebody of the staff should have reacted to matters of these kinds; empty where nobody has to."""
    days = [each.react_by_on for each in pair.escalations if each.react_by_on and kind_of(each.cause) in kinds]
    return {"react_by_on": day_of(max(days, default=None))}


def may_pause(pair: Pair) -> dict[str, str]:
    """Whether a letter may say that the two can pause; empty where they cannot."""
    return {"may_pause": "yes" if "ProposePause" in ALLOWED[pair.phase] else ""}


def wish_by_on(pair: Pair) -> dict[str, str]:
    """Until when the two may wish for another partner; empty where they cannot."""
    match pair.stage:
        case Ended(phase=phase, shred_on=shred_on, ended_on=ended_on) if "RequestRematch" in ALLOWED[phase]:
            day = shred_on or add_days(ended_on, pair.policy.rematch__offer_within)
            return {"wish_by_on": str(day)}
        case _:
            return {"wish_by_on": ""}
