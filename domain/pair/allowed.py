"""What the two may do, phase by phase; every refusal names it."""

from __future__ import annotations

from domain.pair.values import Phase

_MEETINGS = ("ScheduleMeeting", "RescheduleMeeting", "CancelMeeting")
_ALWAYS = ("RequestSupport", "DeclineNudges", "LeavePair")
_PAUSED = ("ProposePause", "AgreePause", "ProposeResume", "AgreeResume")
# The participants' commands that each phase knows.
ALLOWED: dict[Phase, tuple[str, ...]] = {
    Phase.PROPOSED: ("AcceptMatch", "DeclineMatch", *_ALWAYS),
    Phase.CHEMISTRY: ("GiveChemistryVerdict", *_MEETINGS, *_ALWAYS),
    Phase.KICKOFF: ("ProposeAgreement", "AgreeKickoffPoint", "ConfirmAgreement", *_MEETINGS, *_ALWAYS),
    Phase.ACTIVE: (
        *_MEETINGS,
        "ConfirmMeeting",
        "EnterMeeting",
        "ReportBalance",
        "SubmitPulse",
        "CompleteMidwayCheckIn",
        "AmendAgreement",
        "ConfirmAgreement",
        "ProposePause",
        "AgreePause",
        "ProposeEarlyCompletion",
        "CompleteEarly",
        "ContinuePair",
        *_ALWAYS,
    ),
    Phase.CLOSING: (
        *_MEETINGS,
        "ConfirmMeeting",
        "EnterMeeting",
        "ReportBalance",
        "SubmitPulse",
        "CompleteMidwayCheckIn",
        "AmendAgreement",
        "ConfirmAgreement",
        "ProposeExtension",
        "AgreeExtension",
        "DeclineExtension",
        "ProposeEarlyCompletion",
        "CompleteEarly",
        "ContinuePair",
        *_ALWAYS,
    ),
    Phase.PAUSED: ("ConfirmMeeting", "ReportBalance", *_PAUSED, *_ALWAYS),
    Phase.REVIEW: ("SubmitReview", "ConfirmMeeting", "ReportBalance", *_ALWAYS),
    Phase.DECLINED: ("RequestRematch", "DeclineRematch"),
    Phase.EXPIRED: ("RequestRematch", "DeclineRematch"),
    Phase.NOT_CONTINUED: ("RequestRematch", "DeclineRematch"),
    Phase.DISSOLVED: ("RequestRematch", "DeclineRematch"),
    Phase.CONCLUDED_INACTIVE: ("RequestRematch", "DeclineRematch"),
    Phase.COMPLETED: ("SubmitFollowUp",),
    Phase.CANCELLED: (),
}
