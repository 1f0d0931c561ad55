"""The end and what follows: what the two can say."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from domain.pair.commands.fields import ParticipantMessage, Score
from domain.pair.values import TopicCode


class SubmitReview(ParticipantMessage):
    """Looks back, in confidence: each from 1 to 5, the recommendation from 0 to 10."""

    type: Literal["SubmitReview"] = "SubmitReview"
    goals: Score
    balance: Score
    match: Score | None = None
    organisation: Score | None = None
    time_well_spent: Score | None = None
    usable_now: Score | None = None
    recommend: Annotated[int, Field(ge=0, le=10)]
    topics_learned: Annotated[tuple[TopicCode, ...], Field(max_length=10)] = ()


class RequestRematch(ParticipantMessage):
    """Would like another partner, now that this pair has ended."""

    type: Literal["RequestRematch"] = "RequestRematch"


class DeclineRematch(ParticipantMessage):
    """Wants no other partner."""

    type: Literal["DeclineRematch"] = "DeclineRematch"


class SubmitFollowUp(ParticipantMessage):
    """Says, in confidence, what has stayed: still using it from 1 to 5, and two answers of yes or no."""

    type: Literal["SubmitFollowUp"] = "SubmitFollowUp"
    still_using: Score
    still_in_touch: bool
    would_do_it_again: bool


class LeavePair(ParticipantMessage):
    """I leave; no reason needed."""

    type: Literal["LeavePair"] = "LeavePair"


EndingCommand = LeavePair | RequestRematch | DeclineRematch | SubmitFollowUp
