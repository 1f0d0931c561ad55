"""Give and take: what each says of a meeting, how it is weighed, and the hint to the two (chapter 2.9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from domain.base import Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.stages import Exchange, Meeting
from domain.pair.state import Pair
from domain.pair.values import SIDES, BalanceReport, MeetingState, Side
from domain.working_time import add_days, local_date

# How much more somebody gave than received, where given and received are (1, 0), (½, ½) or (0, 1).
_GAVE_MORE: Mapping[BalanceReport, int] = MappingProxyType(
    {BalanceReport.MOSTLY_GAVE: 1, BalanceReport.BALANCED: 0, BalanceReport.MOSTLY_RECEIVED: -1}
)


def report(pair: Pair, command: c.ReportBalance) -> tuple[e.PairEvent, ...]:
    """One partner says how give and take were in a meeting that was held; the last word counts.

    Who has said that it was held need not wait for the partner's word: only meetings that were held are weighed.
    """
    meeting = pair.meeting(command.meeting_id)
    if meeting is None or meeting.kind.is_talk or not _took_place(meeting, command.by):
        raise Refused("give and take are told of a meeting of the half year that was held", allowed=("ConfirmMeeting",))
    if pair.private.reports.get(command.meeting_id, {}).get(command.by) is command.report:
        return ()
    return (e.BalanceReported(meeting_id=command.meeting_id, by=command.by, report=command.report),)


def weighed(pair: Pair, at: datetime) -> tuple[e.PairEvent, ...]:
    """The hint where give and take have become one-sided, or the word that they are even again.

    Called after each append. While words on a meeting may well still come, nothing is said: a hint right after the
    first one would tell whose word brought it.
    """
    match pair.stage:
        case Exchange(pause=None) as exchange if word := _word(pair, exchange, at):
            return () if _is_waiting(pair, at) else (word,)
        case _:
            return ()


def index(pair: Pair) -> int | None:
    """How even give and take are, in per cent, rounded down; None where too little was said.

    Over the last `balance.window` held meetings of which `balance.minimum` have a report; 100 is even, 0 is
    one-way. `1 - |sum of g(A→B) - sum of g(B→A)| / (sum of both)`, where in each meeting the two g are 1 together.
    """
    return _index(pair, _reports(pair))


def _took_place(meeting: Meeting, by: Side) -> bool:
    """Whether a meeting was held, or one partner has said so while the other's word is awaited."""
    is_awaited = meeting.state is MeetingState.SCHEDULED
    return meeting.state is MeetingState.HELD or (is_awaited and meeting.confirmations.get(by) == "HELD")


def _word(
    pair: Pair, exchange: Exchange, at: datetime
) -> e.ExchangeImbalanceDetected | e.ExchangeBalanceRecovered | None:
    """What is new about give and take; None where nothing is."""
    said = _reports(pair)
    even = _index(pair, said)
    if even is None or (even < pair.policy.balance__hint_below) is exchange.is_unbalanced:
        return None
    if exchange.is_unbalanced:
        return e.ExchangeBalanceRecovered(window_meetings=len(said), index=even)
    today, hinted_on = local_date(at, pair.zone), exchange.hinted_on
    if hinted_on and today < add_days(hinted_on, pair.policy.balance__hint_again):
        return None
    return e.ExchangeImbalanceDetected(window_meetings=len(said), detected_on=today, index=even)


def _index(pair: Pair, said: list[Mapping[Side, BalanceReport]]) -> int | None:
    if len(said) < pair.policy.balance__minimum:
        return None
    # In halves, so that the mean of two words is a whole number.
    whole = 2 * len(said)
    return 100 * (whole - abs(sum(_tilt(words) for words in said))) // whole


def _is_waiting(pair: Pair, at: datetime) -> bool:
    """Whether a meeting of the last `meeting.confirm_closed` days has not had the word of both."""
    recently = add_days(local_date(at, pair.zone), -pair.policy.meeting__confirm_closed)
    words = pair.private.reports
    return any(m.window_on >= recently and len(words.get(m.meeting_id, {})) < len(SIDES) for m in _window(pair))


def _reports(pair: Pair) -> list[Mapping[Side, BalanceReport]]:
    """What was said of the meetings of the window, of each of which something was said."""
    words = pair.private.reports
    return [said for m in _window(pair) if (said := words.get(m.meeting_id))]


def _window(pair: Pair) -> list[Meeting]:
    """The last held meetings of the half year, by their days."""
    held = pair.half_year_meetings(MeetingState.HELD)
    return sorted(held, key=lambda m: (m.window_on, m.sequence_no))[-pair.policy.balance__window :]


def _tilt(words: Mapping[Side, BalanceReport]) -> int:
    """By how many halves A gave more to B than B to A, as the mean of the words of both, or by one's own word."""
    tilts = [_GAVE_MORE[word] if side == "a" else -_GAVE_MORE[word] for side, word in words.items()]
    return 2 * sum(tilts) // len(tilts)
