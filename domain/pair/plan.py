"""What is still to be done for a pair, what it holds for itself alone, when it is over."""

from __future__ import annotations

from domain.base import Parties, Plan, Recipient
from domain.pair.due import open_deadlines
from domain.pair.stages import Ended
from domain.pair.state import Pair
from domain.pair.values import Phase

_MAY_MEET_AGAIN = (Phase.COMPLETED, Phase.EXPIRED, Phase.CANCELLED)


def is_over(pair: Pair) -> bool:
    """Whether nothing will ever be due again: what was private is shredded and no letter is owed."""
    return isinstance(pair.stage, Ended) and pair.stage.is_shredded and not pair.owed


def plan(pair: Pair) -> Plan:
    """A snapshot of all that is still to be done."""
    match = pair.match
    people = {Recipient.A: match.a.person_id, Recipient.B: match.b.person_id, **match.staff}
    return Plan(
        deadlines=open_deadlines(pair),
        letters=pair.owed,
        parties=Parties(programme_id=match.programme_id, people=people),
        labels={"phase": pair.phase, "cohort": match.cohort_id},
        over=is_over(pair),
    )


def claims(pair: Pair | None) -> frozenset[str]:
    """What the pair holds for itself alone.

    Both people while it is open: each is in at most one open pair (invariant 2). The couple also after an end
    without success, for ever: the two are never proposed to each other again in this programme (invariant 5).
    """
    if pair is None:
        return frozenset()
    people = sorted(partner.person_id for partner in (pair.match.a, pair.match.b))
    held = {f"person/{person_id}" for person_id in people} if pair.phase.is_open else set()
    if pair.phase not in _MAY_MEET_AGAIN:
        held.add("/".join(("couple", pair.match.programme_id, *people)))
    return frozenset(held)
