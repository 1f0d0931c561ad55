"""Which event of a pair asks for which letter, with what in it, and to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

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


def _none(_pair: Pair, _event: e.OutsideEvent) -> Iterator[Wanted]:
    """What other services tell asks for no letter of its own; what follows from it does."""
    return iter(())


_AFTER: Mapping[str, Callable[[Pair, Any], Iterator[Wanted]]] = e.by_type(
    (e.MatchProposed | e.ProposalEvent, after_proposal),
    (e.KickoffEvent, after_kickoff),
    (e.MeetingEvent, after_meeting),
    (e.ExchangeEvent, after_exchange),
    (e.CourseEvent, after_course),
    (e.AnswerEvent, after_answer),
    (e.EndingEvent, after_ending),
    (e.StaffEvent, after_staff),
    (e.OutsideEvent, _none),
    (e.OperationEvent, after_operation),
)


def wanted(pair: Pair, event: e.PairEvent) -> Iterator[Wanted]:
    """The letters that an event asks for; `pair` is as it stands after the whole append."""
    return _AFTER[type(event).__name__](pair, event)
