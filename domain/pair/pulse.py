"""Asking each, early in the half year, how it is going."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.base import Deadline, Refused
from domain.pair import commands as c
from domain.pair import escalation
from domain.pair import events as e
from domain.pair.keys import DeadlineKey
from domain.pair.pause import after_pauses
from domain.pair.sending import morning
from domain.pair.stages import Exchange
from domain.pair.state import Pair
from domain.pair.values import SIDES, Pulse
from domain.working_time import add_days, end_of_day, local_date

K = DeadlineKey


def submit(pair: Pair, exchange: Exchange, command: c.SubmitPulse, at: datetime) -> tuple[e.PairEvent, ...]:
    """One partner says how it is going, once; with the second answer the question is closed.

    A wish for contact becomes a matter for the coordinator, which does not say whose wish it is.
    """
    asked = exchange.pulse
    if asked is None or asked.is_closed:
        days = f"{pair.policy.pulse__first} days after the start, for {pair.policy.pulse__window} days"
        raise Refused(f"how it is going is asked {days}", allowed=("RequestSupport",))
    if command.by in asked.answered_by:
        raise Refused("this has been answered already", allowed=("RequestSupport",))
    submitted = e.PulseSubmitted(pulse=asked.pulse, **command.model_dump(exclude={"type"}))
    contact = escalation.raised(pair, "PulseSubmitted", at) if command.wants_contact else ()
    is_last = len(asked.answered_by) + 1 == len(SIDES)
    return submitted, *contact, *([e.PulseClosed(pulse=asked.pulse)] if is_last else [])


def deadlines(pair: Pair, exchange: Exchange) -> Iterator[Deadline]:
    """When each is asked, and until when answers are taken; both the same whoever has answered."""
    if exchange.pulse is None:
        asked_on = add_days(after_pauses(exchange, exchange.starts_on), pair.policy.pulse__first)
        yield Deadline(key=K.PULSE_FIRST, due_at=morning(pair, asked_on))
    elif not exchange.pulse.is_closed:
        yield Deadline(key=K.PULSE_WINDOW, due_at=end_of_day(exchange.pulse.due_on, pair.zone))


def passed(pair: Pair, exchange: Exchange, key: str, at: datetime) -> tuple[e.PairEvent, ...]:
    """What follows from a passed deadline of the pulse."""
    match K.of(key), exchange.pulse:
        case K.PULSE_FIRST, None:
            today = local_date(at, pair.zone)
            due_on = add_days(today, pair.policy.pulse__window)
            return (e.PulseRequested(pulse=Pulse.DAY30, opened_on=today, due_on=due_on),)
        case K.PULSE_WINDOW, asked if asked:
            return (e.PulseClosed(pulse=asked.pulse),)
        case _:
            raise AssertionError(key)
