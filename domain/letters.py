"""The letters of a pair: which there are, what each may carry, what the reader can do in answer."""

from __future__ import annotations

from enum import StrEnum

from domain.base import Frozen


class Template(StrEnum):
    """The letters that exist, by their number in the letter book."""

    MATCH_PROPOSED = "E10_match_proposed"
    MATCH_REMINDER = "E11_match_reminder"
    MATCH_NOT_PROCEEDING = "E12_match_not_proceeding"
    MATCH_CONFIRMED = "E13_match_confirmed"
    CHEMISTRY_REMINDER = "E20_chemistry_reminder"
    CHEMISTRY_VERDICT_REQUEST = "E21_chemistry_verdict_request"
    CHEMISTRY_EXTENDED = "E22_chemistry_extended"
    CHEMISTRY_NOT_CONTINUED = "E23_chemistry_not_continued"
    KICKOFF_INVITATION = "E30_kickoff_invitation"
    KICKOFF_REMINDER = "E31_kickoff_reminder"
    AGREEMENT_CONFIRM = "E32_agreement_confirm"
    KICKOFF_COMPLETED = "E33_kickoff_completed"
    KICKOFF_OVERDUE = "E34_kickoff_overdue"
    MEETING_INVITE = "E40_meeting_invite"
    MEETING_CHANGED = "E41_meeting_changed"
    MEETING_CANCELLED = "E42_meeting_cancelled"
    MEETING_REMINDER = "E43_meeting_reminder"
    MEETING_CONFIRM = "E44_meeting_confirm"
    NO_DATE_NUDGE = "E45_no_date_nudge"
    MIDWAY_INVITATION = "E50_midway_invitation"
    MIDWAY_REMINDER = "E51_midway_reminder"
    PARTNERSHIP_ENDED = "E61_partnership_ended"
    PAIR_DISSOLVED = "E62_pair_dissolved"
    CLOSING_AHEAD = "E70_closing_ahead"
    REVIEW_REQUEST = "E73_review_request"
    REVIEW_REMINDER = "E74_review_reminder"
    PAIR_COMPLETED = "E75_pair_completed"


class Specification(Frozen):
    """What a template is: a nudge or transactional, to staff or partners, its parameters and answers.

    `params` are the keys of `Letter.params`, all strings: `…_on` an ISO date, `…_at` an ISO instant with
    offset (UTC), the rest as named. `answers` are the commands that the letter's link leads to.
    """

    nudge: bool = False
    to_staff: bool = False
    params: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


_MEETING = ("meeting_id", "kind", "starts_at", "minutes", "lead", "ics_uid", "ics_sequence")

LETTERS: dict[Template, Specification] = {
    Template.MATCH_PROPOSED: Specification(params=("expires_on",), answers=("AcceptMatch", "DeclineMatch")),
    Template.MATCH_REMINDER: Specification(nudge=True, params=("expires_on",), answers=("AcceptMatch", "DeclineMatch")),
    Template.MATCH_NOT_PROCEEDING: Specification(),
    Template.MATCH_CONFIRMED: Specification(params=("due_on", "minutes"), answers=("ScheduleMeeting",)),
    Template.CHEMISTRY_REMINDER: Specification(nudge=True, params=("due_on",), answers=("ScheduleMeeting",)),
    Template.CHEMISTRY_VERDICT_REQUEST: Specification(params=("answer_by_on",), answers=("GiveChemistryVerdict",)),
    Template.CHEMISTRY_EXTENDED: Specification(params=("due_on",), answers=("ScheduleMeeting",)),
    Template.CHEMISTRY_NOT_CONTINUED: Specification(),
    Template.KICKOFF_INVITATION: Specification(
        params=("due_on", "minutes"), answers=("ScheduleMeeting", "ProposeAgreement")
    ),
    Template.KICKOFF_REMINDER: Specification(
        nudge=True, params=("due_on", "points_open"), answers=("ScheduleMeeting", "AgreeKickoffPoint")
    ),
    Template.AGREEMENT_CONFIRM: Specification(params=("agreement_version",), answers=("ConfirmAgreement",)),
    Template.KICKOFF_COMPLETED: Specification(
        params=("starts_on", "ends_on", "midway_on", "closing_on", "meetings_expected", "next_meetings_at"),
        answers=("ScheduleMeeting",),
    ),
    Template.KICKOFF_OVERDUE: Specification(to_staff=True, params=("opened_on", "due_on")),
    Template.MEETING_INVITE: Specification(params=_MEETING, answers=("RescheduleMeeting", "CancelMeeting")),
    Template.MEETING_CHANGED: Specification(params=_MEETING, answers=("RescheduleMeeting", "CancelMeeting")),
    Template.MEETING_CANCELLED: Specification(params=(*_MEETING, "pair_ended"), answers=("ScheduleMeeting",)),
    Template.MEETING_REMINDER: Specification(params=_MEETING, answers=("RescheduleMeeting", "CancelMeeting")),
    Template.MEETING_CONFIRM: Specification(params=_MEETING, answers=("ConfirmMeeting",)),
    Template.NO_DATE_NUDGE: Specification(
        nudge=True, params=("last_meeting_on", "due_on"), answers=("ScheduleMeeting",)
    ),
    Template.MIDWAY_INVITATION: Specification(params=("due_on",), answers=("CompleteMidwayCheckIn",)),
    Template.MIDWAY_REMINDER: Specification(nudge=True, params=("due_on",), answers=("CompleteMidwayCheckIn",)),
    Template.PARTNERSHIP_ENDED: Specification(),
    Template.PAIR_DISSOLVED: Specification(to_staff=True, params=("ended_on",)),
    Template.CLOSING_AHEAD: Specification(params=("ends_on",), answers=("ScheduleMeeting",)),
    Template.REVIEW_REQUEST: Specification(params=("due_on",), answers=("SubmitReview",)),
    Template.REVIEW_REMINDER: Specification(nudge=True, params=("due_on",), answers=("SubmitReview",)),
    Template.PAIR_COMPLETED: Specification(params=("meetings_held", "shred_on")),
}
