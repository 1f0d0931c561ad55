"""What the coordinator and operators change."""

from __future__ import annotations

from typing import Any, assert_never
from uuid import UUID

from domain.pair import events as e
from domain.pair.evolve.changes import ended_at
from domain.pair.stages import Ended
from domain.pair.state import WISHES_FOR_CONTACT, Escalation, Pair, Termination
from domain.pair.values import Phase


def after_staff(pair: Pair, event: e.StaffEvent) -> Pair:
    """The pair after one of these events."""
    match event:
        case e.EscalationRaised() | e.EscalationAcknowledged() | e.EscalationReassigned() | e.EscalationResolved():
            return _escalations(pair, event)
        case e.CoordinatorIntervened():
            return pair
        case e.HierarchyConflictDetected(relation=relation):
            return pair.with_(conflict=relation, accepted_relation=None)
        case e.HierarchyConflictResolved(relation=relation, resolution=resolution):
            return pair.with_(conflict=None, accepted_relation=relation if resolution == "GO_ON" else None)
        case e.MatchWithdrawn(ended_on=ended_on):
            return ended_at(pair, Ended(phase=Phase.CANCELLED, ended_on=ended_on))
        case e.CoordinatorHandedOver(role=role, to_id=to_id):
            return pair.with_(match=pair.match.with_(staff={**pair.match.staff, role: to_id}))
        case e.OperatorActionRecorded():
            return _acted(pair, event)
        case e.PolicyMigrated(policy=policy):
            return pair.with_(match=pair.match.with_(policy=policy))
        case _:
            assert_never(event)


def _escalations(
    pair: Pair,
    event: e.EscalationRaised | e.EscalationAcknowledged | e.EscalationReassigned | e.EscalationResolved,
) -> Pair:
    match event:
        case e.EscalationRaised(escalation_id=None, cause=key):
            return pair.with_(passed=(*pair.passed, key))
        case e.EscalationRaised(escalation_id=UUID() as about, cause=key, level=level, react_by_on=day):
            raised = Escalation(escalation_id=about, cause=key, level=level, react_by_on=day)
            return pair.with_(
                escalations=(*pair.escalations, raised),
                escalations_raised=pair.escalations_raised + 1,
                passed=(*pair.passed, key),
            )
        case e.EscalationAcknowledged(escalation_id=about, react_by_on=day):
            return _with_escalation(pair, about, is_acknowledged=True, react_by_on=day)
        case e.EscalationReassigned(escalation_id=about, level=level, react_by_on=day):
            return _with_escalation(pair, about, is_acknowledged=False, level=level, react_by_on=day)
        case e.EscalationResolved(escalation_id=about):
            left = tuple(x for x in pair.escalations if x.escalation_id != about)
            is_wished = pair.is_contact_wished and any(x.cause in WISHES_FOR_CONTACT for x in left)
            return pair.with_(escalations=left, is_contact_wished=is_wished)
        case _:
            raise AssertionError(event)


def _with_escalation(pair: Pair, about: UUID, **changes: Any) -> Pair:
    changed = (x.with_(**changes) if x.escalation_id == about else x for x in pair.escalations)
    return pair.with_(escalations=tuple(changed))


def _acted(pair: Pair, event: e.OperatorActionRecorded) -> Pair:
    match event.action:
        case e.OperatorAction.REQUEST_TERMINATION:
            return pair.with_(termination=Termination(operator_id=event.operator_id, requested_on=event.acted_on))
        case e.OperatorAction.APPROVE_TERMINATION:
            return pair.with_(termination=None)
        case e.OperatorAction.FIRE_DEADLINE | e.OperatorAction.RESEND_LETTER:
            return pair
        case _:
            assert_never(event.action)
