"""Nothing open tells which of the two did something in confidence: no field, no deadline, no letter to the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.decide import actor_of
from domain.pair.plan import plan
from domain.pair.values import SIDES, BalanceReport, ChemistryVerdict, MeetingState, Side, other
from tests.domain.laws import row_of
from tests.domain.story import Life, completed, in_chemistry, in_exchange, in_review, proposed


def _asked(policy_key: str, life: Life) -> Life:
    return life.until(life.due(policy_key)[0].due_at)


def _talked() -> Life:
    life = in_chemistry()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=2)))
    return life.wait(days=3)


def _met() -> Life:
    life = in_exchange().wait(days=3)
    life.tell(c.EnterMeeting(by="a", started_at=life.at - timedelta(days=1)))
    return life


def _left() -> Life:
    life = in_exchange().wait(days=20)
    life.tell(c.LeavePair(by="a"))
    return life


def _reports(by: Side, life: Life) -> c.PairMessage:
    (held,) = [m for m in life.pair.meetings_in(MeetingState.HELD) if not m.kind.is_talk]
    return c.ReportBalance(by=by, meeting_id=held.meeting_id, report=BalanceReport.MOSTLY_GAVE)


Act = Callable[[Side, Life], c.PairMessage]
ACTS: dict[str, tuple[Callable[[], Life], Act]] = {
    "accepts": (proposed, lambda by, _life: c.AcceptMatch(by=by)),
    "declines": (proposed, lambda by, _life: c.DeclineMatch(by=by)),
    "says no": (_talked, lambda by, _life: c.GiveChemistryVerdict(by=by, verdict=ChemistryVerdict.NO_FIT)),
    "leaves": (in_exchange, lambda by, _life: c.LeavePair(by=by)),
    "reports on balance": (_met, _reports),
    "answers the pulse": (
        lambda: _asked("pulse.first", in_exchange()),
        lambda by, _life: c.SubmitPulse(by=by, match=1, progress=2, wellbeing=3),
    ),
    "wishes contact": (
        lambda: _asked("pulse.first", in_exchange()),
        lambda by, _life: c.SubmitPulse(by=by, match=1, progress=2, wellbeing=3, wants_contact=True),
    ),
    "takes stock": (
        lambda: _asked("midway.at", in_exchange()),
        lambda by, _life: c.CompleteMidwayCheckIn(by=by, agreement_fits=False, match=2),
    ),
    "asks for help": (in_exchange, lambda by, _life: c.RequestSupport(by=by, message="it does not go well")),
    "wants no nudges": (in_exchange, lambda by, _life: c.DeclineNudges(by=by)),
    "looks back": (in_review, lambda by, _life: c.SubmitReview(by=by, goals=2, balance=3, recommend=7)),
    "wishes another partner": (_left, lambda by, _life: c.RequestRematch(by=by)),
    "wants no other partner": (_left, lambda by, _life: c.DeclineRematch(by=by)),
    "says what has stayed": (
        lambda: _asked("followup.at", completed()),
        lambda by, _life: c.SubmitFollowUp(by=by, still_using=3, still_in_touch=True, would_do_it_again=True),
    ),
}


def _open(by: Side, name: str) -> tuple[Life, c.PairMessage, tuple[e.PairEvent, ...]]:
    begin, act = ACTS[name]
    life = begin()
    message = act(by, life)
    return life, message, life.tell(message)


@pytest.mark.parametrize("name", ACTS)
def test_what_is_stored_openly_is_the_same_whoever_acted(name: str) -> None:
    """Of a confidential act the log holds the same open fields and the same actor for both."""
    stored: list[Any] = []
    for side in SIDES:
        _life, message, events = _open(side, name)
        assert events
        stored.append([(row_of(event).type, _without_ids(event), actor_of(message, event)) for event in events])
    assert stored[0] == stored[1]


@pytest.mark.parametrize("name", ACTS)
def test_the_deadlines_are_the_same_whoever_acted(name: str) -> None:
    """What is due next, which stands in clear, does not tell who acted."""
    lives = [_open(side, name)[0] for side in SIDES]
    assert plan(lives[0].pair).deadlines == plan(lives[1].pair).deadlines
    assert plan(lives[0].pair).labels == plan(lives[1].pair).labels


@pytest.mark.parametrize("name", [name for name in ACTS if name not in ("declines", "leaves")])
@pytest.mark.parametrize("by", SIDES)
def test_the_partner_is_not_written_to_because_of_it(by: Side, name: str) -> None:
    """The other one gets no letter that a confidential act asks for, unless both get the same."""
    life, _message, _events = _open(by, name)
    begin, _act = ACTS[name]
    before = {letter.letter_id for letter in begin().pair.owed}
    fresh = [letter for letter in life.pair.owed if letter.letter_id not in before]
    to_partner = [letter for letter in fresh if letter.to == other(by)]
    assert all((x.template, x.params) in [(y.template, y.params) for y in fresh if y.to == by] for x in to_partner)


def _without_ids(event: e.PairEvent) -> dict[str, Any]:
    return dict(row_of(event).data)
