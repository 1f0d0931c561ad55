"""What closing, review and the end change."""

from __future__ import annotations

from typing import assert_never

from domain.pair import events as e
from domain.pair.evolve.changes import at_stage, both, ended_at
from domain.pair.stages import Ended, Exchange, Review
from domain.pair.state import Pair, Private
from domain.pair.values import PHASES_OF, Phase


def after_ending(pair: Pair, event: e.EndingEvent) -> Pair:
    """The pair after one of these events."""
    match event:
        case e.ClosingOpened():
            # In the last weeks nobody can agree to a pause any more.
            return at_stage(pair, pair.at_stage(Exchange).with_(is_closing=True, pause_proposal=None))
        case e.ReviewOpened(opened_on=opened_on, due_on=due_on):
            expected = pair.at_stage(Exchange).expected_meetings
            return at_stage(pair, Review(opened_on=opened_on, due_on=due_on, expected_meetings=expected))
        case e.ReviewSubmitted(by=by):
            review = pair.at_stage(Review)
            return at_stage(pair, review.with_(answered_by=both(review.answered_by, by)))
        case e.ReviewClosed() | e.ExitRequested():
            return pair
        case e.PairCompleted():
            ended = Ended(
                phase=Phase.COMPLETED,
                ended_on=event.ended_on,
                shred_on=event.shred_on,
                follow_up_on=event.follow_up_on,
                is_below_minimum=event.is_below_minimum,
            )
            return ended_at(pair, ended)
        case e.PairDissolved(end_reason=reason, ended_on=ended_on, shred_on=shred_on):
            phase = PHASES_OF.get(reason, Phase.DISSOLVED)
            return ended_at(pair, Ended(phase=phase, ended_on=ended_on, shred_on=shred_on))
        case e.PairDataShredded():
            shredded = at_stage(pair, pair.at_stage(Ended).with_(is_shredded=True))
            return shredded.with_(owed=(), private=Private())
        case _:
            assert_never(event)
