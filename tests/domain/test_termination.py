"""Ending a pair takes two operators: one asks, another one approves within seven days."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.state import Termination
from domain.pair.values import EndReason, Phase
from tests.domain.story import Life, completed, in_chemistry, in_exchange, in_kickoff, in_review, proposed

ASKS = c.RequestTermination(operator_id="operator-1", reason="asked for by both")
APPROVES = c.ApproveTermination(operator_id="operator-2", reason="seen with both")
A_MEETING = 1


def asked(life: Life | None = None) -> Life:
    """The first operator has asked."""
    life = life or in_exchange()
    life.tell(ASKS)
    return life


def paused() -> Life:
    """The coordinator has paused the pair for three weeks."""
    life = in_exchange()
    until_on = life.today + timedelta(days=21)
    life.tell(c.PausePair(staff_id="person-c", until_on=until_on, reason="asked for by both"))
    return life


def test_asking_is_recorded_with_its_reason() -> None:
    """What the first operator asks for changes nothing yet, and is known to the second."""
    life = in_exchange()
    life.when(ASKS).then(
        e.OperatorActionRecorded(
            action=e.OperatorAction.REQUEST_TERMINATION,
            operator_id="operator-1",
            reason="asked for by both",
            acted_on=life.today,
        )
    ).asks_for()
    life.tell(ASKS)
    assert life.pair.phase is Phase.ACTIVE
    assert life.pair.termination == Termination(operator_id="operator-1", requested_on=life.today)


def test_another_operator_approves() -> None:
    """With the second operator the pair is dissolved, and its future meetings are cancelled."""
    life = in_exchange()
    life.tell(c.ScheduleMeeting(by="a", starts_at=life.at + timedelta(days=20)))
    asked(life).wait(days=3)
    approved = e.OperatorActionRecorded(
        action=e.OperatorAction.APPROVE_TERMINATION,
        operator_id="operator-2",
        reason="seen with both",
        acted_on=life.today,
        requested_by="operator-1",
    )
    ended = e.PairDissolved(
        end_reason=EndReason.DISSOLVED,
        future_meetings_cancelled=A_MEETING,
        ended_on=life.today,
        shred_on=life.today + timedelta(days=life.pair.policy.retention__pair_private),
    )
    life.when(APPROVES).then(approved, e.MeetingCancelled, ended)
    life.tell(APPROVES)
    assert life.pair.phase is Phase.DISSOLVED
    assert life.pair.termination is None


@pytest.mark.parametrize("life", [proposed, in_chemistry, in_kickoff, in_exchange, paused, in_review])
def test_every_open_pair_can_be_ended(life: Callable[[], Life]) -> None:
    """Also one that is only proposed, that pauses, or that looks back."""
    lived = asked(life())
    lived.tell(APPROVES)
    assert lived.pair.phase is Phase.DISSOLVED


def test_nobody_approves_what_they_asked_for() -> None:
    """The same operator cannot be the second one."""
    asked().when(APPROVES.with_(operator_id="operator-1")).refuses(
        "another operator must approve", allowed=("ApproveTermination",)
    )


def test_approving_what_nobody_asked_for() -> None:
    """One operator must have asked first."""
    in_exchange().when(APPROVES).refuses("nobody has asked", allowed=("RequestTermination",))


def test_a_wish_lasts_seven_days() -> None:
    """On the seventh day it can still be approved, from the eighth on somebody must ask again, whoever it is."""
    life = asked()
    life.wait(days=7).when(APPROVES).then(e.OperatorActionRecorded, e.PairDissolved)
    life.when(ASKS).stays_quiet()
    life.wait(days=1)
    life.when(APPROVES).refuses("within the last 7 days", allowed=("RequestTermination",))
    life.when(ASKS.with_(operator_id="operator-2")).then(e.OperatorActionRecorded)


def test_asking_twice() -> None:
    """The same operator has nothing to add; another one is told to approve instead."""
    asked().when(ASKS).stays_quiet()
    asked().when(ASKS.with_(operator_id="operator-2")).refuses(
        "operator-1 has asked for this already", allowed=("ApproveTermination",)
    )


@pytest.mark.parametrize("command", [ASKS, APPROVES])
def test_what_has_ended_is_not_ended_again(command: c.PairMessage) -> None:
    """There is nothing left to end."""
    completed().when(command).refuses(r"has ended already \(COMPLETED\)")
    ended = asked()
    ended.tell(APPROVES)
    ended.when(command).refuses(r"has ended already \(DISSOLVED\)")
