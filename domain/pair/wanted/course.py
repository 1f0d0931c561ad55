"""Letters of the half year: half time, pauses, proposals of one partner, a later end, quiet times."""

from __future__ import annotations

from collections.abc import Iterator

from domain.letters import Template
from domain.pair import events as e
from domain.pair.stages import Exchange
from domain.pair.state import Pair
from domain.pair.values import Side, other
from domain.pair.wanted.answers import contact_wished
from domain.pair.wanted.shape import COORDINATOR, Wanted, day_of, may_pause, to_sides


def after_exchange(pair: Pair, event: e.ExchangeEvent) -> Iterator[Wanted]:
    """The letters that one of these events asks for."""
    match event:
        case e.MidwayCheckInOpened(due_on=due_on):
            yield Wanted(template=Template.MIDWAY_INVITATION, params={"due_on": str(due_on)})
        case e.MidwayCheckInAnswered(by=by, wants_contact=True):
            yield from contact_wished(pair, by)
        case _:
            return


def after_course(pair: Pair, event: e.CourseEvent) -> Iterator[Wanted]:
    """The letters that one of these events asks for."""
    match event:
        case e.PauseOffered():
            yield pause_offered()
        case e.PairPaused(until_on=until_on):
            yield Wanted(template=Template.PAUSED, params={"until_on": str(until_on)})
        case e.PauseQuestionAsked(until_on=until_on):
            yield Wanted(template=Template.RESUME_QUESTION, params={"until_on": str(until_on)})
        case e.PairResumed(closing_on=closing_on, ends_on=ends_on):
            params = {"closing_on": str(closing_on), "ends_on": str(ends_on)}
            yield Wanted(template=Template.RESUMED, params=params)
        case e.AgreementAmended(version=version):
            yield Wanted(template=Template.AGREEMENT_AMENDED, params={"agreement_version": str(version)})
        case e.CadenceMissed(due_on=due_on):
            yield Wanted(template=Template.CADENCE_MISSED, params={"due_on": str(due_on), **may_pause(pair)})
        case e.InactivityThresholdReached():
            params = {"last_activity_on": str(event.last_activity_on), "close_on": str(event.close_on)}
            yield Wanted(template=Template.INACTIVITY_WARNING, params=params | may_pause(pair))
            yield Wanted(template=Template.INACTIVE_PAIR, params=params, to=COORDINATOR)
        case e.ExtensionDeclined() | e.ExtensionAgreed():
            yield from _extension(pair, event)
        case _:
            yield from _proposed(pair, event)


def pause_offered() -> Wanted:
    """The same words, whether somebody is away for long or the coordinator offers it."""
    return Wanted(template=Template.PAUSE_OFFERED)


def proposals(exchange: Exchange) -> dict[str, str]:
    """What one of the two has proposed and the other has not answered yet, each with its day or none."""
    pause, extension = exchange.pause_proposal, exchange.extension_proposal
    waiting = {
        _pause(exchange): day_of(pause.day) if pause else None,
        "RESUME": "" if exchange.pause and exchange.pause.resume_proposed_by else None,
        "EXTENSION": day_of(extension.day) if extension else None,
        "EARLY_COMPLETION": "" if exchange.early_completion_by else None,
        "AMENDMENT": "" if exchange.amendment else None,
    }
    return {proposal: day for proposal, day in waiting.items() if day is not None}


def _extension(pair: Pair, event: e.ExtensionDeclined | e.ExtensionAgreed) -> Iterator[Wanted]:
    exchange = pair.at_stage(Exchange)
    match event:
        case e.ExtensionDeclined(by=by):
            params = {"ends_on": str(exchange.ends_on)}
            yield Wanted(template=Template.EXTENSION_DECLINED, params=params, to=to_sides(other(by)))
        case e.ExtensionAgreed():
            params = {
                "ends_on": str(event.ends_on),
                "closing_on": str(event.closing_on),
                "meetings_expected": str(event.expected_meetings),
            }
            yield Wanted(template=Template.EXTENSION_CONFIRMED, params=params)


def _proposed(pair: Pair, event: e.CourseEvent) -> Iterator[Wanted]:
    match event:
        case e.PauseProposed(by=by, until_on=until_on):
            yield _proposal(_pause(pair.at_stage(Exchange)), by, day=day_of(until_on))
        case e.ResumeProposed(by=by):
            yield _proposal("RESUME", by)
        case e.ExtensionProposed(by=by, ends_on=ends_on):
            yield _proposal("EXTENSION", by, day=day_of(ends_on))
        case e.EarlyCompletionProposed(by=by):
            yield _proposal("EARLY_COMPLETION", by)
        case e.AmendmentProposed(by=by):
            yield _proposal("AMENDMENT", by)
        case _:
            return


def _pause(exchange: Exchange) -> str:
    return "LONGER_PAUSE" if exchange.pause else "PAUSE"


def _proposal(proposal: str, by: Side, *, day: str = "") -> Wanted:
    """To the other one, who would not notice it otherwise."""
    params = {"proposal": proposal, "day_on": day}
    return Wanted(template=Template.PARTNER_PROPOSES, params=params, to=to_sides(other(by)))
