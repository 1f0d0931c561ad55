"""From a proposal to two answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.base import Deadline, Recipient, Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.hierarchy import relation
from domain.pair.keys import DeadlineKey
from domain.pair.sending import nudging
from domain.pair.stages import Proposed
from domain.pair.state import Pair, silent
from domain.pair.values import Match, Relation, Side
from domain.working_time import add_days, end_of_day, local_date

K = DeadlineKey
_IN_LINE = "a pair may not stand in a line of command"
_REFUSALS = {
    Relation.MANAGER: _IN_LINE,
    Relation.SKIP_LEVEL: _IN_LINE,
    Relation.SAME_MANAGER: "a pair may not have the same manager, unless the policy sets matching.same_manager",
}


def propose(match: Match, at: datetime) -> tuple[e.PairEvent, ...]:
    """Opens the pair. Refuses what can be no pair (invariants 1, 3, 4 and 20)."""
    _check(match)
    today = local_date(at, match.time_zone)
    expires_on = add_days(today, match.policy.proposal__expires)
    return (e.MatchProposed(match=match, proposed_on=today, expires_on=expires_on),)


def accept(pair: Pair, proposed: Proposed, by: Side, at: datetime) -> tuple[e.PairEvent, ...]:
    """One yes; the second one confirms the match and opens the chemistry check."""
    _check_open(pair, proposed, at)
    if by in proposed.accepted_by:
        return ()
    accepted = e.MatchAccepted(by=by)
    if len(proposed.accepted_by) == 0:
        return (accepted,)
    today = local_date(at, pair.zone)
    due_on = add_days(today, pair.policy.chemistry__window)
    return accepted, e.MatchConfirmed(confirmed_on=today), e.ChemistryCheckOpened(opened_on=today, due_on=due_on)


def decline(pair: Pair, proposed: Proposed, by: Side, at: datetime) -> tuple[e.PairEvent, ...]:
    """One no is enough, also after an own yes."""
    _check_open(pair, proposed, at)
    return (e.MatchDeclined(by=by, ended_on=local_date(at, pair.zone)),)


def withdraw(pair: Pair, command: c.WithdrawMatch, at: datetime) -> tuple[e.PairEvent, ...]:
    """The coordinator takes the proposal back."""
    if not isinstance(pair.stage, Proposed):
        instead = ("Intervene",) if pair.phase.is_open else ()
        raise Refused(f"only a proposal can be taken back; this pair is at {pair.phase}", allowed=instead)
    return (e.MatchWithdrawn(reason=command.reason, ended_on=local_date(at, pair.zone)),)


def deadlines(pair: Pair, proposed: Proposed) -> Iterator[Deadline]:
    """Reminders to the silent, then the expiry."""
    for days in pair.policy.proposal__reminders:
        day = add_days(proposed.proposed_on, days)
        yield Deadline(key=f"{K.PROPOSAL_REMINDER}#{days}", due_at=nudging(pair, day))
    yield Deadline(key=K.PROPOSAL_EXPIRES, due_at=end_of_day(proposed.expires_on, pair.zone))


def passed(pair: Pair, proposed: Proposed, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows from a passed deadline of this phase."""
    if K.of(key) is not K.PROPOSAL_EXPIRES:
        return (e.ReminderFellDue(key=key),)
    pending_by = silent(proposed.accepted_by)
    return (e.MatchProposalExpired(pending_by=pending_by, ended_on=local_date(at, pair.zone)),)


def _check_open(pair: Pair, proposed: Proposed, at: datetime) -> None:
    if at >= pair.moved.get(K.PROPOSAL_EXPIRES, end_of_day(proposed.expires_on, pair.zone)):
        raise Refused("the time to answer this proposal is over; nothing more is possible")


def _check(match: Match) -> None:
    a, b = match.a, match.b
    if a.participation_id >= b.participation_id or a.person_id == b.person_id:
        raise Refused("a pair needs two different people, stored in the order of their participation ids")
    if {match.staff.get(Recipient.COORDINATOR), match.staff.get(Recipient.DEPUTY)} & {a.person_id, b.person_id}:
        raise Refused("nobody may coordinate the own pair, nor be the deputy of it")
    if found := relation(a, b, match.policy):
        raise Refused(_REFUSALS[found])
    if min(match.reciprocity.a_to_b, match.reciprocity.b_to_a) < match.policy.matching__minimum_fit:
        raise Refused(f"fit must reach {match.policy.matching__minimum_fit} in both directions")
