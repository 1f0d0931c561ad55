"""Which event of a pair asks for which letter, with what in it, and to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, get_args

from domain.pair import events as e
from domain.pair.state import Pair
from domain.pair.wanted.answers import after_answer
from domain.pair.wanted.course import after_course, after_exchange
from domain.pair.wanted.ending import after_ending
from domain.pair.wanted.kickoff import after_kickoff
from domain.pair.wanted.meeting import after_meeting
from domain.pair.wanted.operation import after_operation
from domain.pair.wanted.proposal import after_proposal
from domain.pair.wanted.shape import Wanted
from domain.pair.wanted.staff import after_staff

# What other services tell asks for no letter of its own; what follows from it does.
_GROUPS: tuple[tuple[Any, Callable[[Pair, Any], Iterator[Wanted]]], ...] = (
    (e.MatchProposed | e.ProposalEvent, after_proposal),
    (e.KickoffEvent, after_kickoff),
    (e.MeetingEvent, after_meeting),
    (e.ExchangeEvent, after_exchange),
    (e.CourseEvent, after_course),
    (e.AnswerEvent, after_answer),
    (e.EndingEvent, after_ending),
    (e.StaffEvent, after_staff),
    (e.OperationEvent, after_operation),
)
_AFTER: Mapping[str, Callable[[Pair, Any], Iterator[Wanted]]] = MappingProxyType(
    {event.__name__: after for group, after in _GROUPS for event in get_args(group)}
)


def wanted(pair: Pair, event: e.PairEvent) -> Iterator[Wanted]:
    """The letters that an event asks for; `pair` is as it stands after the whole append."""
    after = _AFTER.get(type(event).__name__)
    return after(pair, event) if after else iter(())
