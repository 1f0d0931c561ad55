"""Letters to the people around a pair, and those that their acts ask for."""

from __future__ import annotations

from collections.abc import Iterator

from domain.base import Recipient
from domain.letters import Template
from domain.pair import events as e
from domain.pair.escalation import interventions, kind_of
from domain.pair.keys import DeadlineKey as K
from domain.pair.stages import Kickoff
from domain.pair.state import WISHES_FOR_CONTACT, Pair
from domain.pair.values import EscalationLevel, Intervention
from domain.pair.wanted.course import pause_offered
from domain.pair.wanted.proposal import not_proceeding
from domain.pair.wanted.shape import COORDINATOR, Wanted, day_of, react_by_on

# What a letter calls a matter, by its kind.
_MATTERS: dict[str, str] = {
    "kickoff": "KICKOFF",
    "health": "QUIET",
    "inactivity": "INACTIVE",
    "AbsenceStarted": "ABSENCE",
    "HierarchyConflictDetected": "CONFLICT",
    "LetterBounced": "DELIVERY",
    **dict.fromkeys(WISHES_FOR_CONTACT, "CONTACT"),
}
# Told by a letter of their own, which says more.
_TOLD_OTHERWISE = (K.INACTIVITY_WARN, "HierarchyConflictDetected", *WISHES_FOR_CONTACT)


def after_staff(pair: Pair, event: e.StaffEvent) -> Iterator[Wanted]:
    """The letters that one of these events asks for."""
    match event:
        case e.EscalationRaised(cause=cause):
            yield from somebody_should_look(pair, cause)
        case e.EscalationReassigned(level=EscalationLevel.DEPUTY):
            yield _to_deputy(pair, event)
        case e.CoordinatorIntervened(intervention=Intervention.OFFER_DATES):
            yield Wanted(template=Template.DATES_OFFERED)
        case e.CoordinatorIntervened(intervention=Intervention.OFFER_PAUSE):
            yield pause_offered()
        case e.HierarchyConflictDetected(relation=relation):
            yield Wanted(template=Template.HIERARCHY_CONFLICT, params={"relation": relation}, to=COORDINATOR)
        case e.MatchWithdrawn():
            yield not_proceeding(pair)
        case e.OperatorActionRecorded(action=e.OperatorAction.RESEND_LETTER, target=letter_id):
            yield from _once_more(pair, letter_id)
        case _:
            return


def somebody_should_look(pair: Pair, cause: str) -> Iterator[Wanted]:
    """The letter to the coordinator about what raises a matter, or reminds of it: a deadline, or an event's type."""
    raised_by = cause.split("#")[0]
    match raised_by, pair.stage:
        case ((K.KICKOFF_ESCALATE | K.KICKOFF_DECISION), Kickoff() as kickoff):
            params = {"opened_on": str(kickoff.opened_on), "due_on": str(kickoff.due_on)}
            yield Wanted(template=Template.KICKOFF_OVERDUE, params=params, to=COORDINATOR)
        case "LetterBounced", _:
            yield Wanted(template=Template.DELIVERY_PROBLEM, to=COORDINATOR)
        case _ if raised_by not in _TOLD_OTHERWISE:
            possible = {"interventions": ",".join(interventions(pair))}
            params = {"matter": _matter(cause), **possible, **react_by_on(pair, kind_of(cause))}
            yield Wanted(template=Template.PAIR_RED, params=params, to=COORDINATOR)
        case _:
            return


def _matter(cause: str) -> str:
    return _MATTERS.get(kind_of(cause), "OTHER")


def _to_deputy(pair: Pair, event: e.EscalationReassigned) -> Wanted:
    causes = [each.cause for each in pair.escalations if each.escalation_id == event.escalation_id]
    params = {
        "matter": _matter(causes[0]) if causes else "OTHER",
        "working_days": str(pair.policy.escalation__coordinator_reacts),
        "react_by_on": day_of(event.react_by_on),
    }
    return Wanted(template=Template.DEPUTY_ESCALATION, params=params, to=(Recipient.DEPUTY,))


def _once_more(pair: Pair, letter_id: str) -> Iterator[Wanted]:
    for letter in pair.private.recent:
        if str(letter.letter_id) == letter_id:
            template = Template(letter.template)
            yield Wanted(template=template, params=letter.params, to=(letter.to,), about=letter.about)
