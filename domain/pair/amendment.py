"""Changing the agreement by mutual consent: everything but the dates, which only pauses and extensions move."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from domain.base import Refused
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.agreement import ExchangeAgreement, HalfYearPlan
from domain.pair.expected import expected_meetings
from domain.pair.stages import Exchange
from domain.pair.state import Pair


def two_say(
    pair: Pair, exchange: Exchange, command: c.AmendAgreement | c.ConfirmAgreement, at: datetime
) -> tuple[e.PairEvent, ...]:
    """One puts another text in place of the agreement, or of one proposed before; the other confirms it."""
    match command:
        case c.AmendAgreement():
            return _proposed(exchange, command)
        case c.ConfirmAgreement():
            return _confirmed(exchange, command)
        case _:
            assert_never(command)


def _proposed(exchange: Exchange, command: c.AmendAgreement) -> tuple[e.PairEvent, ...]:
    _check_dates(exchange, command.agreement.plan)
    text, before = command.agreement.hash(), exchange.amendment
    if before and before.hash == text:
        return ()
    if exchange.agreement and exchange.agreement.hash() == text:
        raise Refused("this is the text that holds", allowed=("AmendAgreement",))
    version = (before.version if before else exchange.agreement_version) + 1
    return (e.AmendmentProposed(version=version, hash=text, by=command.by, agreement=command.agreement),)


def _confirmed(exchange: Exchange, command: c.ConfirmAgreement) -> tuple[e.PairEvent, ...]:
    amendment = exchange.amendment
    if amendment is None or amendment.agreement is None or amendment.by == command.by:
        raise Refused("the partner has put no other text in place of the agreement", allowed=("AmendAgreement",))
    if command.hash != amendment.hash:
        raise Refused("the text has changed meanwhile; please read it again", allowed=("ConfirmAgreement",))
    # A pause or an extension may have moved the dates since.
    _check_dates(exchange, amendment.agreement.plan)
    return (_amended(exchange, amendment.agreement, command, version=amendment.version),)


def _check_dates(exchange: Exchange, plan: HalfYearPlan) -> None:
    now = HalfYearPlan(
        starts_on=exchange.starts_on,
        ends_on=exchange.ends_on,
        midway_on=exchange.midway_on,
        closing_on=exchange.closing_on,
        cadence_days=plan.cadence_days,
    )
    if plan.with_(next_meetings_at=()) != now:
        raise Refused(
            f"an amendment keeps the dates: from {now.starts_on} to {now.ends_on}, with midway on {now.midway_on} "
            f"and closing on {now.closing_on}",
            allowed=("AmendAgreement",),
        )
    if plan.next_meetings_at:
        raise Refused("an amendment names no next meetings", allowed=("AmendAgreement", "ScheduleMeeting"))


def _amended(
    exchange: Exchange, agreement: ExchangeAgreement, command: c.ConfirmAgreement, *, version: int
) -> e.AgreementAmended:
    return e.AgreementAmended(
        version=version,
        hash=command.hash,
        by=command.by,
        cadence_days=agreement.plan.cadence_days,
        expected_meetings=expected_meetings(
            starts_on=exchange.starts_on,
            ends_on=exchange.ends_on,
            paused_days=exchange.paused_days,
            cadence_days=agreement.plan.cadence_days,
        ),
        documentation_mode=agreement.documentation.mode,
    )
