"""Which event of a pair asks for which letter, with what in it, and to whom."""

from __future__ import annotations

from collections.abc import Iterator

from domain.base import Frozen, Recipient
from domain.letters import Template
from domain.pair import events as e
from domain.pair import exchange, meeting
from domain.pair.stages import Chemistry, Exchange, Kickoff, Meeting, Proposed, Review
from domain.pair.state import Pair, answered, silent
from domain.pair.values import SIDES, MeetingState, Side, other
from domain.working_time import add_days


class Wanted(Frozen):
    """A letter that an event asks for; without `to` it goes to both partners."""

    template: Template
    params: dict[str, str] = {}
    to: tuple[Recipient, ...] = (Recipient.A, Recipient.B)


def wanted(pair: Pair, event: e.PairEvent) -> Iterator[Wanted]:
    """The letters that an event asks for; `pair` is as it stands after the whole append."""
    match event:
        case e.MatchProposed() | e.MatchDeclined() | e.MatchProposalExpired():
            yield from _proposal(event)
        case (
            e.ChemistryCheckOpened()
            | e.ChemistryVerdictRequested()
            | e.ChemistryCheckExtended()
            | e.ChemistryCheckNotContinued()
        ):
            yield from _chemistry(pair, event)
        case e.KickoffOpened() | e.AgreementConfirmed() | e.KickoffCompleted() | e.EscalationRaised():
            yield from _kickoff(pair, event)
        case e.MeetingScheduled() | e.MeetingRescheduled() | e.MeetingCancelled() | e.MeetingConfirmationRequested():
            yield from _meeting(pair, event)
        case e.MidwayCheckInOpened() | e.ClosingOpened() | e.ReviewOpened() | e.PairCompleted() | e.PairDissolved():
            yield from _half_year(event)
        case e.ReminderFellDue(key=key):
            yield from _reminder(pair, key)
        case _:
            return


def meeting_params(about: Meeting) -> dict[str, str]:
    """What a letter about a meeting carries."""
    return {
        "meeting_id": str(about.meeting_id),
        "kind": about.kind,
        "starts_at": about.starts_at.isoformat() if about.starts_at else "",
        "minutes": str(about.minutes),
        "lead": about.lead,
        "ics_uid": about.ics_uid,
        "ics_sequence": str(about.ics_sequence),
    }


def _proposal(event: e.MatchProposed | e.MatchDeclined | e.MatchProposalExpired) -> Iterator[Wanted]:
    match event:
        case e.MatchProposed(expires_on=expires_on):
            yield Wanted(template=Template.MATCH_PROPOSED, params={"expires_on": str(expires_on)})
        case e.MatchDeclined() | e.MatchProposalExpired():
            yield Wanted(template=Template.MATCH_NOT_PROCEEDING)


def _chemistry(
    pair: Pair,
    event: e.ChemistryCheckOpened
    | e.ChemistryVerdictRequested
    | e.ChemistryCheckExtended
    | e.ChemistryCheckNotContinued,
) -> Iterator[Wanted]:
    match event:
        case e.ChemistryCheckOpened(due_on=due_on):
            minutes = str(pair.policy.chemistry__talk_minutes)
            yield Wanted(template=Template.MATCH_CONFIRMED, params={"due_on": str(due_on), "minutes": minutes})
        case e.ChemistryVerdictRequested(answer_by_on=day):
            to = _to(*silent(answered(pair)))
            yield Wanted(template=Template.CHEMISTRY_VERDICT_REQUEST, params={"answer_by_on": str(day)}, to=to)
        case e.ChemistryCheckExtended(due_on=due_on):
            yield Wanted(template=Template.CHEMISTRY_EXTENDED, params={"due_on": str(due_on)})
        case e.ChemistryCheckNotContinued():
            yield Wanted(template=Template.CHEMISTRY_NOT_CONTINUED)


def _kickoff(
    pair: Pair, event: e.KickoffOpened | e.AgreementConfirmed | e.KickoffCompleted | e.EscalationRaised
) -> Iterator[Wanted]:
    match event:
        case e.KickoffOpened(due_on=due_on):
            params = {"due_on": str(due_on), "minutes": str(pair.policy.kickoff__minutes)}
            yield Wanted(template=Template.KICKOFF_INVITATION, params=params)
        case e.AgreementConfirmed(by=by, version=version):
            if isinstance(pair.stage, Kickoff):
                params = {"agreement_version": str(version)}
                yield Wanted(template=Template.AGREEMENT_CONFIRM, params=params, to=_to(other(by)))
        case e.KickoffCompleted():
            yield Wanted(template=Template.KICKOFF_COMPLETED, params=_agreed(pair, event))
        case e.EscalationRaised():
            if isinstance(pair.stage, Kickoff):
                params = {"opened_on": str(pair.stage.opened_on), "due_on": str(pair.stage.due_on)}
                yield Wanted(template=Template.KICKOFF_OVERDUE, params=params, to=(Recipient.COORDINATOR,))


