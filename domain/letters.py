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
    CADENCE_MISSED = "E46_cadence_missed"
    PAIR_RED = "E47_pair_red"
    BALANCE_HINT = "E48_balance_hint"
    PULSE_DAY30 = "E49_pulse_day30"
    MIDWAY_INVITATION = "E50_midway_invitation"
    MIDWAY_REMINDER = "E51_midway_reminder"
    PAUSED = "E52_paused"
    RESUME_QUESTION = "E53_resume_question"
    SUPPORT_ACK = "E54_support_ack"
    SUPPORT_REQUEST = "E54b_support_request"
    INACTIVITY_WARNING = "E55_inactivity_warning"
    INACTIVE_PAIR = "E55b_inactive_pair"
    HIERARCHY_CONFLICT = "E56_hierarchy_conflict"
    PARTNER_PROPOSES = "E57_partner_proposes"
    EXTENSION_DECLINED = "E58_extension_declined"
    PAUSE_OFFERED = "E59_pause_offered"
    DATES_OFFERED = "E60_dates_offered"
    PARTNERSHIP_ENDED = "E61_partnership_ended"
    PAIR_DISSOLVED = "E62_pair_dissolved"
    AGREEMENT_AMENDED = "E64_agreement_amended"
    RESUMED = "E65_resumed"
    REMATCH_WISHED = "E66_rematch_wished"
    CLOSING_AHEAD = "E70_closing_ahead"
    PAIRS_ENDING = "E71_pairs_ending"
    EXTENSION_CONFIRMED = "E72_extension_confirmed"
    REVIEW_REQUEST = "E73_review_request"
    REVIEW_REMINDER = "E74_review_reminder"
    PAIR_COMPLETED = "E75_pair_completed"
    FOLLOW_UP = "E76_followup"
    DEPUTY_ESCALATION = "E81_deputy_escalation"
    DELIVERY_PROBLEM = "E83_delivery_problem"


class Specification(Frozen):
    """What a template is: a nudge or transactional, to staff or partners, its parameters and answers.

    `params` are the keys of `Letter.params`, all strings: `…_on` an ISO date, `…_at` an ISO instant with
    offset (UTC), the rest as named. `answers` are the commands that the letter's link leads to. A `private`
    letter stands in no list that staff see: that it was written at all tells of a sealed act, or is between the two.
    """

    nudge: bool = False
    to_staff: bool = False
    private: bool = False
    params: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


_WISH = ("RequestRematch", "DeclineRematch")
_MEETING = ("meeting_id", "kind", "starts_at", "minutes", "lead", "ics_uid", "ics_sequence")

