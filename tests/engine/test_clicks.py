"""The same click twice, the same id for another command, and more clicks than one run can hold."""

from __future__ import annotations

import asyncio

import pytest

from domain.base import Answer, Conflict, Refused
from domain.pair.allowed import ALLOWED
from domain.pair.commands import AcceptMatch, CompleteMidwayCheckIn, DeclineMatch, MoveDeadline, SkipDeadline
from domain.pair.values import Phase
from tests.engine.life import Script
from tests.engine.world import MONDAY, World


async def test_a_double_click_at_once(here: World) -> None:
    """Two equal commands with one id at the same moment get two equal answers and are one event."""
    await here.begin(here.match("twice"))
    clicks = (here.pairs.tell("twice", AcceptMatch(by="a"), command_id="one") for _ in range(2))
    assert await asyncio.gather(*clicks) == [Answer(), Answer()]
    await here.tell("twice", AcceptMatch(by="b"))
    types = await here.types("twice")
    assert types.count("MatchAccepted") == 2
    assert types.count("MatchConfirmed") == 1


async def test_a_second_click_of_its_own(here: World) -> None:
    """The same yes with another id changes nothing and is answered as well."""
    await here.begin(here.match("again"))
    assert await here.pairs.tell("again", AcceptMatch(by="a")) == Answer()
    assert await here.pairs.tell("again", AcceptMatch(by="a")) == Answer()
    assert (await here.types("again")).count("MatchAccepted") == 1


async def test_the_same_id_with_another_command(here: World) -> None:
    """An id that was used for something else is a conflict for its sender; the pair lives on."""
    await here.begin(here.match("mixed"))
    await here.pairs.tell("mixed", AcceptMatch(by="a"), command_id="one")
    with pytest.raises(Conflict, match="another command"):
        await here.pairs.tell("mixed", DeclineMatch(by="a"), command_id="one")
    await here.tell("mixed", AcceptMatch(by="b"))
    assert "MatchConfirmed" in await here.types("mixed")


async def test_a_refusal_is_final_for_its_id(here: World) -> None:
    """A refused command writes no event, says what is allowed, and the same id is refused for ever."""
    pair = await here.begin(here.match("never"))
    for _ in range(2):
        with pytest.raises(Refused, match="not possible at PROPOSED") as refused:
            await here.pairs.tell("never", CompleteMidwayCheckIn(by="a"), command_id="early")
        assert refused.value.allowed == ALLOWED[Phase.PROPOSED]
    await here.clock.settled(pair)
    assert await here.types("never") == ["MatchProposed", "LettersRequested", "LetterSent", "LetterSent"]


async def test_an_operator_moves_and_skips(here: World) -> None:
    """What an operator does about a deadline is an event with a reason, and the plan follows it."""
    match = here.match("moved")
    await here.begin(match)
    later = Script(match, MONDAY).moment(14)
    move = MoveDeadline(operator_id="o-1", key="proposal.expires", due_at=later, reason="both are ill")
    skip = SkipDeadline(operator_id="o-1", key="proposal.reminders#3", reason="both are ill")
    assert await here.pairs.steer("moved", move) == await here.pairs.steer("moved", skip) == Answer()
    plan = (await here.pairs.view("moved")).plan
    assert {d.key: d.due_at for d in plan.deadlines}["proposal.expires"] == later
    assert "proposal.reminders#3" not in {d.key for d in plan.deadlines}
    moved, skipped = (await here.rows("moved"))[-2:]
    assert (moved.type, skipped.type, moved.actor.id) == ("DeadlineMoved", "DeadlineSkipped", "o-1")
    with pytest.raises(Refused, match="could not go on"):
        await here.pairs.steer("moved", skip.with_(key="proposal.expires"))


async def test_three_hundred_commands_in_a_row(here: World) -> None:
    """However busy a pair is, its runs leap: no history grows far beyond 120 events, and no command is lost."""
    await here.begin(here.match("busy"))

    async def click(hand: int) -> None:
        for nth in range(100):
            await here.pairs.tell("busy", AcceptMatch(by="a"), command_id=f"{hand}-{nth}")

    await asyncio.gather(*(click(hand) for hand in range(3)))
    commands = await here.commands("busy")
    assert sum("-" in command for command in commands) >= 300
    lengths = [len(history.events) for history in await here.histories("busy")]
    assert len(lengths) > 5
    assert max(lengths) < 200, lengths