def _agreed(pair: Pair, event: e.KickoffCompleted) -> dict[str, str]:
    dates = [m.starts_at.isoformat() for m in pair.meetings_in(MeetingState.SCHEDULED) if m.starts_at]
    expected = pair.stage.expected_meetings if isinstance(pair.stage, Exchange) else 0
    return {
        "starts_on": str(event.starts_on),
        "ends_on": str(event.ends_on),
        "midway_on": str(event.midway_on),
        "closing_on": str(event.closing_on),
        "meetings_expected": str(expected),
        "next_meetings_at": ",".join(dates),
    }


def _meeting(
    pair: Pair,
    event: e.MeetingScheduled | e.MeetingRescheduled | e.MeetingCancelled | e.MeetingConfirmationRequested,
) -> Iterator[Wanted]:
    about = pair.meeting(event.meeting_id)
    if about is None or about.starts_at is None:
        return
    params = meeting_params(about)
    match event:
        case e.MeetingScheduled():
            yield Wanted(template=Template.MEETING_INVITE, params=params)
        case e.MeetingRescheduled():
            yield Wanted(template=Template.MEETING_CHANGED, params=params)
        case e.MeetingCancelled():
            ended = {"pair_ended": "no" if pair.phase.is_open else "yes"}
            yield Wanted(template=Template.MEETING_CANCELLED, params=params | ended)
        case e.MeetingConfirmationRequested():
            yield Wanted(template=Template.MEETING_CONFIRM, params=params, to=_to(*silent(tuple(about.confirmations))))


def _half_year(
    event: e.MidwayCheckInOpened | e.ClosingOpened | e.ReviewOpened | e.PairCompleted | e.PairDissolved,
) -> Iterator[Wanted]:
    match event:
        case e.MidwayCheckInOpened(due_on=due_on):
            yield Wanted(template=Template.MIDWAY_INVITATION, params={"due_on": str(due_on)})
        case e.ClosingOpened(ends_on=ends_on):
            yield Wanted(template=Template.CLOSING_AHEAD, params={"ends_on": str(ends_on)})
        case e.ReviewOpened(due_on=due_on):
            yield Wanted(template=Template.REVIEW_REQUEST, params={"due_on": str(due_on)})
        case e.PairCompleted(meetings_held=held, shred_on=shred_on):
            params = {"meetings_held": str(held), "shred_on": str(shred_on)}
            yield Wanted(template=Template.PAIR_COMPLETED, params=params)
        case e.PairDissolved(ended_on=ended_on):
            yield Wanted(template=Template.PARTNERSHIP_ENDED)
            params = {"ended_on": str(ended_on)}
            yield Wanted(template=Template.PAIR_DISSOLVED, params=params, to=(Recipient.COORDINATOR,))


def _reminder(pair: Pair, key: str) -> Iterator[Wanted]:
    """The letter of a deadline that has no other effect. Only the silent are reminded of an answer."""
    policy_key, *about = key.split("#")
    match pair.stage, policy_key:
        case Proposed() as proposed, "proposal.reminders":
            params = {"expires_on": str(proposed.expires_on)}
            yield Wanted(template=Template.MATCH_REMINDER, params=params, to=_to(*silent(proposed.accepted_by)))
        case Chemistry() as chemistry, "chemistry.reminders":
            yield Wanted(template=Template.CHEMISTRY_REMINDER, params={"due_on": str(chemistry.due_on)})
        case Kickoff() as kickoff, "kickoff.reminders":
            points = {point for side in SIDES for point in kickoff.open_points(side)}
            params = {"due_on": str(kickoff.due_on), "points_open": str(len(points))}
            yield Wanted(template=Template.KICKOFF_REMINDER, params=params)
        case _, "meeting.reminder" | "meeting.confirm_reminder":
            yield from _meeting_reminder(pair, policy_key, about[0])
        case Exchange() as period, "meeting.no_date_nudge" | "meeting.cadence":
            due_on = add_days(exchange.last_meeting_on(pair, period), period.cadence_days)
            params = {"last_meeting_on": _last_held_on(pair), "due_on": str(due_on)}
            yield Wanted(template=Template.NO_DATE_NUDGE, params=params)
        case Exchange(midway=midway), "midway.reminder" if midway:
            to = _to(*silent(midway.answered_by))
            yield Wanted(template=Template.MIDWAY_REMINDER, params={"due_on": str(midway.due_on)}, to=to)
        case Review() as review, "review.reminders":
            to = _to(*silent(review.answered_by))
            yield Wanted(template=Template.REVIEW_REMINDER, params={"due_on": str(review.due_on)}, to=to)
        case _:
            return


def _meeting_reminder(pair: Pair, policy_key: str, meeting_id: str) -> Iterator[Wanted]:
    about = next((m for m in pair.meetings if str(m.meeting_id) == meeting_id), None)
    if about is None:
        return
    if policy_key == meeting.REMINDER:
        yield Wanted(template=Template.MEETING_REMINDER, params=meeting_params(about))
    else:
        to = _to(*silent(tuple(about.confirmations)))
        yield Wanted(template=Template.MEETING_CONFIRM, params=meeting_params(about), to=to)


def _last_held_on(pair: Pair) -> str:
    """The day of the last meeting that took place; empty for a pair that has not met yet."""
    held = (m.window_on for m in pair.meetings_in(MeetingState.HELD) if m.kind not in meeting.TALKS)
    return str(max(held, default=""))


def _to(*sides: Side) -> tuple[Recipient, ...]:
    return tuple(Recipient(side) for side in sides)
