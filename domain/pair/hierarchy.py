"""Lines of command: none between the two, neither at the beginning nor later (invariant 4)."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from domain.base import Refused
from domain.pair import commands as c
from domain.pair import ending, escalation
from domain.pair import events as e
from domain.pair.state import Pair
from domain.pair.values import EndReason, Partner, Relation, Side
from domain.policy import ProgrammePolicy


def relation(a: Partner, b: Partner, policy: ProgrammePolicy) -> Relation | None:
    """How two people stand in a line of command; the same manager counts unless the policy allows it."""
    if a.person_id == b.manager_id or b.person_id == a.manager_id:
        return Relation.MANAGER
    if a.person_id == b.skip_level_id or b.person_id == a.skip_level_id:
        return Relation.SKIP_LEVEL
    if a.manager_id and a.manager_id == b.manager_id and not policy.matching__same_manager:
        return Relation.SAME_MANAGER
    return None


def as_of_now(pair: Pair, side: Side) -> Partner:
    """The partner on a side, with the reporting line that other services told of last."""
    partner, line = pair.match.partner(side), pair.private.lines.get(side)
    return partner.with_(**line.model_dump()) if line else partner


def noticed(pair: Pair, at: datetime) -> tuple[e.PairEvent, ...]:
    """The word that the two now stand in a line of command, or no longer do.

    A relation that the coordinator has accepted counts as known, until it changes.
    """
    if not pair.phase.is_open:
        return ()
    known = pair.conflict or pair.accepted_relation
    now = relation(as_of_now(pair, "a"), as_of_now(pair, "b"), pair.policy)
    if now is known:
        return ()
    gone = (e.HierarchyConflictResolved(relation=known, resolution="GONE"),) if known else ()
    return *gone, *(_detected(pair, now, at) if now else ())


def resolve(pair: Pair, command: c.ResolveHierarchyConflict, at: datetime) -> tuple[e.PairEvent, ...]:
    """The coordinator decides whether the pair goes on."""
    if pair.conflict is None:
        raise Refused("no conflict of this pair waits for a decision", allowed=("LeavePair", "RequestTermination"))
    resolved = e.HierarchyConflictResolved(relation=pair.conflict, resolution=command.resolution)
    match command.resolution:
        case "GO_ON":
            return (resolved,)
        case "END":
            return resolved, *ending.dissolved(pair, EndReason.HIERARCHY_CONFLICT, at)
        case _:
            assert_never(command.resolution)


def _detected(pair: Pair, now: Relation, at: datetime) -> tuple[e.PairEvent, ...]:
    detected = e.HierarchyConflictDetected(relation=now)
    return detected, *escalation.raised(pair, e.HierarchyConflictDetected.__name__, at)
