"""Other rules for the pair: those of a newer release, and those that no release should ever have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NoReturn

from domain.base import Broken, DeadlinePassed, Event, LettersPosted, Message, Plan, Refused
from domain.decider import Decider
from domain.pair import events as e
from domain.pair.commands import AcceptMatch, ProposeMatch
from domain.pair.decider import PAIR
from domain.pair.state import Pair

Rules = Decider[Pair]
_RELEASED = PAIR


class GladlyAccepted(e.MatchAccepted):
    """A yes as a newer release knows it, with one field more."""

    mood: str = "glad"


GladlyAccepted.__name__ = "MatchAccepted"


class Unstorable(e.MatchAccepted):
    """A yes that no log can take."""

    words: str = "\x00"


Unstorable.__name__ = "MatchAccepted"


def _refuses(*kinds: type[Message]) -> Rules:
    def decide(pair: Pair | None, message: Any, at: datetime) -> tuple[Event, ...]:
        if isinstance(message, kinds):
            raise Refused("no longer", allowed=("LeavePair",))
        return _RELEASED.decide(pair, message, at)

    return replace(_RELEASED, decide=decide)


def _ignores(*kinds: type[Message]) -> Rules:
    def decide(pair: Pair | None, message: Any, at: datetime) -> tuple[Event, ...]:
        return () if isinstance(message, kinds) else _RELEASED.decide(pair, message, at)

    return replace(_RELEASED, decide=decide)


def _raises(*kinds: type[Message]) -> Rules:
    def decide(pair: Pair | None, message: Any, at: datetime) -> tuple[Event, ...]:
        if isinstance(message, kinds):
            raise ZeroDivisionError("a rule is broken")
        return _RELEASED.decide(pair, message, at)

    return replace(_RELEASED, decide=decide)


def _raises_at(key: str) -> Rules:
    def decide(pair: Pair | None, message: Any, at: datetime) -> tuple[Event, ...]:
        if isinstance(message, DeadlinePassed) and message.key == key:
            raise ZeroDivisionError("a rule is broken")
        return _RELEASED.decide(pair, message, at)

    return replace(_RELEASED, decide=decide)


def _accepts_as(kind: type[e.MatchAccepted]) -> Rules:
    def decide(pair: Pair | None, message: Any, at: datetime) -> tuple[Event, ...]:
        events = _RELEASED.decide(pair, message, at)
        return tuple(kind(by=event.by) if type(event) is e.MatchAccepted else event for event in events)

    return replace(_RELEASED, decide=decide)


def _planning(change: Callable[[Plan], Plan]) -> Rules:
    return replace(_RELEASED, plan=lambda pair: change(_RELEASED.plan(pair)))


def _later(plan: Plan) -> Plan:
    moved = tuple(d.with_(key=f"other.{d.key}", due_at=d.due_at + timedelta(days=3)) for d in plan.deadlines)
    return plan.with_(deadlines=moved[1:])


def _otherwise(plan: Plan) -> Plan:
    changed = tuple(x.with_(not_before=x.not_before + timedelta(hours=5)) for x in plan.letters)
    return plan.with_(letters=changed[1:], labels={"phase": "ELSEWHERE"})


def _raise(*_: Any) -> NoReturn:
    raise Broken("this cannot be")


def _forget(pair: Pair | None, event: Any) -> Pair:
    """Only the very first event is remembered."""
    return pair or _RELEASED.evolve(pair, event)


_ANY = (Message,)

# Under each of these every recorded history must replay.
MUTATIONS: dict[str, Rules] = {
    "today's rules": _RELEASED,
    "other deadlines": _planning(_later),
    "other letters": _planning(_otherwise),
    "everything over": _planning(lambda plan: plan.with_(over=True)),
    "everything refused": _refuses(*_ANY),
    "nothing decided": _ignores(*_ANY),
    "every rule raises": _raises(*_ANY),
    "evolve forgets": replace(_RELEASED, evolve=_forget),
    "evolve raises": replace(_RELEASED, evolve=_raise),
    "newer state schema": replace(_RELEASED, schema_version=_RELEASED.schema_version + 1),
    "no opening can be read": replace(_RELEASED, message=_raise),
}

# What a worker in a process of its own may decide by.
RULES: dict[str, Rules] = MUTATIONS | {
    "refuses a yes": _refuses(AcceptMatch),
    "refuses deadlines": _refuses(DeadlinePassed),
    "raises at a yes": _raises(AcceptMatch),
    "raises at deadlines": _raises(DeadlinePassed),
    "raises at the opening": _raises(ProposeMatch),
    "raises at the first reminder": _raises_at("proposal.reminders#3"),
    "ignores deadlines": _ignores(DeadlinePassed),
    "ignores outcomes": _ignores(LettersPosted),
    "a new field": _accepts_as(GladlyAccepted),
    "what no log can take": _accepts_as(Unstorable),
}
