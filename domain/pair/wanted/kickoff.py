"""Letters of the kickoff."""

from __future__ import annotations

from collections.abc import Iterator

from domain.letters import Template
from domain.pair import events as e
from domain.pair.stages import Exchange, Kickoff
from domain.pair.state import Pair
from domain.pair.values import MeetingState, other
from domain.pair.wanted.shape import Wanted, to_sides


def after_kickoff(pair: Pair, event: e.KickoffEvent) -> Iterator[Wanted]:
    """The letters that one of these events asks for."""
    match event:
        case e.KickoffOpened(due_on=due_on):
            params = {"due_on": str(due_on), "minutes": str(pair.policy.kickoff__minutes)}
            yield Wanted(template=Template.KICKOFF_INVITATION, params=params)
        case e.AgreementConfirmed(by=by, version=version) if isinstance(pair.stage, Kickoff):
            params = {"agreement_version": str(version)}
            yield Wanted(template=Template.AGREEMENT_CONFIRM, params=params, to=to_sides(other(by)))
        case e.KickoffCompleted():
            yield Wanted(template=Template.KICKOFF_COMPLETED, params=_agreed(pair, event))
        case _:
            return


def _agreed(pair: Pair, event: e.KickoffCompleted) -> dict[str, str]:
    dates = [m.starts_at.isoformat() for m in pair.meetings_in(MeetingState.SCHEDULED) if m.starts_at]
    expected = pair.stage.expected_meetings if isinstance(pair.stage, Exchange) else 0
    return {
        "starts_on": str(event.starts_on),
        "ends_on": str(event.ends_on),
        "midway_on": str(event.midway_on),
        "closing_on": str(event.closing_on),
        "meetings_expected": str(expected),
        "next_meetings_at": ",".join(dates),
    }
