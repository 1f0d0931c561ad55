"""Lives in which the two change the course of their half year: a later end, another text, an early completion."""

from __future__ import annotations

from datetime import timedelta

from domain.pair import commands as c
from domain.pair.agreement import ExchangeAgreement
from domain.pair.stages import Exchange
from domain.pair.values import SIDES
from tests.domain.story import Life, in_exchange


def lives() -> list[Life]:
    """One pair goes on for longer, one under another text, and one is done early."""
    return [_extended(), _amended(), _completed_early()]


def _extended() -> Life:
    life = in_exchange()
    life.until(life.due("closing.notice_pair")[0].due_at)
    ends_on = life.stage(Exchange).ends_on
    life.tell(c.ProposeExtension(by="a", ends_on=ends_on + timedelta(days=91)), c.DeclineExtension(by="b"))
    life.tell(c.ProposeExtension(by="a", ends_on=ends_on + timedelta(days=56)), c.AgreeExtension(by="b"))
    return life.wait(days=300)


def _amended() -> Life:
    life = in_exchange()
    text = _fortnightly(life.stage(Exchange).agreement)
    life.tell(c.AmendAgreement(by="a", agreement=text), c.ConfirmAgreement(by="b", hash=text.hash()))
    return life.wait(days=330)


def _fortnightly(agreement: ExchangeAgreement | None) -> ExchangeAgreement:
    assert agreement is not None
    return agreement.with_(plan=agreement.plan.with_(cadence_days=14))


def _completed_early() -> Life:
    life = in_exchange()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=1)))
    life.wait(days=2)
    about = life.meeting().meeting_id
    life.tell(*(c.ConfirmMeeting(by=side, meeting_id=about) for side in SIDES))
    life.tell(c.ProposeEarlyCompletion(by="a"), c.CompleteEarly(by="b"))
    return life.wait(days=120)
