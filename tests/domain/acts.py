"""What anybody may tell a pair at any time, sensible or not: the two, their coordinator, operators, other services."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from domain.base import Recipient, derived_id
from domain.pair import commands as c
from domain.pair.agreement import KickoffPoint
from domain.pair.due import open_deadlines
from domain.pair.stages import Exchange, Kickoff
from domain.pair.state import Pair
from domain.pair.values import BalanceReport, ChemistryVerdict, Intervention, MeetingKind, Side, other
from domain.policy import ProgrammePolicy
from tests.domain.story import agreement

_NOWHERE = UUID(int=0)
_REASON = "asked for by phone"


class Occasion:
    """A pair at a moment, and what chance adds: a number, a side, a distance in days."""

    def __init__(self, pair: Pair, at: datetime, *, by: Side, days: int, nth: int) -> None:
        self.pair, self.at, self.by, self.days, self.nth = pair, at, by, days, nth

    @property
    def moment(self) -> datetime:
        """Some moment around now."""
        return self.at + timedelta(days=self.days)

    @property
    def meeting_id(self) -> UUID:
        """Some meeting of the pair, or none."""
        known = [meeting.meeting_id for meeting in self.pair.meetings] or [_NOWHERE]
        return known[self.nth % len(known)]

    @property
    def escalation_id(self) -> UUID:
        """Some open escalation of the pair, or none."""
        known = [escalation.escalation_id for escalation in self.pair.escalations] or [_NOWHERE]
        return known[self.nth % len(known)]

    @property
    def key(self) -> str:
        """Some open deadline of the pair, or none."""
        due = open_deadlines(self.pair)
        return due[self.nth % len(due)].key if due else "none"

    def one_of(self, choices: list[Any]) -> Any:
        """What chance chooses."""
        return choices[self.nth % len(choices)]


def somebody_says(on: Occasion) -> c.PairMessage:
    """Any command of the two."""
    by, moment, about = on.by, on.moment, on.meeting_id
    text = agreement(on.pair.match, moment.date(), salt="another-salt-0000")
    choices: list[c.PairMessage] = [
        c.AcceptMatch(by=by),
        c.DeclineMatch(by=by),
        c.GiveChemistryVerdict(by=by, verdict=on.one_of(list(ChemistryVerdict))),
        c.ProposeAgreement(by=by, agreement=text),
        c.AgreeKickoffPoint(by=by, point=on.one_of(list(KickoffPoint))),
        c.ConfirmAgreement(by=by, hash="of some other text"),
        c.ScheduleMeeting(by=by, starts_at=moment, kind=on.one_of([None, *MeetingKind])),
        c.RescheduleMeeting(by=by, meeting_id=about, starts_at=moment),
        c.CancelMeeting(by=by, meeting_id=about),
        c.ConfirmMeeting(by=by, meeting_id=about, outcome="NOT_HELD"),
        c.EnterMeeting(by=by, started_at=on.at - timedelta(days=abs(on.days), hours=2)),
        c.ReportBalance(by=by, meeting_id=about, report=on.one_of(list(BalanceReport))),
        c.CompleteMidwayCheckIn(by=by, agreement_fits=False, match=2, wants_contact=on.nth % 2 == 0),
        c.SubmitPulse(by=by, match=3, progress=4, wellbeing=2, wants_contact=on.nth % 2 == 0),
        c.RequestSupport(by=by, topic_code="OTHER"),
        c.DeclineNudges(by=by),
        c.SubmitReview(by=by, goals=1, balance=5, recommend=0),
        c.RequestRematch(by=by),
        c.DeclineRematch(by=by),
        c.SubmitFollowUp(by=by, still_using=4, still_in_touch=True, would_do_it_again=True),
        c.AmendAgreement(by=by, agreement=text),
        c.LeavePair(by=by),
        *_about_the_course(on),
    ]
    return on.one_of(choices)  # type: ignore[no-any-return]


def together(on: Occasion) -> tuple[c.PairMessage, ...]:
    """What both want: one proposes and the other agrees, such as a pause or a later end."""
    by, partner = on.by, other(on.by)
    until_on = (on.at + timedelta(days=abs(on.days) + 1)).date()
    choices: list[tuple[c.PairMessage, ...]] = [
        (c.ProposePause(by=by, until_on=until_on), c.AgreePause(by=partner)),
        (c.ProposeResume(by=by), c.AgreeResume(by=partner)),
        (c.ProposeExtension(by=by, ends_on=_later_end(on)), c.AgreeExtension(by=partner)),
        (c.ProposeEarlyCompletion(by=by), c.CompleteEarly(by=partner)),
        _amendment(on, partner),
    ]
    return on.one_of(choices)  # type: ignore[no-any-return]


def coordinator_says(on: Occasion) -> c.PairMessage:
    """Any command of the coordinator."""
    who: dict[str, Any] = {"staff_id": "coordinator-1"}
    until_on = (on.at + timedelta(days=abs(on.days) + 1)).date()
    choices: list[c.PairMessage] = [
        c.AcknowledgeEscalation(**who, escalation_id=on.escalation_id),
        c.Intervene(**who, escalation_id=on.escalation_id, intervention=on.one_of(list(Intervention)), reason=_REASON),
        c.PausePair(**who, until_on=until_on, reason=_REASON),
        c.ResumePair(**who, reason=_REASON),
        c.SettleMeeting(**who, meeting_id=on.meeting_id, outcome="HELD"),
        c.ResolveHierarchyConflict(**who, resolution="GO_ON" if on.nth % 2 else "END"),
        c.WithdrawMatch(**who, reason=_REASON),
    ]
    return on.one_of(choices)  # type: ignore[no-any-return]


def operator_says(on: Occasion, policy: ProgrammePolicy) -> c.PairMessage:
    """Any command of an operator; `policy` is the one to which a pair may be moved."""
    who: dict[str, Any] = {"operator_id": on.one_of(["operator-1", "operator-2"]), "reason": _REASON}
    owed = [letter.letter_id for letter in on.pair.owed] or [_NOWHERE]
    choices: list[c.PairMessage] = [
        c.MoveDeadline(**who, key=on.key, due_at=on.moment),
        c.SkipDeadline(**who, key=on.key),
        c.FireDeadline(**who, key=on.key),
        c.ResendLetter(**who, letter_id=owed[on.nth % len(owed)]),
        c.HandOver(**who, role=Recipient.COORDINATOR, person_id=f"person-c{on.nth % 3}"),
        c.HandOver(**who, role=Recipient.DEPUTY, person_id=f"person-d{on.nth % 3}"),
        c.RequestTermination(**who),
        c.ApproveTermination(**who),
        c.MigratePolicy(**who, policy=policy),
    ]
    return on.one_of(choices)  # type: ignore[no-any-return]


def service_says(on: Occasion) -> c.PairMessage:
    """Any signal of another service, also such as nobody knows or can read."""
    person = {"person_id": on.one_of(["person-1", "person-2", "person-9"])}
    day, until_on = on.at.date(), (on.at + timedelta(days=abs(on.days) + 1)).date()
    line = {"manager_id": on.one_of(["manager-7", "person-1", "person-2"]), "skip_level_id": "board"}
    choices: list[tuple[str, dict[str, Any]]] = [
        ("hr.employee_left", {**person, "last_day_on": str(day)}),
        ("hr.manager_changed", {**person, **line}),
        ("hr.org_unit_changed", {**person, **line}),
        ("hr.absence_started", {**person, "from_on": str(day), "until_on": str(until_on)}),
        ("hr.absence_ended", person),
        ("calendar.event_moved", {"meeting_id": str(on.meeting_id), "starts_at": on.moment.isoformat()}),
        ("calendar.event_deleted", {"meeting_id": str(on.meeting_id)}),
        ("calendar.invite_declined", {**person, "meeting_id": str(on.meeting_id)}),
        ("mail.complained", person),
        ("idp.account_disabled", person),
        ("hr.absence_started", {"person_id": 7}),
        ("weather.changed", {}),
    ]
    signal, data = choices[on.nth % len(choices)]
    signal_id = str(derived_id(on.pair.letters_requested, on.nth, on.at))
    return c.ReceiveSignal(signal_id=signal_id, source="hr/1", sent_at=on.at, signal=signal, data=data)


def _about_the_course(on: Occasion) -> list[c.PairMessage]:
    by, day = on.by, on.moment.date()
    return [
        c.ContinuePair(by=by),
        c.ProposePause(by=by, until_on=day),
        c.AgreePause(by=by),
        c.ProposeResume(by=by),
        c.AgreeResume(by=by),
        c.ProposeExtension(by=by, ends_on=_later_end(on)),
        c.AgreeExtension(by=by),
        c.DeclineExtension(by=by),
        c.ProposeEarlyCompletion(by=by),
        c.CompleteEarly(by=by),
    ]


def _later_end(on: Occasion) -> Any:
    ends_on = on.pair.stage.ends_on if isinstance(on.pair.stage, Exchange) else on.at.date()
    return ends_on + timedelta(days=on.days)


def _amendment(on: Occasion, partner: Side) -> tuple[c.PairMessage, ...]:
    """Another rhythm, which the other one confirms."""
    stage = on.pair.stage
    if isinstance(stage, Kickoff) or not isinstance(stage, Exchange) or stage.agreement is None:
        return ()
    text = stage.agreement
    plan = text.plan.with_(
        starts_on=stage.starts_on, ends_on=stage.ends_on, midway_on=stage.midway_on, closing_on=stage.closing_on,
        cadence_days=14 + on.nth % 28, next_meetings_at=(),
    )  # fmt: skip
    amended = text.with_(plan=plan)
    return c.AmendAgreement(by=on.by, agreement=amended), c.ConfirmAgreement(by=partner, hash=amended.hash())
