"""Which place in the row of meetings comes next, and whose turn it is to lead (invariant 19)."""

from __future__ import annotations

import hashlib
from collections import Counter
from uuid import UUID

from domain.base import Frozen, derived_id
from domain.pair import events as e
from domain.pair.state import Pair
from domain.pair.values import SIDES, MeetingKind, MeetingState, Side


class Turn(Frozen):
    """A place in the row: the meeting that takes it, its number (0 for a talk), and who leads."""

    meeting_id: UUID
    sequence_no: int
    lead: e.MeetingLead


def next_turn(pair: Pair, kind: MeetingKind, *, nth: int = 0) -> Turn:
    """The nth place from here on, counted from 0: that of a planned meeting, or one behind them."""
    planned = () if kind.is_talk else pair.meetings_in(MeetingState.PLANNED)
    lead = _lead(pair, kind, nth)
    if nth < len(planned):
        return Turn(meeting_id=planned[nth].meeting_id, sequence_no=planned[nth].sequence_no, lead=lead)
    further = nth - len(planned)
    number = 0 if kind.is_talk else max((m.sequence_no for m in pair.meetings), default=0) + 1 + further
    return Turn(meeting_id=meeting_id_of(pair, len(pair.meetings) + further), sequence_no=number, lead=lead)


def meeting_id_of(pair: Pair, number: int) -> UUID:
    """The id of the pair's nth meeting, the same wherever it is computed."""
    return derived_id("meeting", pair.match.pair_id, number)


def _lead(pair: Pair, kind: MeetingKind, nth: int) -> e.MeetingLead:
    """Lead alternates, also when a meeting falls out: whoever had fewer turns leads, at first the one drawn."""
    if kind.is_talk or kind is MeetingKind.CLOSING:
        return "both"
    lost = (MeetingState.CANCELLED, MeetingState.NOT_HELD)
    turns = Counter(m.lead for m in pair.meetings if m.state not in lost)
    order: list[Side] = sorted(SIDES, key=lambda side: (turns[side], _lot(pair, side)))
    return order[nth % 2]


def _lot(pair: Pair, side: Side) -> bytes:
    """Drawn by a hash that does not depend on who is a and who is b."""
    return hashlib.sha256(f"{pair.match.pair_id}/{pair.match.partner(side).participation_id}".encode()).digest()
