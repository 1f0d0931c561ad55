"""Turns that a half year may take: pauses, later ends, help, answers in confidence, and what the coordinator does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.stages import Ended, Exchange
from domain.pair.state import Pair, silent
from domain.pair.values import BalanceReport, EscalationLevel, Intervention, MeetingState, Phase, other
from domain.working_time import add_days, local_date
from rehearsal.script import Act, Script, Story, after, draw, drawn_side

_PAUSE_DAYS, _EXTENSION_DAYS = 21, 56


def in_the_half_year(pair: Pair, exchange: Exchange, script: Script) -> Iterator[Act]:
    """What the two do beside meeting each other."""
    yield from _answers(pair, exchange, script)
    match script.story:
        case Story.PAUSES if not exchange.pauses and not exchange.is_closing:
            yield from _pause(pair, exchange, script)
        case Story.EXTENDS if exchange.is_closing and not exchange.extensions:
            yield from _extension(pair, exchange, script)
        case Story.ASKS_FOR_HELP if not exchange.is_closing and not _has_asked(pair):
            by = drawn_side(pair, script, "help")
            at = after(pair, script, add_days(exchange.starts_on, 40), "help", days=(0, 5))
            yield Act(at=at, command=c.RequestSupport(by=by, topic_code="FINDING_TIME"))
        case _:
            return


def of_the_coordinator(pair: Pair, script: Script) -> Iterator[Act]:
    """Whoever is asked to look talks to the two; but where a pair fades, the coordinator leaves it to the deputy."""
    for escalation in pair.escalations:
        is_left = script.story is Story.FADES and escalation.level is EscalationLevel.COORDINATOR
        if is_left or escalation.react_by_on is None:
            continue
        at = after(pair, script, add_days(escalation.react_by_on, -5), f"react/{escalation.cause}", days=(0, 2))
        noted = c.Intervene(
            staff_id=escalation.level.lower(),
            escalation_id=escalation.escalation_id,
            intervention=Intervention.NOTE_TALK,
            reason="talked to both of them",
        )
        yield Act(at=at, command=noted)


def afterwards(pair: Pair, ended: Ended, script: Script) -> Iterator[Act]:
    """Whoever was left would like another partner; who completed says what has stayed."""
    if script.story is Story.LEAVES and ended.phase is Phase.DISSOLVED and not pair.private.rematch_wished_by:
        by = other(drawn_side(pair, script, "leaves"))
        at = after(pair, script, ended.ended_on, "rematch", days=(1, 3))
        yield Act(at=at, command=c.RequestRematch(by=by))
    if ended.follow_up_due_on and not ended.is_shredded:
        for side in silent(pair.private.followed_up_by):
            at = after(pair, script, add_days(ended.follow_up_due_on, -10), f"follow-up/{side}", days=(0, 6))
            answer = c.SubmitFollowUp(by=side, still_using=4, still_in_touch=True, would_do_it_again=True)
            yield Act(at=at, command=answer)


def _answers(pair: Pair, exchange: Exchange, script: Script) -> Iterator[Act]:
    """How it is going, when asked; and how give and take were in each meeting."""
    if exchange.pulse and not exchange.pulse.is_closed:
        for side in silent(exchange.pulse.answered_by):
            at = after(pair, script, exchange.pulse.opened_on, f"pulse/{side}", days=(0, 6))
            match, progress = (3 + draw(pair, script, f"pulse/{side}/{about}", 3) for about in ("match", "progress"))
            yield Act(at=at, command=c.SubmitPulse(by=side, match=match, progress=progress, wellbeing=4))
    for meeting in pair.meetings_in(MeetingState.HELD):
        for side in silent(tuple(pair.private.reports.get(meeting.meeting_id, {}))):
            if meeting.kind.is_talk:
                continue
            occasion = f"balance/{meeting.sequence_no}/{side}"
            at = after(pair, script, meeting.window_on, occasion, days=(1, 5))
            report = list(BalanceReport)[draw(pair, script, occasion, 3)]
            yield Act(at=at, command=c.ReportBalance(by=side, meeting_id=meeting.meeting_id, report=report))


def _pause(pair: Pair, exchange: Exchange, script: Script) -> Iterator[Act]:
    """One proposes it in the second month, the other agrees a day or two later."""
    at = after(pair, script, add_days(exchange.starts_on, 48), "pause", days=(0, 5))
    until_on = add_days(local_date(at, pair.zone), _PAUSE_DAYS)
    proposed = exchange.pause_proposal
    if proposed is None:
        yield Act(at=at, command=c.ProposePause(by=drawn_side(pair, script, "pause"), until_on=until_on))
    else:
        yield _agreed(pair, script, at, c.AgreePause(by=other(proposed.by)))


def _extension(pair: Pair, exchange: Exchange, script: Script) -> Iterator[Act]:
    """One proposes it in the last weeks, the other agrees a day or two later."""
    at = after(pair, script, exchange.closing_on, "extension", days=(3, 7))
    ends_on = add_days(exchange.ends_on, _EXTENSION_DAYS)
    proposed = exchange.extension_proposal
    if proposed is None:
        yield Act(at=at, command=c.ProposeExtension(by=drawn_side(pair, script, "extension"), ends_on=ends_on))
    else:
        yield _agreed(pair, script, at, c.AgreeExtension(by=other(proposed.by)))


def _agreed(pair: Pair, script: Script, proposed_at: datetime, command: c.AgreePause | c.AgreeExtension) -> Act:
    proposed_on = local_date(proposed_at, pair.zone)
    return Act(at=after(pair, script, proposed_on, command.type, days=(1, 2)), command=command)


def _has_asked(pair: Pair) -> bool:
    """Whether somebody has asked for help before."""
    return any(key.startswith(e.SupportRequested.__name__) for key in pair.passed)
