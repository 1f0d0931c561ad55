"""Going on beyond the end, by mutual consent."""

from __future__ import annotations

from datetime import date, datetime
from typing import assert_never

from domain.base import Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.allowed import ALLOWED
from domain.pair.expected import expected_meetings
from domain.pair.stages import Exchange, Proposal
from domain.pair.state import Pair
from domain.pair.values import Side
from domain.working_time import add_days, local_date


def two_say(
    pair: Pair, exchange: Exchange, command: c.ProposeExtension | c.AgreeExtension | c.DeclineExtension, at: datetime
) -> tuple[e.PairEvent, ...]:
    """One proposes a later end, which a newer proposal replaces; the other agrees or declines."""
    match command:
        case c.ProposeExtension(by=by, ends_on=ends_on):
            return _proposed(pair, exchange, Proposal(by=by, day=ends_on), at)
        case c.AgreeExtension(by=by):
            ends_on = _of_partner(exchange, by).day
            _check(pair, exchange, ends_on, at)
            return (_agreed(pair, exchange, by, ends_on, at),)
        case c.DeclineExtension(by=by):
            _of_partner(exchange, by)
            return (e.ExtensionDeclined(by=by),)
        case _:
            assert_never(command)


def _proposed(pair: Pair, exchange: Exchange, proposal: Proposal, at: datetime) -> tuple[e.PairEvent, ...]:
    _check(pair, exchange, proposal.day, at)
    match exchange.extension_proposal:
        case Proposal(by=by, day=proposal.day) if by != proposal.by:
            raise Refused("the partner has proposed this end already", allowed=("AgreeExtension", "DeclineExtension"))
        case Proposal(day=proposal.day):
            return ()
        case _:
            return (e.ExtensionProposed(by=proposal.by, ends_on=proposal.day),)


def _of_partner(exchange: Exchange, by: Side) -> Proposal:
    proposal = exchange.extension_proposal
    if proposal is None or proposal.by == by:
        raise Refused("the partner has proposed no later end", allowed=("ProposeExtension",))
    return proposal


def _check(pair: Pair, exchange: Exchange, ends_on: date, at: datetime) -> None:
    """`extension.max` times, by up to `extension.days`; also when agreed, since days have gone by."""
    times, days = pair.policy.extension__max, pair.policy.extension__days
    if exchange.extensions >= times:
        others = tuple(name for name in ALLOWED[pair.phase] if not name.endswith("Extension"))
        raise Refused(f"the end can be moved {times} times at most", allowed=others)
    first = add_days(max(exchange.ends_on, local_date(at, pair.zone)), 1)
    last = add_days(exchange.ends_on, days)
    if not first <= ends_on <= last:
        raise Refused(f"the new end must lie between {first} and {last}", allowed=("ProposeExtension",))


def _agreed(pair: Pair, exchange: Exchange, by: Side, ends_on: date, at: datetime) -> e.ExtensionAgreed:
    closing_on = add_days(ends_on, -pair.policy.closing__notice_pair)
    return e.ExtensionAgreed(
        by=by,
        ends_on=ends_on,
        closing_on=max(closing_on, local_date(at, pair.zone)),
        expected_meetings=expected_meetings(
            starts_on=exchange.starts_on,
            ends_on=ends_on,
            paused_days=exchange.paused_days,
            cadence_days=exchange.cadence_days,
        ),
    )
