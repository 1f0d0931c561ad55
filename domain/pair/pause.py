"""Pauses: agreed by both or decided by the coordinator; all that is due moves by the paused days.

A pair pauses at ACTIVE only. In its last weeks (CLOSING) the end has been announced and all that is left fits into
days that a pause would only push away: who needs more time there extends the half year.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import assert_never

from domain.base import Deadline, Refused
from domain.pair import commands as c
from domain.pair import escalation, meeting
from domain.pair import events as e
from domain.pair.allowed import ALLOWED
from domain.pair.expected import expected_meetings
from domain.pair.keys import DeadlineKey
from domain.pair.sending import morning
from domain.pair.stages import Exchange, Pause
from domain.pair.state import Pair
from domain.pair.values import Phase, Side, other
from domain.working_time import add_days, end_of_day, local_date

K = DeadlineKey
_ASKING = ("ProposePause", "AgreePause")


def two_say(
    pair: Pair,
    exchange: Exchange,
    command: c.ProposePause | c.AgreePause | c.ProposeResume | c.AgreeResume,
    at: datetime,
) -> tuple[e.PairEvent, ...]:
    """One proposes to pause, or to go on; the other agrees. Who proposes what the partner has proposed agrees, too."""
    match command, exchange.pause:
        case c.ProposePause(), _:
            return _propose(pair, exchange, command, at)
        case c.AgreePause(by=by), _:
            return _agree(pair, exchange, by, at)
        case c.ProposeResume() | c.AgreeResume(), Pause() as pause:
            return _go_on(pair, exchange, pause, command, at)
        case _:
            raise AssertionError(f"ALLOWED names {command.type} at {pair.phase}, where nothing is paused")


def coordinator_says(pair: Pair, command: c.PausePair | c.ResumePair, at: datetime) -> tuple[e.PairEvent, ...]:
    """The coordinator pauses a pair, prolongs its pause, or lets it go on, at once."""
    match command, pair.stage:
        case c.PausePair(until_on=until_on), Exchange(pause=Pause(until_on=known)) if until_on == known:
            return ()
        case c.PausePair(until_on=until_on, reason=reason), Exchange(is_closing=False) as exchange:
            instead = ("ResumePair",) if exchange.pause else ()
            _check_day(pair, exchange, until_on, at, again="PausePair", instead=instead)
            return _paused(pair, exchange, until_on, at=at, reason=reason)
        case c.ResumePair(reason=reason), Exchange(pause=Pause() as pause) as exchange:
            return _resumed(pair, exchange, pause, at=at, reason=reason)
        case c.PausePair(), _:
            raise Refused(f"only a pair at ACTIVE can be paused; this one is at {pair.phase}")
        case c.ResumePair(), _:
            allowed = ("PausePair",) if pair.phase is Phase.ACTIVE else ()
            raise Refused(f"this pair is not paused, it is at {pair.phase}", allowed=allowed)
        case _:
            assert_never(command)


def absence_events(pair: Pair, by: Side, from_on: date, until_on: date, at: datetime) -> tuple[e.PairEvent, ...]:
    """What an absence asks for, `until_on` its last day; whoever is away, it is the same.

    One above `pause.offer_absence` days offers both a pause, where the pair does not pause as long already and days
    are left; one above `pause.max` days goes to the coordinator.
    """
    days = (until_on - from_on).days + 1
    offered = _offered(pair, until_on, at) if days > pair.policy.pause__offer_absence else ()
    told = escalation.raised(pair, "AbsenceStarted", at) if days > pair.policy.pause__max else ()
    return *offered, *told


def deadlines(pair: Pair, exchange: Exchange) -> Iterator[Deadline]:
    """While paused: the question how to go on, where the pause lasts longer than that, and the end of the pause.

    Each key belongs to one pause, the end also to one last day: what an operator did about it ends with it.
    """
    if pause := exchange.pause:
        ends_at = end_of_day(pause.until_on, pair.zone)
        asked_at = morning(pair, add_days(pause.paused_on, pair.policy.pause__question))
        if not pause.is_question_asked and asked_at < ends_at:
            yield Deadline(key=f"{K.PAUSE_QUESTION}#{pause.paused_on}", due_at=asked_at)
        yield Deadline(key=f"{K.PAUSE_END}#{pause.until_on}", due_at=ends_at)


def passed(pair: Pair, exchange: Exchange, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows from a passed deadline of the pause; after an outage the pause is over since its end."""
    pause = exchange.pause
    if pause is None:
        return ()
    if K.of(key) is K.PAUSE_QUESTION:
        return (e.PauseQuestionAsked(until_on=pause.until_on),)
    ends_at = pair.moved.get(key, end_of_day(pause.until_on, pair.zone))
    return _resumed(pair, exchange, pause, at=min(at, ends_at))


