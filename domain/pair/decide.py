"""The pair's decider: what follows from a message."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from domain.base import Actor, ActorKind, DeadlinePassed, LettersPosted, Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair import operation, proposal, signals
from domain.pair.allowed import ALLOWED
from domain.pair.consequences import with_consequences
from domain.pair.due import passed
from domain.pair.participants import participants_say
from domain.pair.staff import coordinator_says, operator_says
from domain.pair.state import Pair


def decide(pair: Pair | None, message: c.PairMessage, at: datetime) -> tuple[e.PairEvent, ...]:
    """The events that follow from a message, with the letters they ask for. Raises Refused, saying what is allowed."""
    if pair is None:
        if not isinstance(message, c.ProposeMatch):
            raise Refused("this pair does not exist yet", allowed=("ProposeMatch",))
        return with_consequences(pair, proposal.propose(message.match, at), at)
    return with_consequences(pair, _decided(pair, message, at), at)


def actor_of(message: c.PairMessage, event: e.PairEvent) -> Actor:
    """Who caused an event; for a sealed act not even the pseudonym is told."""
    match message:
        case c.ProposeMatch():
            return Actor(kind=ActorKind.COORDINATOR)
        case DeadlinePassed(key=key):
            return Actor(kind=ActorKind.TIMER, id=key.split("#")[0])
        case LettersPosted():
            return Actor(kind=ActorKind.SYSTEM, id="letters")
        case c.ReceiveSignal(source=source):
            return Actor(kind=ActorKind.SERVICE, id=source)
        case c.OperatorMessage(operator_id=operator_id):
            return Actor(kind=ActorKind.OPERATOR, id=operator_id)
        case c.CoordinatorMessage(staff_id=staff_id):
            return Actor(kind=ActorKind.COORDINATOR, id=staff_id)
        case c.ParticipantMessage():
            by = None if event.SEALED else getattr(event, "by", None)
            return Actor(kind=ActorKind.PARTICIPANT, id=by or "")
        case _:
            assert_never(message)


def _decided(pair: Pair, message: c.PairMessage, at: datetime) -> tuple[e.PairEvent, ...]:
    match message:
        case c.ProposeMatch():
            raise Refused("this pair exists already", allowed=ALLOWED[pair.phase])
        case DeadlinePassed():
            return passed(pair, message, at)
        case LettersPosted():
            return operation.letters_posted(pair, message)
        case c.ReceiveSignal():
            return signals.receive(pair, message, at)
        case c.OperatorMessage():
            return operator_says(pair, message, at)
        case c.CoordinatorMessage():
            return coordinator_says(pair, message, at)
        case c.ParticipantMessage():
            return participants_say(pair, message, at)
        case _:
            assert_never(message)
