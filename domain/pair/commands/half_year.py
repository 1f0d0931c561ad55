"""Meetings and the course of the half year: what the two can say."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from domain.base import ONE_LINE
from domain.pair.agreement import ExchangeAgreement
from domain.pair.commands.fields import ParticipantMessage, Score
from domain.pair.events import ConfirmationOutcome
from domain.pair.values import BalanceReport, MeetingKind


class ScheduleMeeting(ParticipantMessage):
    """Sets a date for the talk or meeting that comes next; `kind` where more than one is possible."""

    type: Literal["ScheduleMeeting"] = "ScheduleMeeting"
    starts_at: AwareDatetime
    kind: MeetingKind | None = None


class RescheduleMeeting(ParticipantMessage):
    """Moves a meeting to another date."""

    type: Literal["RescheduleMeeting"] = "RescheduleMeeting"
    meeting_id: UUID
    starts_at: AwareDatetime


class CancelMeeting(ParticipantMessage):
    """Takes a meeting's date away."""

    type: Literal["CancelMeeting"] = "CancelMeeting"
    meeting_id: UUID


class ConfirmMeeting(ParticipantMessage):
    """Says whether a meeting took place."""

    type: Literal["ConfirmMeeting"] = "ConfirmMeeting"
    meeting_id: UUID
    outcome: ConfirmationOutcome = "HELD"


class EnterMeeting(ParticipantMessage):
    """Says that a meeting took place which was never in the calendar."""

    type: Literal["EnterMeeting"] = "EnterMeeting"
    started_at: AwareDatetime
    minutes: Annotated[int, Field(ge=5, le=480)] = 60


class ReportBalance(ParticipantMessage):
    """Says, in confidence, how give and take were in a meeting that took place."""

    type: Literal["ReportBalance"] = "ReportBalance"
    meeting_id: UUID
    report: BalanceReport


class CompleteMidwayCheckIn(ParticipantMessage):
    """I took stock at half time; does the agreement still fit? The scores, from 1 to 5, may be left out."""

    type: Literal["CompleteMidwayCheckIn"] = "CompleteMidwayCheckIn"
    agreement_fits: bool = True
    match: Score | None = None
    progress: Score | None = None
    wellbeing: Score | None = None
    wants_contact: bool = False


class SubmitPulse(ParticipantMessage):
    """Says, in confidence, how it is going, each from 1 to 5; should the coordinator get in touch?"""

    type: Literal["SubmitPulse"] = "SubmitPulse"
    match: Score
    progress: Score
    wellbeing: Score
    wants_contact: bool = False


class RequestSupport(ParticipantMessage):
    """Asks the coordinator for help; the partner learns nothing of it."""

    type: Literal["RequestSupport"] = "RequestSupport"
    topic_code: Annotated[str, Field(max_length=60, pattern=ONE_LINE)] = "OTHER"
    message: Annotated[str, Field(max_length=1000, pattern=ONE_LINE)] = ""


class DeclineNudges(ParticipantMessage):
    """I want no nudges any more; what has to be said still comes."""

    type: Literal["DeclineNudges"] = "DeclineNudges"


class ContinuePair(ParticipantMessage):
    """We go on, though it was quiet."""

    type: Literal["ContinuePair"] = "ContinuePair"


class ProposePause(ParticipantMessage):
    """Would like to pause until a day; while paused, to prolong the pause."""

    type: Literal["ProposePause"] = "ProposePause"
    until_on: date


class AgreePause(ParticipantMessage):
    """Agrees to the pause, or the longer pause, that the partner proposed."""

    type: Literal["AgreePause"] = "AgreePause"


class ProposeResume(ParticipantMessage):
    """Would like to go on before the pause is over."""

    type: Literal["ProposeResume"] = "ProposeResume"


class AgreeResume(ParticipantMessage):
    """Agrees to go on before the pause is over."""

    type: Literal["AgreeResume"] = "AgreeResume"


class ProposeExtension(ParticipantMessage):
    """Would like to go on until a later end."""

    type: Literal["ProposeExtension"] = "ProposeExtension"
    ends_on: date


class AgreeExtension(ParticipantMessage):
    """Agrees to the later end that the partner proposed."""

    type: Literal["AgreeExtension"] = "AgreeExtension"


class DeclineExtension(ParticipantMessage):
    """Would rather keep the end as it is."""

    type: Literal["DeclineExtension"] = "DeclineExtension"


class ProposeEarlyCompletion(ParticipantMessage):
    """Thinks that the pair has reached what it wanted, and would complete it now."""

    type: Literal["ProposeEarlyCompletion"] = "ProposeEarlyCompletion"


class CompleteEarly(ParticipantMessage):
    """Agrees to complete the pair now."""

    type: Literal["CompleteEarly"] = "CompleteEarly"


class AmendAgreement(ParticipantMessage):
    """Puts another text in place of the agreement; the partner confirms it by `ConfirmAgreement`."""

    type: Literal["AmendAgreement"] = "AmendAgreement"
    agreement: ExchangeAgreement


MeetingCommand = ScheduleMeeting | RescheduleMeeting | CancelMeeting | ConfirmMeeting | EnterMeeting
CourseCommand = (
    ContinuePair
    | ProposePause
    | AgreePause
    | ProposeResume
    | AgreeResume
    | ProposeExtension
    | AgreeExtension
    | DeclineExtension
    | ProposeEarlyCompletion
    | CompleteEarly
    | AmendAgreement
)