def after_pauses(exchange: Exchange, day: date) -> date:
    """From which day something is counted that began on `day`: the days paused since do not count.

    For days on which something happened, such as the last meeting, before an interval is added to them; what is
    remembered about them (keys of passed deadlines) keeps the day itself. A pause that begins on the day or later
    moves it by its days; a day inside a pause becomes the day of resuming; a pause over before the day leaves it
    alone. What the stage keeps has moved already when the pair resumed: its end, midway and closing days, open
    pulse and midway rounds with the day of their opening, days of planned meetings, `close_on`.
    """
    for pause in exchange.pauses:
        if day < add_days(pause.from_on, pause.days):
            day = add_days(min(day, pause.from_on), pause.days)
    return day


def _propose(pair: Pair, exchange: Exchange, command: c.ProposePause, at: datetime) -> tuple[e.PairEvent, ...]:
    by, until_on, known = command.by, command.until_on, exchange.pause_proposal
    _check_day(pair, exchange, until_on, at, again=command.type, instead=_others(pair))
    if known is None or known.day != until_on:
        return (e.PauseProposed(by=by, until_on=until_on),)
    return () if known.by == by else _paused(pair, exchange, until_on, by=by, at=at)


def _agree(pair: Pair, exchange: Exchange, by: Side, at: datetime) -> tuple[e.PairEvent, ...]:
    proposal = exchange.pause_proposal
    if proposal is None or proposal.by == by:
        raise Refused("your partner has proposed no pause to agree to", allowed=("ProposePause",))
    _check_day(pair, exchange, proposal.day, at, again="ProposePause", instead=_others(pair))
    return _paused(pair, exchange, proposal.day, by=by, at=at)


def _go_on(
    pair: Pair, exchange: Exchange, pause: Pause, command: c.ProposeResume | c.AgreeResume, at: datetime
) -> tuple[e.PairEvent, ...]:
    by, proposer = command.by, pause.resume_proposed_by
    if proposer == other(by):
        return _resumed(pair, exchange, pause, by=by, at=at)
    match command:
        case c.ProposeResume():
            return () if proposer == by else (e.ResumeProposed(by=by),)
        case c.AgreeResume():
            raise Refused("your partner has not proposed to go on", allowed=("ProposeResume",))
        case _:
            assert_never(command)


def _others(pair: Pair) -> tuple[str, ...]:
    return tuple(name for name in ALLOWED[pair.phase] if name not in _ASKING)


def _check_day(
    pair: Pair, exchange: Exchange, until_on: date, at: datetime, *, again: str, instead: tuple[str, ...]
) -> None:
    """Refuses a last day that is too early or beyond the limits: `again` with another day, `instead` where none is."""
    first, last = _possible(pair, exchange, at)
    if first > last:
        limits = f"one lasts {pair.policy.pause__max} days at most, all together {pair.policy.pause__total}"
        raise Refused(f"no more days of pause are left to this pair: {limits}", allowed=instead)
    if not first <= until_on <= last:
        raise Refused(f"a pause is possible until any day from {first} to {last}", allowed=(again,))


def _possible(pair: Pair, exchange: Exchange, at: datetime) -> tuple[date, date]:
    """The first and the last day on which a pause may end that begins now, or that is prolonged."""
    today = local_date(at, pair.zone)
    begins_on = exchange.pause.paused_on if exchange.pause else today
    ends_on = max(today, exchange.pause.until_on) if exchange.pause else today
    days = min(pair.policy.pause__max, pair.policy.pause__total - exchange.paused_days)
    return add_days(ends_on, 1), add_days(begins_on, days - 1)


def _paused(
    pair: Pair, exchange: Exchange, until_on: date, *, by: Side | None = None, at: datetime, reason: str = ""
) -> tuple[e.PairEvent, ...]:
    """A pause begins or becomes longer: the meetings within it are cancelled, those after it keep their dates."""
    paused_on = exchange.pause.paused_on if exchange.pause else local_date(at, pair.zone)
    paused = e.PairPaused(paused_on=paused_on, until_on=until_on, by=by, reason=reason)
    return paused, *meeting.cancelled_between(pair, paused_on, until_on, at)


def _resumed(
    pair: Pair, exchange: Exchange, pause: Pause, *, by: Side | None = None, at: datetime, reason: str = ""
) -> tuple[e.PairResumed]:
    """The half year goes on, as many days later as it has paused."""
    resumed_on = local_date(at, pair.zone)
    days = (resumed_on - pause.paused_on).days
    ends_on = add_days(exchange.ends_on, days)
    return (
        e.PairResumed(
            resumed_on=resumed_on,
            shifted_by_days=days,
            ends_on=ends_on,
            midway_on=exchange.midway_on if exchange.midway else add_days(exchange.midway_on, days),
            closing_on=add_days(exchange.closing_on, days),
            expected_meetings=expected_meetings(
                starts_on=exchange.starts_on,
                ends_on=ends_on,
                paused_days=exchange.paused_days + days,
                cadence_days=exchange.cadence_days,
            ),
            by=by,
            reason=reason,
        ),
    )


def _offered(pair: Pair, until_on: date, at: datetime) -> tuple[e.PauseOffered, ...]:
    """The longest pause that is possible: how long somebody is away is not told either."""
    match pair.stage:
        case Exchange(is_closing=False) as exchange:
            first, last = _possible(pair, exchange, at)
            return (e.PauseOffered(until_on=last),) if first <= min(until_on, last) else ()
        case _:
            return ()