LETTERS: dict[Template, Specification] = {
    Template.MATCH_PROPOSED: Specification(params=("expires_on",), answers=("AcceptMatch", "DeclineMatch")),
    Template.MATCH_REMINDER: Specification(nudge=True, params=("expires_on",), answers=("AcceptMatch", "DeclineMatch")),
    Template.MATCH_NOT_PROCEEDING: Specification(params=("wish_by_on",), answers=_WISH),
    Template.MATCH_CONFIRMED: Specification(params=("due_on", "minutes"), answers=("ScheduleMeeting",)),
    Template.CHEMISTRY_REMINDER: Specification(nudge=True, params=("due_on",), answers=("ScheduleMeeting",)),
    Template.CHEMISTRY_VERDICT_REQUEST: Specification(params=("answer_by_on",), answers=("GiveChemistryVerdict",)),
    Template.CHEMISTRY_EXTENDED: Specification(params=("due_on",), answers=("ScheduleMeeting",)),
    Template.CHEMISTRY_NOT_CONTINUED: Specification(params=("wish_by_on",), answers=_WISH),
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
    Template.MEETING_CHANGED: Specification(
        params=(*_MEETING, "often_moved"), answers=("RescheduleMeeting", "CancelMeeting")
    ),
    Template.MEETING_CANCELLED: Specification(params=(*_MEETING, "pair_ended"), answers=("ScheduleMeeting",)),
    Template.MEETING_REMINDER: Specification(params=_MEETING, answers=("RescheduleMeeting", "CancelMeeting")),
    Template.MEETING_CONFIRM: Specification(params=_MEETING, answers=("ConfirmMeeting", "ReportBalance")),
    Template.NO_DATE_NUDGE: Specification(
        nudge=True, params=("last_meeting_on", "due_on", "may_pause"), answers=("ScheduleMeeting", "ProposePause")
    ),
    Template.CADENCE_MISSED: Specification(
        nudge=True,
        params=("due_on", "may_pause"),
        answers=("ScheduleMeeting", "ProposePause", "RequestSupport", "LeavePair"),
    ),
    Template.PAIR_RED: Specification(to_staff=True, params=("matter", "interventions", "react_by_on")),
    Template.BALANCE_HINT: Specification(nudge=True, private=True, answers=("ScheduleMeeting",)),
    Template.PULSE_DAY30: Specification(nudge=True, params=("due_on",), answers=("SubmitPulse",)),
    Template.MIDWAY_INVITATION: Specification(params=("due_on",), answers=("CompleteMidwayCheckIn",)),
    Template.MIDWAY_REMINDER: Specification(nudge=True, params=("due_on",), answers=("CompleteMidwayCheckIn",)),
    Template.PAUSED: Specification(params=("until_on",), answers=("ProposeResume",)),
    Template.RESUME_QUESTION: Specification(
        params=("until_on",), answers=("ProposeResume", "ProposePause", "LeavePair")
    ),
    Template.SUPPORT_ACK: Specification(private=True, params=("react_by_on",)),
    Template.SUPPORT_REQUEST: Specification(to_staff=True, private=True, params=("react_by_on",)),
    Template.INACTIVITY_WARNING: Specification(
        params=("last_activity_on", "close_on", "may_pause"),
        answers=("ContinuePair", "ScheduleMeeting", "ProposePause", "LeavePair"),
    ),
    Template.INACTIVE_PAIR: Specification(to_staff=True, params=("last_activity_on", "close_on")),
    Template.HIERARCHY_CONFLICT: Specification(to_staff=True, params=("relation",)),
    Template.PARTNER_PROPOSES: Specification(
        params=("proposal", "day_on"),
        answers=(
            "AgreePause",
            "AgreeResume",
            "AgreeExtension",
            "DeclineExtension",
            "CompleteEarly",
            "ConfirmAgreement",
        ),
    ),
    Template.EXTENSION_DECLINED: Specification(params=("ends_on",)),
    Template.PAUSE_OFFERED: Specification(answers=("ProposePause",)),
    Template.DATES_OFFERED: Specification(answers=("ScheduleMeeting",)),
    Template.PARTNERSHIP_ENDED: Specification(params=("wish_by_on",), answers=_WISH),
    Template.PAIR_DISSOLVED: Specification(to_staff=True, params=("ended_on",)),
    Template.AGREEMENT_AMENDED: Specification(params=("agreement_version",), answers=("AmendAgreement",)),
    Template.RESUMED: Specification(params=("closing_on", "ends_on"), answers=("ScheduleMeeting",)),
    Template.REMATCH_WISHED: Specification(to_staff=True, private=True, params=("offer_due_on",)),
    Template.CLOSING_AHEAD: Specification(
        params=("ends_on",), answers=("ScheduleMeeting", "ProposeExtension", "ProposeEarlyCompletion")
    ),
    Template.PAIRS_ENDING: Specification(to_staff=True, params=("ends_on",)),
    Template.EXTENSION_CONFIRMED: Specification(
        params=("ends_on", "closing_on", "meetings_expected"), answers=("ScheduleMeeting",)
    ),
    Template.REVIEW_REQUEST: Specification(params=("due_on",), answers=("SubmitReview",)),
    Template.REVIEW_REMINDER: Specification(nudge=True, params=("due_on",), answers=("SubmitReview",)),
    Template.PAIR_COMPLETED: Specification(params=("meetings_held", "shred_on")),
    Template.FOLLOW_UP: Specification(nudge=True, params=("due_on",), answers=("SubmitFollowUp",)),
    Template.DEPUTY_ESCALATION: Specification(to_staff=True, params=("matter", "working_days", "react_by_on")),
    Template.DELIVERY_PROBLEM: Specification(to_staff=True),
}
