"""What the kickoff talk changes."""

from __future__ import annotations

from typing import assert_never

from domain.pair import events as e
from domain.pair.agreement import ExchangeAgreement, KickoffPoint
from domain.pair.evolve.changes import at_stage, both
from domain.pair.stages import Exchange, Kickoff
from domain.pair.state import Pair
from domain.pair.values import SIDES


def after_kickoff(pair: Pair, event: e.KickoffEvent) -> Pair:
    """The pair after one of these events."""
    match event:
        case e.KickoffOpened(opened_on=opened_on, due_on=due_on):
            return at_stage(pair, Kickoff(opened_on=opened_on, due_on=due_on))
        case e.AgreementProposed():
            return at_stage(pair, _with_text(pair.at_stage(Kickoff), event))
        case e.KickoffAgendaPointAgreed(point=point, by=by):
            kickoff = pair.at_stage(Kickoff)
            agreed = {**kickoff.agreed, by: both(kickoff.agreed[by], point)}
            return at_stage(pair, kickoff.with_(agreed=agreed))
        case e.AgreementConfirmed(by=by):
            kickoff = pair.at_stage(Kickoff)
            return at_stage(pair, kickoff.with_(confirmed_by=both(kickoff.confirmed_by, by)))
        case e.KickoffCompleted():
            exchange = Exchange(
                starts_on=event.starts_on,
                ends_on=event.ends_on,
                midway_on=event.midway_on,
                closing_on=event.closing_on,
                cadence_days=event.cadence_days,
                expected_meetings=0,
                agreement=pair.at_stage(Kickoff).agreement,
                agreement_version=event.agreement_version,
            )
            return at_stage(pair, exchange)
        case _:
            assert_never(event)


def _with_text(kickoff: Kickoff, event: e.AgreementProposed) -> Kickoff:
    """A new text keeps what was agreed on the points that it leaves as they were."""
    kept = tuple(p for p in KickoffPoint if _is_same(kickoff.agreement, event.agreement, p))
    return kickoff.with_(
        version=event.version,
        hash=event.hash,
        agreement=event.agreement,
        agreed={side: tuple(p for p in kickoff.agreed[side] if p in kept) for side in SIDES},
        confirmed_by=(),
    )


def _is_same(old: ExchangeAgreement | None, new: ExchangeAgreement | None, point: KickoffPoint) -> bool:
    return old is not None and new is not None and old.point(point) == new.point(point)
