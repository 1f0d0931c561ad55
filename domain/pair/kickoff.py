"""The kickoff talk: five points, two people, one text that both confirm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.base import Deadline, Refused
from domain.pair import commands as c
from domain.pair import escalation, exchange, meeting
from domain.pair import events as e
from domain.pair.agreement import ExchangeAgreement, check_plan, check_start
from domain.pair.ending import dissolved
from domain.pair.keys import DeadlineKey
from domain.pair.sending import nudging
from domain.pair.stages import Kickoff
from domain.pair.state import Pair
from domain.pair.values import EndReason, MeetingKind, other
from domain.policy import ProgrammePolicy
from domain.working_time import add_days, end_of_day, local_date

K = DeadlineKey


def propose_agreement(
    pair: Pair, kickoff: Kickoff, command: c.ProposeAgreement, at: datetime
) -> tuple[e.PairEvent, ...]:
    """A first text, or another one in its place; the same text again changes nothing."""
    check_plan(pair.match, command.agreement.plan, at)
    text = command.agreement.hash()
    if text == kickoff.hash:
        return ()
    version = kickoff.version + 1
    return (e.AgreementProposed(version=version, hash=text, by=command.by, agreement=command.agreement),)


def agree_point(kickoff: Kickoff, command: c.AgreeKickoffPoint) -> tuple[e.PairEvent, ...]:
    """One partner's yes to what the text says on one point."""
    agreement = _text(kickoff)
    if command.point in kickoff.agreed[command.by]:
        return ()
    values = agreement.point_hash(command.point)
    return (e.KickoffAgendaPointAgreed(point=command.point, by=command.by, agreed_values_hash=values),)


def confirm_agreement(
    pair: Pair, kickoff: Kickoff, command: c.ConfirmAgreement, at: datetime
) -> tuple[e.PairEvent, ...]:
    """One partner's yes to the whole; the second one completes the kickoff and starts the half year."""
    agreement = _text(kickoff)
    if command.hash != kickoff.hash:
        raise Refused("the text has changed meanwhile; please read it again", allowed=("ConfirmAgreement",))
    if kickoff.open_points(command.by):
        points = ", ".join(kickoff.open_points(command.by))
        raise Refused(f"before the whole, agree to the open points: {points}", allowed=("AgreeKickoffPoint",))
    if command.by in kickoff.confirmed_by:
        return ()
    check_start(pair.match, agreement.plan, at)
    confirmed = e.AgreementConfirmed(version=kickoff.version, hash=kickoff.hash, by=command.by)
    if other(command.by) not in kickoff.confirmed_by:
        return (confirmed,)
    return confirmed, *_completed(pair, kickoff, agreement, command, at)


def deadlines(pair: Pair, kickoff: Kickoff) -> Iterator[Deadline]:
    """Reminders unless a talk lies ahead, words to the coordinator, the lapse."""
    spared_until = meeting.spared_until(pair, MeetingKind.KICKOFF)
    for days in pair.policy.kickoff__reminders:
        day = add_days(kickoff.opened_on, days)
        if day > spared_until:
            yield Deadline(key=f"{K.KICKOFF_REMINDER}#{days}", due_at=nudging(pair, day))
    for key, days in _limits(pair.policy):
        yield Deadline(key=key, due_at=end_of_day(add_days(kickoff.opened_on, days), pair.zone))


def passed(pair: Pair, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows from a passed deadline of this phase."""
    match K.of(key):
        case K.KICKOFF_ESCALATE | K.KICKOFF_DECISION:
            return escalation.fallen_due(pair, key, at)
        case K.KICKOFF_LAPSE:
            return dissolved(pair, EndReason.LAPSED, at)
        case _:
            return (e.ReminderFellDue(key=key),)


def _limits(policy: ProgrammePolicy) -> Iterator[tuple[str, int]]:
    """After how many days an open kickoff has which effect; the question for a decision is repeated until the lapse."""
    yield K.KICKOFF_ESCALATE, policy.kickoff__escalate_coordinator
    yield K.KICKOFF_RED, policy.kickoff__red
    first, lapse = policy.kickoff__coordinator_decision, policy.kickoff__lapse
    for days in range(first, lapse, policy.kickoff__decision_repeated):
        yield f"{K.KICKOFF_DECISION}#{days}", days
    yield K.KICKOFF_LAPSE, lapse


def _text(kickoff: Kickoff) -> ExchangeAgreement:
    if kickoff.agreement is None:
        raise Refused("there is no text yet that could be agreed to", allowed=("ProposeAgreement",))
    return kickoff.agreement


def _completed(
    pair: Pair, kickoff: Kickoff, agreement: ExchangeAgreement, command: c.ConfirmAgreement, at: datetime
) -> tuple[e.PairEvent, ...]:
    plan = agreement.plan
    completed = e.KickoffCompleted(
        agreement_version=kickoff.version,
        completed_on=local_date(at, pair.zone),
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        midway_on=plan.midway_on,
        closing_on=plan.closing_on,
        cadence_days=plan.cadence_days,
        documentation_mode=agreement.documentation.mode,
    )
    talk = meeting.settled(pair, at, MeetingKind.KICKOFF)
    return *talk, completed, *exchange.started(pair, plan, by=command.by, at=at)
