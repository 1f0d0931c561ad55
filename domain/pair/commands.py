"""What a pair can be told to do. People's commands are one union, operators' another."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from domain.base import ONE_LINE, DeadlinePassed, LettersPosted, Message
from domain.pair.agreement import ExchangeAgreement, KickoffPoint
from domain.pair.events import ConfirmationOutcome
from domain.pair.values import ChemistryVerdict, Match, MeetingKind, Side, TopicCode

Score = Annotated[int, Field(ge=1, le=5)]
Reason = Annotated[str, Field(min_length=3, max_length=200, pattern=ONE_LINE)]
Hash = Annotated[str, Field(max_length=64)]
Key = Annotated[str, Field(max_length=100)]
# One word, so that nobody types a name that the log would keep.
Pseudonym = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,40}$")]


class ProposeMatch(Message):
    """Opens a pair: two people are proposed to each other."""

    type: Literal["ProposeMatch"] = "ProposeMatch"
    match: Match


class AcceptMatch(Message):
    """I would like to be a pair with this person."""

    type: Literal["AcceptMatch"] = "AcceptMatch"
    by: Side


class DeclineMatch(Message):
    """I would rather not; no reason needed."""

    type: Literal["DeclineMatch"] = "DeclineMatch"
    by: Side


class GiveChemistryVerdict(Message):
    """Does it fit? Sealed until both have answered."""

    type: Literal["GiveChemistryVerdict"] = "GiveChemistryVerdict"
    by: Side
    verdict: ChemistryVerdict


class ProposeAgreement(Message):
    """Puts a text for the kickoff agreement on the table, or another one in its place."""

    type: Literal["ProposeAgreement"] = "ProposeAgreement"
    by: Side
    agreement: ExchangeAgreement


class AgreeKickoffPoint(Message):
    """I agree to what the current text says on this point."""

    type: Literal["AgreeKickoffPoint"] = "AgreeKickoffPoint"
    by: Side
    point: KickoffPoint


class ConfirmAgreement(Message):
    """I confirm the whole text with this hash."""

    type: Literal["ConfirmAgreement"] = "ConfirmAgreement"
    by: Side
    hash: Hash


class ScheduleMeeting(Message):
    """Sets a date for the talk or meeting that comes next; `kind` where more than one is possible."""

    type: Literal["ScheduleMeeting"] = "ScheduleMeeting"
    by: Side
    starts_at: AwareDatetime
    kind: MeetingKind | None = None


class RescheduleMeeting(Message):
    """Moves a meeting to another date."""

    type: Literal["RescheduleMeeting"] = "RescheduleMeeting"
    by: Side
    meeting_id: UUID
    starts_at: AwareDatetime


class CancelMeeting(Message):
    """Takes a meeting's date away."""

    type: Literal["CancelMeeting"] = "CancelMeeting"
    by: Side
    meeting_id: UUID


class ConfirmMeeting(Message):
    """Says whether a meeting took place."""

    type: Literal["ConfirmMeeting"] = "ConfirmMeeting"
    by: Side
    meeting_id: UUID
    outcome: ConfirmationOutcome = "HELD"


class CompleteMidwayCheckIn(Message):
    """I took stock at half time; does the agreement still fit?"""

    type: Literal["CompleteMidwayCheckIn"] = "CompleteMidwayCheckIn"
    by: Side
    agreement_fits: bool = True


class SubmitReview(Message):
    """Looks back: goals reached and give and take from 1 to 5, recommendation from 0 to 10."""

    type: Literal["SubmitReview"] = "SubmitReview"
    by: Side
    goals: Score
    balance: Score
    recommend: Annotated[int, Field(ge=0, le=10)]
    topics_learned: Annotated[tuple[TopicCode, ...], Field(max_length=10)] = ()


class LeavePair(Message):
    """I leave; no reason needed."""

    type: Literal["LeavePair"] = "LeavePair"
    by: Side


StagedCommand = (
    AcceptMatch
    | DeclineMatch
    | GiveChemistryVerdict
    | ProposeAgreement
    | AgreeKickoffPoint
    | ConfirmAgreement
    | CompleteMidwayCheckIn
    | SubmitReview
)
MeetingCommand = ScheduleMeeting | RescheduleMeeting | CancelMeeting | ConfirmMeeting
PairCommand = Annotated[StagedCommand | MeetingCommand | LeavePair, Field(discriminator="type")]


class MoveDeadline(Message):
    """An operator gives an open deadline another moment."""

    type: Literal["MoveDeadline"] = "MoveDeadline"
    operator_id: Pseudonym
    key: Key
    due_at: AwareDatetime
    reason: Reason


class SkipDeadline(Message):
    """An operator takes an open deadline away."""

    type: Literal["SkipDeadline"] = "SkipDeadline"
    operator_id: Pseudonym
    key: Key
    reason: Reason


OperatorCommand = MoveDeadline | SkipDeadline
PairMessage = ProposeMatch | PairCommand | OperatorCommand | DeadlinePassed | LettersPosted
