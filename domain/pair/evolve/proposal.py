"""What the proposal and the chemistry check change."""

from __future__ import annotations

from typing import assert_never

from domain.pair import events as e
from domain.pair.evolve.changes import at_stage, both, ended_at
from domain.pair.stages import Chemistry, Ended, Proposed
from domain.pair.state import Pair
from domain.pair.values import Phase


def after_proposal(pair: Pair, event: e.ProposalEvent) -> Pair:
    """The pair after one of these events."""
    match event:
        case e.MatchAccepted(by=by):
            proposed = pair.at_stage(Proposed)
            return at_stage(pair, proposed.with_(accepted_by=both(proposed.accepted_by, by)))
        case e.MatchDeclined(ended_on=ended_on):
            return ended_at(pair, Ended(phase=Phase.DECLINED, ended_on=ended_on))
        case e.MatchProposalExpired(ended_on=ended_on):
            return ended_at(pair, Ended(phase=Phase.EXPIRED, ended_on=ended_on))
        case e.MatchConfirmed() | e.ChemistryCheckPassed():
            return pair
        case e.ChemistryCheckOpened(opened_on=opened_on, due_on=due_on):
            return at_stage(pair, Chemistry(opened_on=opened_on, due_on=due_on))
        case e.ChemistryVerdictRequested():
            return at_stage(pair, pair.at_stage(Chemistry).with_(is_verdict_requested=True))
        case e.ChemistryVerdictGiven(by=by, verdict=verdict):
            chemistry = pair.at_stage(Chemistry)
            given = {**chemistry.verdicts, by: verdict} if by and verdict else chemistry.verdicts
            return at_stage(pair, chemistry.with_(verdicts=given))
        case e.ChemistryCheckExtended(due_on=due_on, n=n):
            void = {"due_on": due_on, "extensions": n, "verdicts": {}, "is_verdict_requested": False}
            return at_stage(pair, pair.at_stage(Chemistry).with_(**void))
        case e.ChemistryCheckNotContinued(ended_on=ended_on):
            return ended_at(pair, Ended(phase=Phase.NOT_CONTINUED, ended_on=ended_on))
        case _:
            assert_never(event)
