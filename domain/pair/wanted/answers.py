"""Letters about what one of the two says in confidence: to that one, and to the coordinator who should get in touch."""

from __future__ import annotations

from collections.abc import Iterator

from domain.letters import Template
from domain.pair import events as e
from domain.pair.state import WISHES_FOR_CONTACT, Pair
from domain.pair.values import Pulse, Side
from domain.pair.wanted.shape import COORDINATOR, Wanted, react_by_on, to_sides


def after_answer(pair: Pair, event: e.AnswerEvent) -> Iterator[Wanted]:
    """The letters that one of these events asks for. At half time the pulse is asked for with the check-in."""
    match event:
        case e.ExchangeImbalanceDetected():
            yield Wanted(template=Template.BALANCE_HINT)
        case e.PulseRequested(pulse=Pulse.DAY30, due_on=due_on):
            yield Wanted(template=Template.PULSE_DAY30, params={"due_on": str(due_on)})
        case e.PulseSubmitted(by=by, wants_contact=True) | e.SupportRequested(by=by):
            yield from contact_wished(pair, by)
        case e.RematchRequested(by=by, offer_due_on=day):
            params = {"offer_due_on": str(day)}
            yield Wanted(template=Template.REMATCH_WISHED, params=params, to=COORDINATOR, about=by)
        case e.FollowUpRequested(due_on=due_on):
            yield Wanted(template=Template.FOLLOW_UP, params={"due_on": str(due_on)})
        case _:
            return


def contact_wished(pair: Pair, by: Side | None) -> Iterator[Wanted]:
    """However it was said, who asked reads that it has arrived, and the coordinator who it was; nobody why."""
    if by is None:
        return
    params = react_by_on(pair, *WISHES_FOR_CONTACT)
    yield Wanted(template=Template.SUPPORT_ACK, params=params, to=to_sides(by))
    yield Wanted(template=Template.SUPPORT_REQUEST, params=params, to=COORDINATOR, about=by)
