"""Letters from the proposal to the answers after the first talk."""

from __future__ import annotations

from collections.abc import Iterator

from domain.letters import Template
from domain.pair import events as e
from domain.pair.state import Pair, answered, silent
from domain.pair.wanted.shape import Wanted, to_sides, wish_by_on


def after_proposal(pair: Pair, event: e.MatchProposed | e.ProposalEvent) -> Iterator[Wanted]:
    """The letters that one of these events asks for."""
    match event:
        case e.MatchProposed(expires_on=expires_on):
            yield Wanted(template=Template.MATCH_PROPOSED, params={"expires_on": str(expires_on)})
        case e.MatchDeclined() | e.MatchProposalExpired():
            yield not_proceeding(pair)
        case e.ChemistryCheckOpened(due_on=due_on):
            minutes = str(pair.policy.chemistry__talk_minutes)
            yield Wanted(template=Template.MATCH_CONFIRMED, params={"due_on": str(due_on), "minutes": minutes})
        case e.ChemistryVerdictRequested(answer_by_on=day):
            to = to_sides(*silent(answered(pair)))
            yield Wanted(template=Template.CHEMISTRY_VERDICT_REQUEST, params={"answer_by_on": str(day)}, to=to)
        case e.ChemistryCheckExtended(due_on=due_on):
            yield Wanted(template=Template.CHEMISTRY_EXTENDED, params={"due_on": str(due_on)})
        case e.ChemistryCheckNotContinued():
            yield Wanted(template=Template.CHEMISTRY_NOT_CONTINUED, params=wish_by_on(pair))
        case _:
            return


def not_proceeding(pair: Pair) -> Wanted:
    """The same words to both, whoever said no, or if nobody did."""
    return Wanted(template=Template.MATCH_NOT_PROCEEDING, params=wish_by_on(pair))
