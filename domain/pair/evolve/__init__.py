"""How events change what is known of a pair. Tolerates shredded fields; raises Broken where an event cannot be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.base import Broken
from domain.pair import events as e
from domain.pair.evolve.answers import after_answer
from domain.pair.evolve.course import after_course
from domain.pair.evolve.ending import after_ending
from domain.pair.evolve.exchange import after_exchange
from domain.pair.evolve.kickoff import after_kickoff
from domain.pair.evolve.meeting import after_meeting
from domain.pair.evolve.operation import after_operation
from domain.pair.evolve.outside import after_outside
from domain.pair.evolve.proposal import after_proposal
from domain.pair.evolve.staff import after_staff
from domain.pair.stages import Proposed
from domain.pair.state import Pair

_AFTER: Mapping[str, Callable[[Pair, Any], Pair]] = e.by_type(
    (e.ProposalEvent, after_proposal),
    (e.KickoffEvent, after_kickoff),
    (e.MeetingEvent, after_meeting),
    (e.ExchangeEvent, after_exchange),
    (e.CourseEvent, after_course),
    (e.AnswerEvent, after_answer),
    (e.EndingEvent, after_ending),
    (e.StaffEvent, after_staff),
    (e.OutsideEvent, after_outside),
    (e.OperationEvent, after_operation),
)


def evolve(pair: Pair | None, event: e.PairEvent) -> Pair:
    """The pair after an event. The first event of every pair is `MatchProposed`."""
    if isinstance(event, e.MatchProposed):
        if pair is not None:
            raise Broken("a pair begins once")
        proposed = Proposed(proposed_on=event.proposed_on, expires_on=event.expires_on)
        return Pair(match=event.match, stage=proposed)
    if pair is None:
        raise Broken(f"a pair cannot begin with {type(event).__name__}")
    return _AFTER[type(event).__name__](pair, event)
