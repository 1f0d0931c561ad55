"""Moving a running pair to another version of the policy, never silently (invariant 18)."""

from __future__ import annotations

from datetime import datetime

from domain.base import Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.due import open_deadlines
from domain.pair.state import Pair
from domain.policy import ProgrammePolicy


def preview(pair: Pair, policy: ProgrammePolicy) -> tuple[e.MovedDeadline, ...]:
    """Exactly the deadlines that would move, appear (`before` is None) or go (`after` is None), in order.

    What people have been told stays: the day on which an answer is due, the end, half time, the agreed cadence, the
    date of a meeting. So does a deadline that an operator has moved. Only what is counted from the policy follows it:
    reminders, escalations, and every window that opens from now on.
    """
    before, after = _due(pair), _due(pair.with_(match=pair.match.with_(policy=policy)))
    moved = (
        e.MovedDeadline(key=key, before=before.get(key), after=after.get(key))
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    )
    return tuple(sorted(moved, key=lambda each: (_first_of(each), each.key)))


def migrate(pair: Pair, command: c.MigratePolicy) -> tuple[e.PairEvent, ...]:
    """The pair lives under another policy from now on; the event names what `preview` names."""
    policy = command.policy
    if not pair.phase.is_open:
        raise Refused(f"this pair has ended ({pair.phase}); it keeps the policy it ended under")
    if contradictions := policy.contradictions():
        raise Refused(f"this policy contradicts itself: {'; '.join(contradictions)}", allowed=("MigratePolicy",))
    if policy.version == pair.policy.version:
        raise Refused(f"this pair lives under version {policy.version} already", allowed=("MigratePolicy",))
    return (
        e.PolicyMigrated(
            from_version=pair.policy.version,
            to_version=policy.version,
            policy=policy,
            moved=preview(pair, policy),
            reason=command.reason,
        ),
    )


def _due(pair: Pair) -> dict[str, datetime]:
    return {deadline.key: deadline.due_at for deadline in open_deadlines(pair)}


def _first_of(moved: e.MovedDeadline) -> datetime:
    """The earlier one of its two moments."""
    return min(moment for moment in (moved.before, moved.after) if moment)
