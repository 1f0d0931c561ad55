"""The ladder: coordinator, deputy, sponsor; who has to react, and what helps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import assert_never
from uuid import UUID

from domain.base import Deadline, Recipient, Refused, derived_id
from domain.pair import commands as c
from domain.pair import ending, quiet
from domain.pair import events as e
from domain.pair.allowed import ALLOWED
from domain.pair.keys import DeadlineKey
from domain.pair.stages import Exchange, Kickoff
from domain.pair.state import Escalation, Pair
from domain.pair.values import EndReason, EscalationLevel, Intervention, Phase
from domain.working_time import add_working_days, end_of_day, local_date

_HIERARCHY = e.HierarchyConflictDetected.__name__
# What a matter is about, where that is told by an end of the pair; any other is simply dissolved.
_END_REASONS = {"inactivity": EndReason.INACTIVE, _HIERARCHY: EndReason.HIERARCHY_CONFLICT}
_DECIDING = ("ResolveHierarchyConflict", "Intervene")
# What the two must be able to do, that it can be offered to them.
_OFFERS = {Intervention.OFFER_DATES: "ScheduleMeeting", Intervention.OFFER_PAUSE: "ProposePause"}


def raised(pair: Pair, cause: str, at: datetime) -> tuple[e.EscalationRaised, ...]:
    """A matter for the coordinator, who has `escalation.coordinator_reacts` working days to react.

    `cause` is the key of the deadline, or the type of the event, that asks for it. Nothing where a matter of the
    same kind is open already.
    """
    if any(kind_of(x.cause) == kind_of(cause) for x in pair.escalations):
        return ()
    return (
        e.EscalationRaised(
            level=EscalationLevel.COORDINATOR,
            cause=cause,
            escalation_id=derived_id("escalation", pair.match.pair_id, pair.escalations_raised, cause),
            react_by_on=_react_by_on(pair, EscalationLevel.COORDINATOR, at),
        ),
    )


def fallen_due(pair: Pair, key: str, at: datetime) -> tuple[e.EscalationRaised | e.ReminderFellDue, ...]:
    """A passed deadline that asks for a person; where one has been asked already, the coordinator is reminded."""
    return raised(pair, key, at) or (e.ReminderFellDue(key=key),)


def acknowledge(pair: Pair, command: c.AcknowledgeEscalation, at: datetime) -> tuple[e.PairEvent, ...]:
    """The coordinator, or the deputy, takes a matter up, and has as many days again to settle it."""
    escalation = _open(pair, command.escalation_id)
    if escalation.is_acknowledged:
        return ()
    react_by_on = _react_by_on(pair, escalation.level, at)
    return (e.EscalationAcknowledged(escalation_id=escalation.escalation_id, react_by_on=react_by_on),)


def intervene(pair: Pair, command: c.Intervene, at: datetime) -> tuple[e.PairEvent, ...]:
    """The coordinator, or the deputy, does something about an escalated pair; that settles the matter."""
    escalation = _open(pair, command.escalation_id)
    _check(pair, escalation, command.intervention)
    about, intervention = escalation.escalation_id, command.intervention
    intervened = e.CoordinatorIntervened(escalation_id=about, intervention=intervention, reason=command.reason)
    resolved = e.EscalationResolved(escalation_id=about, intervention=intervention)
    if intervention is not Intervention.END_PAIR:
        return intervened, resolved
    reason = _END_REASONS.get(kind_of(escalation.cause), EndReason.DISSOLVED)
    return intervened, resolved, *ending.dissolved(pair, reason, at)


def interventions(pair: Pair) -> tuple[Intervention, ...]:
    """What can be done about a pair at its phase."""
    return tuple(each for each in Intervention if _is_possible(pair, each))


def deadlines(pair: Pair) -> Iterator[Deadline]:
    """Until when somebody has to react to each open matter, and to settle what was taken up."""
    for escalation in pair.escalations:
        if escalation.react_by_on:
            key = f"{DeadlineKey.ESCALATION}#{escalation.escalation_id}#{escalation.level}"
            yield Deadline(key=key, due_at=end_of_day(escalation.react_by_on, pair.zone))


def passed(pair: Pair, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    """Nobody reacted in time: the next one on the ladder is told."""
    escalation = _open(pair, UUID(key.split("#")[1]))
    level = _next_level(pair, escalation.level)
    react_by_on = _react_by_on(pair, level, at)
    return (e.EscalationReassigned(escalation_id=escalation.escalation_id, level=level, react_by_on=react_by_on),)


def settled(pair: Pair, _at: datetime) -> tuple[e.EscalationResolved, ...]:
    """Matters whose cause has gone."""
    return tuple(e.EscalationResolved(escalation_id=x.escalation_id) for x in pair.escalations if _is_gone(pair, x))


def kind_of(cause: str) -> str:
    """What a matter is about: of a deadline the first word of its policy key, else the type of an event."""
    return cause.split(".")[0]


def _react_by_on(pair: Pair, level: EscalationLevel, at: datetime) -> date | None:
    """Above the sponsor is nobody who could be told."""
    if level is EscalationLevel.SPONSOR:
        return None
    today = local_date(at, pair.zone)
    return add_working_days(today, pair.policy.escalation__coordinator_reacts, pair.match.holidays)


def _next_level(pair: Pair, level: EscalationLevel) -> EscalationLevel:
    has_deputy = Recipient.DEPUTY in pair.match.staff
    is_first = level is EscalationLevel.COORDINATOR
    return EscalationLevel.DEPUTY if is_first and has_deputy else EscalationLevel.SPONSOR


def _open(pair: Pair, escalation_id: UUID) -> Escalation:
    for escalation in pair.escalations:
        if escalation.escalation_id == escalation_id:
            return escalation
    ids = ", ".join(str(x.escalation_id) for x in pair.escalations) or "none"
    allowed = ("AcknowledgeEscalation", "Intervene") if pair.escalations else ()
    raise Refused(f"no such matter is open; {len(pair.escalations)} are: {ids}", allowed=allowed)


def _check(pair: Pair, escalation: Escalation, intervention: Intervention) -> None:
    is_end, is_possible = intervention is Intervention.END_PAIR, _is_possible(pair, intervention)
    if is_end and not is_possible:
        raise Refused("a proposal is not ended but taken back", allowed=("WithdrawMatch",))
    if not is_end and escalation.cause == _HIERARCHY:
        raise Refused("whether a pair in a line of command goes on must be decided", allowed=_DECIDING)
    if not is_possible:
        raise Refused(f"at {pair.phase} the two could not take this offer up", allowed=("Intervene",))


def _is_possible(pair: Pair, intervention: Intervention) -> bool:
    match intervention:
        case Intervention.OFFER_DATES | Intervention.OFFER_PAUSE:
            return _OFFERS[intervention] in ALLOWED[pair.phase]
        case Intervention.END_PAIR:
            return pair.phase is not Phase.PROPOSED
        case Intervention.NOTE_TALK:
            return True
        case _:
            assert_never(intervention)


def _is_gone(pair: Pair, escalation: Escalation) -> bool:
    cause = escalation.cause
    since = cause.split("#")[-1]
    match kind_of(cause), pair.stage:
        case "kickoff", stage:
            return not isinstance(stage, Kickoff)
        case "health", Exchange() as exchange:
            return since != str(quiet.waiting_since(pair, exchange))
        case "inactivity", Exchange() as exchange:
            return since != str(quiet.inactive_since(pair, exchange))
        case "health" | "inactivity", _:
            return True
        case kind, _:
            return kind == _HIERARCHY and pair.conflict is None
