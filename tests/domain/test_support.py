"""Asking the coordinator for help, at any time."""

from typing import Any

import pytest
from pydantic import ValidationError

from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.values import SIDES, Phase, Side, other
from tests.domain.laws import row_of
from tests.domain.quiet import matter
from tests.domain.story import Life, completed, in_chemistry, in_exchange, in_kickoff, in_review, proposed

HELP = "please call me"


def paused() -> Life:
    """A pair that is paused."""
    life = in_exchange()
    life.tell(c.PausePair(staff_id="coordinator-1", until_on=life.today.replace(day=28), reason="a busy time"))
    return life


@pytest.mark.parametrize("by", SIDES)
@pytest.mark.parametrize("beginning", [proposed, in_chemistry, in_kickoff, in_exchange, paused, in_review])
def test_help_is_there_in_every_open_phase(beginning: Any, by: Side) -> None:
    """The coordinator is asked for contact at once, and the pair is red until a person has seen to it."""
    life = beginning()
    asked = life.when(c.RequestSupport(by=by, topic_code="TIME", message=HELP))
    requested = e.SupportRequested(by=by, topic_code="TIME", message=HELP)
    asked.then(requested, e.EscalationRaised, e.HealthChanged)
    life.tell(c.RequestSupport(by=by))
    assert matter(life).cause == "SupportRequested"
    assert life.pair.is_contact_wished


@pytest.mark.parametrize("by", SIDES)
def test_asking_again(by: Side) -> None:
    """Every request is heard; while one is open no second matter waits beside it."""
    life = in_exchange()
    life.tell(c.RequestSupport(by=by))
    for side in (by, other(by)):
        life.when(c.RequestSupport(by=side, message=HELP)).then(
            e.SupportRequested(by=side, topic_code="OTHER", message=HELP)
        )


@pytest.mark.parametrize("by", SIDES)
def test_the_partner_learns_nothing(by: Side) -> None:
    """The answer and the word to the coordinator are the only letters."""
    in_exchange().when(c.RequestSupport(by=by)).asks_for(f"E54 {by}", "E54b coordinator")


def test_what_was_said_is_sealed() -> None:
    """Who asked, and what about, stands in no clear field of any event."""
    life = in_exchange()
    ours, theirs = (life.when(c.RequestSupport(by=side, message=HELP)) for side in SIDES)
    assert [row_of(x).data for x in ours._decided()[:3]] == [row_of(x).data for x in theirs._decided()[:3]]
    assert all(HELP not in row_of(x).model_dump_json(include={"data"}) for x in ours._decided())


def test_after_the_end() -> None:
    """A pair that has ended needs no help any more."""
    life = completed()
    assert life.pair.phase is Phase.COMPLETED
    life.when(c.RequestSupport(by="a")).refuses("not possible at COMPLETED", allowed=("SubmitFollowUp",))


def test_a_topic_is_one_readable_line() -> None:
    """What somebody types for a topic has no control characters and a limit, as everything that is typed."""
    with pytest.raises(ValidationError, match="topic_code"):
        c.RequestSupport(by="a", topic_code="\x1b[31mHI")
    with pytest.raises(ValidationError, match="topic_code"):
        c.RequestSupport(by="a", topic_code="X" * 61)
