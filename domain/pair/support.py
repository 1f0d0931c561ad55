"""Asking the coordinator for help."""

from __future__ import annotations

from datetime import datetime

from domain.pair import commands as c
from domain.pair import escalation
from domain.pair import events as e
from domain.pair.state import Pair


def request(pair: Pair, command: c.RequestSupport, at: datetime) -> tuple[e.PairEvent, ...]:
    """One partner asks the coordinator for help, as often as needed; the other one learns nothing of it."""
    requested = e.SupportRequested(by=command.by, topic_code=command.topic_code, message=command.message)
    return requested, *escalation.raised(pair, e.SupportRequested.__name__, at)
