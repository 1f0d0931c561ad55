"""What pauses, extensions, amendments and quiet times change."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar, assert_never
from zoneinfo import ZoneInfo

from domain.pair import events as e
from domain.pair.evolve.changes import at_stage
from domain.pair.keys import DeadlineKey
from domain.pair.stages import (
    Amendment,
    Exchange,
    Meeting,
    Midway,
    Pause,
    PausedDays,
    Proposal,
    PulseRound,
)
from domain.pair.state import Pair
from domain.pair.values import MeetingState
from domain.working_time import add_days, moment

Round = TypeVar("Round", Midway | None, PulseRound | None)
_OfPause = e.PauseProposed | e.PairPaused | e.PauseQuestionAsked | e.ResumeProposed
_OfExchange = (
    e.ExtensionProposed
    | e.ExtensionDeclined
    | e.ExtensionAgreed
    | e.EarlyCompletionProposed
    | e.AmendmentProposed
    | e.AgreementAmended
    | e.PairContinued
    | e.CadenceMissed
    | e.InactivityThresholdReached
)


def after_course(pair: Pair, event: e.CourseEvent) -> Pair:
    """The pair after one of these events."""
    if isinstance(event, e.HealthChanged):
        return pair.with_(health=event.after)
    if isinstance(event, e.PauseOffered):
        return pair
    exchange = pair.at_stage(Exchange)
    if isinstance(event, e.PairResumed):
        return _resumed(pair, exchange, event)
    return at_stage(pair, exchange.with_(**_changes(exchange, event)))


def _changes(exchange: Exchange, event: _OfPause | _OfExchange) -> dict[str, Any]:
    match event:
        case e.PauseProposed() | e.PairPaused() | e.PauseQuestionAsked() | e.ResumeProposed():
            return _paused(exchange, event)
        case e.ExtensionProposed(by=by, ends_on=ends_on):
            return {"extension_proposal": Proposal(by=by, day=ends_on)}
        case e.ExtensionDeclined():
            return {"extension_proposal": None}
        case e.ExtensionAgreed():
            return _extended(exchange, event)
        case e.EarlyCompletionProposed(by=by):
            return {"early_completion_by": by}
        case e.AmendmentProposed():
            return {"amendment": Amendment(**event.model_dump(include=set(Amendment.model_fields)))}
        case e.AgreementAmended():
            return _amended(exchange, event)
        case e.PairContinued(continued_on=day):
            return {"continued_on": day, "close_on": None}
        case e.CadenceMissed(n=n):
            return {"cadence_missed": n}
        case e.InactivityThresholdReached(last_activity_on=since, close_on=day):
            return {"asked_about": since, "close_on": day}
        case _:
            assert_never(event)


def _paused(exchange: Exchange, event: _OfPause) -> dict[str, Any]:
    match event:
        case e.PauseProposed(by=by, until_on=until_on):
            return {"pause_proposal": Proposal(by=by, day=until_on)}
        case e.PairPaused(paused_on=paused_on, until_on=until_on):
            known = exchange.pause or Pause(paused_on=paused_on, until_on=until_on)
            return {"pause": known.with_(until_on=until_on, resume_proposed_by=None), "pause_proposal": None}
        case e.PauseQuestionAsked():
            return {"pause": exchange.pause.with_(is_question_asked=True) if exchange.pause else None}
        case e.ResumeProposed(by=by):
            return {"pause": exchange.pause.with_(resume_proposed_by=by) if exchange.pause else None}
        case _:
            assert_never(event)


def _amended(exchange: Exchange, event: e.AgreementAmended) -> dict[str, Any]:
    return {
        "agreement": exchange.amendment.agreement if exchange.amendment else None,
        "agreement_version": event.version,
        "amendment": None,
        "cadence_days": event.cadence_days,
        "expected_meetings": event.expected_meetings,
    }


def _extended(exchange: Exchange, event: e.ExtensionAgreed) -> dict[str, Any]:
    """Who has agreed to go on does not complete now."""
    return {
        "ends_on": event.ends_on,
        "closing_on": event.closing_on,
        "expected_meetings": event.expected_meetings,
        "extension_proposal": None,
        "extensions": exchange.extensions + 1,
        "early_completion_by": None,
        "is_closing": False,
    }


def _resumed(pair: Pair, exchange: Exchange, event: e.PairResumed) -> Pair:
    """What was still to come has moved by the paused days."""
    days, since = event.shifted_by_days, exchange.pause.paused_on if exchange.pause else event.resumed_on
    resumed = exchange.with_(
        pause=None,
        pause_proposal=None,
        pauses=(*exchange.pauses, PausedDays(from_on=since, days=days)),
        ends_on=event.ends_on,
        midway_on=event.midway_on,
        closing_on=event.closing_on,
        expected_meetings=event.expected_meetings,
        midway=_later(exchange.midway, days),
        pulse=_later(exchange.pulse, days),
        close_on=add_days(exchange.close_on, days) if exchange.close_on else None,
    )
    return at_stage(pair, resumed).with_(
        meetings=tuple(_planned_later(meeting, days) for meeting in pair.meetings),
        moved={
            key: _at_the_same_hour(due_at, days, pair.zone) if DeadlineKey.of(key).rests_in_pause else due_at
            for key, due_at in pair.moved.items()
        },
    )


def _later(asked: Round, days: int) -> Round:
    """A question that is open counts as asked so many days later, so that its reminder moves, too."""
    if asked is None or asked.is_closed:
        return asked
    return asked.with_(opened_on=add_days(asked.opened_on, days), due_on=add_days(asked.due_on, days))


def _planned_later(meeting: Meeting, days: int) -> Meeting:
    is_planned = meeting.state is MeetingState.PLANNED
    return meeting.with_(window_on=add_days(meeting.window_on, days)) if is_planned else meeting


def _at_the_same_hour(at: datetime, days: int, zone: str) -> datetime:
    """Paused days are calendar days: the clocks may have changed within them."""
    local = at.astimezone(ZoneInfo(zone))
    return moment(add_days(local.date(), days), local.time(), zone)
