"""What answers in confidence change."""

from __future__ import annotations

from typing import assert_never

from domain.pair import events as e
from domain.pair.evolve.changes import at_stage, both
from domain.pair.stages import Ended, Exchange, PulseRound
from domain.pair.state import Pair, Private


def after_answer(pair: Pair, event: e.AnswerEvent) -> Pair:
    """The pair after one of these events."""
    match event:
        case e.PulseRequested() | e.PulseSubmitted() | e.PulseClosed():
            return _pulse(pair, event)
        case e.ExchangeImbalanceDetected(detected_on=day):
            return at_stage(pair, pair.at_stage(Exchange).with_(hinted_on=day, is_unbalanced=True))
        case e.ExchangeBalanceRecovered():
            return at_stage(pair, pair.at_stage(Exchange).with_(is_unbalanced=False))
        case e.SupportRequested():
            return pair.with_(is_contact_wished=True)
        case e.FollowUpRequested(due_on=due_on):
            return at_stage(pair, pair.at_stage(Ended).with_(follow_up_due_on=due_on))
        case _:
            return pair.with_(private=_private(pair.private, event))


def _pulse(pair: Pair, event: e.PulseRequested | e.PulseSubmitted | e.PulseClosed) -> Pair:
    exchange = pair.at_stage(Exchange)
    match event:
        case e.PulseRequested(pulse=pulse, opened_on=opened_on, due_on=due_on):
            asked = PulseRound(pulse=pulse, opened_on=opened_on, due_on=due_on)
            return at_stage(pair, exchange.with_(pulse=asked))
        case e.PulseSubmitted(by=by, wants_contact=wants_contact):
            if exchange.pulse is None:
                return pair
            answered = exchange.pulse.with_(answered_by=both(exchange.pulse.answered_by, by))
            wished = pair.is_contact_wished or wants_contact
            return at_stage(pair, exchange.with_(pulse=answered)).with_(is_contact_wished=wished)
        case e.PulseClosed():
            closed = exchange.pulse.with_(is_closed=True) if exchange.pulse else None
            return at_stage(pair, exchange.with_(pulse=closed))
        case _:
            assert_never(event)


def _private(
    private: Private,
    event: e.BalanceReported | e.NudgesDeclined | e.RematchRequested | e.RematchDeclined | e.FollowUpSubmitted,
) -> Private:
    by = event.by
    match event:
        case e.BalanceReported(meeting_id=meeting_id, report=report):
            said = private.reports.get(meeting_id, {})
            told = {**said, by: report} if by and report else said
            return private.with_(reports={**private.reports, meeting_id: told} if told else private.reports)
        case e.NudgesDeclined():
            return private.with_(nudges_declined_by=both(private.nudges_declined_by, by))
        case e.RematchRequested():
            return private.with_(rematch_wished_by=both(private.rematch_wished_by, by))
        case e.RematchDeclined():
            return private.with_(rematch_declined_by=both(private.rematch_declined_by, by))
        case e.FollowUpSubmitted():
            return private.with_(followed_up_by=both(private.followed_up_by, by))
        case _:
            assert_never(event)
