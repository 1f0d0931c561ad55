"""Which rule answers which command of the two."""

from __future__ import annotations

from datetime import datetime

from domain.base import Refused
from domain.pair import (
    amendment,
    balance,
    chemistry,
    confirmation,
    early_completion,
    ending,
    exchange,
    extension,
    follow_up,
    inactivity,
    kickoff,
    meeting,
    nudges,
    pause,
    proposal,
    pulse,
    rematch,
    support,
)
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.allowed import ALLOWED
from domain.pair.stages import Chemistry, Ended, Exchange, Kickoff, Proposed, Review
from domain.pair.state import Pair

Events = tuple[e.PairEvent, ...]


def participants_say(pair: Pair, command: c.PairCommand, at: datetime) -> Events:
    """What follows from a participant's command. Raises Refused where its phase does not know it."""
    if command.type not in ALLOWED[pair.phase]:
        if not pair.phase.is_open and not ALLOWED[pair.phase]:
            raise Refused(f"this pair has ended ({pair.phase}); nothing more is possible")
        raise Refused(f"{command.type} is not possible at {pair.phase}", allowed=ALLOWED[pair.phase])
    match command:
        case c.ScheduleMeeting() | c.RescheduleMeeting() | c.CancelMeeting() | c.ConfirmMeeting() | c.EnterMeeting():
            return _of_meetings(pair, command, at)
        case c.ReportBalance():
            return balance.report(pair, command)
        case c.RequestSupport():
            return support.request(pair, command, at)
        case c.DeclineNudges(by=by):
            return nudges.decline(pair, by)
        case c.LeavePair(by=by):
            return _leave(pair, command, at)
        case _:
            return _staged(pair, command, at)


def _of_meetings(pair: Pair, command: c.MeetingCommand, at: datetime) -> Events:
    match command:
        case c.ScheduleMeeting():
            return meeting.schedule(pair, command, at)
        case c.RescheduleMeeting():
            return meeting.reschedule(pair, command, at)
        case c.CancelMeeting():
            return meeting.cancel(pair, command, at)
        case c.ConfirmMeeting():
            return confirmation.confirm(pair, command, at)
        case c.EnterMeeting():
            return confirmation.enter(pair, pair.at_stage(Exchange), command, at)


def _leave(pair: Pair, command: c.LeavePair, at: datetime) -> Events:
    if isinstance(pair.stage, Proposed):
        return proposal.decline(pair, pair.stage, command.by, at)
    return ending.leave(pair, command.by, at)


def _staged(pair: Pair, command: c.PairCommand, at: datetime) -> Events:
    """Commands that belong to one stage each."""
    match pair.stage:
        case Proposed() as stage:
            return _proposed(pair, stage, command, at)
        case Chemistry() as stage if isinstance(command, c.GiveChemistryVerdict):
            return chemistry.give_verdict(pair, stage, command.by, command.verdict, at)
        case Kickoff() as stage:
            return _kickoff(pair, stage, command, at)
        case Exchange() as stage:
            return _exchange(pair, stage, command, at)
        case Review() as stage if isinstance(command, c.SubmitReview):
            return ending.submit_review(pair, stage, command, at)
        case Ended() as stage:
            return _ended(pair, stage, command, at)
        case _:
            raise AssertionError(f"ALLOWED names {command.type} at {pair.phase}, but no rule answers it")


def _proposed(pair: Pair, proposed: Proposed, command: c.PairCommand, at: datetime) -> Events:
    match command:
        case c.AcceptMatch(by=by):
            return proposal.accept(pair, proposed, by, at)
        case c.DeclineMatch(by=by):
            return proposal.decline(pair, proposed, by, at)
        case _:
            raise AssertionError(command.type)


def _kickoff(pair: Pair, stage: Kickoff, command: c.PairCommand, at: datetime) -> Events:
    match command:
        case c.ProposeAgreement():
            return kickoff.propose_agreement(pair, stage, command, at)
        case c.AgreeKickoffPoint():
            return kickoff.agree_point(stage, command)
        case c.ConfirmAgreement():
            return kickoff.confirm_agreement(pair, stage, command, at)
        case _:
            raise AssertionError(command.type)


def _exchange(pair: Pair, stage: Exchange, command: c.PairCommand, at: datetime) -> Events:
    match command:
        case c.CompleteMidwayCheckIn():
            return exchange.complete_midway(pair, stage, command, at)
        case c.SubmitPulse():
            return pulse.submit(pair, stage, command, at)
        case c.ContinuePair():
            return inactivity.go_on(pair, stage, command, at)
        case c.ProposePause() | c.AgreePause() | c.ProposeResume() | c.AgreeResume():
            return pause.two_say(pair, stage, command, at)
        case c.ProposeExtension() | c.AgreeExtension() | c.DeclineExtension():
            return extension.two_say(pair, stage, command, at)
        case c.ProposeEarlyCompletion() | c.CompleteEarly():
            return early_completion.two_say(pair, stage, command, at)
        case c.AmendAgreement() | c.ConfirmAgreement():
            return amendment.two_say(pair, stage, command, at)
        case _:
            raise AssertionError(command.type)


def _ended(pair: Pair, stage: Ended, command: c.PairCommand, at: datetime) -> Events:
    match command:
        case c.RequestRematch() | c.DeclineRematch():
            return rematch.one_says(pair, stage, command, at)
        case c.SubmitFollowUp():
            return follow_up.submit(pair, stage, command, at)
        case _:
            raise AssertionError(command.type)
