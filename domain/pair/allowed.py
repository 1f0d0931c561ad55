"""What the two may do, phase by phase; every refusal names it."""

from __future__ import annotations

from domain.pair.values import Phase

_MEETINGS = ("ScheduleMeeting", "RescheduleMeeting", "CancelMeeting")
_ALWAYS = ("RequestSupport", "DeclineNudges", "LeavePair")
_HALF_YEAR = (
    *_MEETINGS,
    "ConfirmMeeting",
    "EnterMeeting",
    "ReportBalance",
    "SubmitPulse",
    "CompleteMidwayCheckIn",
    "AmendAgreement",
    "ConfirmAgreement",
    "ProposeEarlyCompletion",
    "CompleteEarly",
    "ContinuePair",
)
_PAUSE = ("ProposePause", "AgreePause")
_RESUME = ("ProposeResume", "AgreeResume")
_EXTENSION = ("ProposeExtension", "AgreeExtension", "DeclineExtension")
_WISH = ("RequestRematch", "DeclineRematch")
# The participants' commands that each phase knows.
ALLOWED: dict[Phase, tuple[str, ...]] = {
    Phase.PROPOSED: ("AcceptMatch", "DeclineMatch", *_ALWAYS),
    Phase.CHEMISTRY: ("GiveChemistryVerdict", *_MEETINGS, *_ALWAYS),
    Phase.KICKOFF: ("ProposeAgreement", "AgreeKickoffPoint", "ConfirmAgreement", *_MEETINGS, *_ALWAYS),
    Phase.ACTIVE: (*_HALF_YEAR, *_PAUSE, *_ALWAYS),
    Phase.CLOSING: (*_HALF_YEAR, *_EXTENSION, *_ALWAYS),
    Phase.PAUSED: ("ConfirmMeeting", "ReportBalance", *_PAUSE, *_RESUME, *_ALWAYS),
    Phase.REVIEW: ("SubmitReview", "ConfirmMeeting", "ReportBalance", *_ALWAYS),
    Phase.DECLINED: _WISH,
    Phase.EXPIRED: _WISH,
    Phase.NOT_CONTINUED: _WISH,
    Phase.DISSOLVED: _WISH,
    Phase.CONCLUDED_INACTIVE: _WISH,
    Phase.COMPLETED: ("SubmitFollowUp",),
    # Taken back, or ended with its cohort: nobody is asked for a wish.
    Phase.CANCELLED: (),
}
