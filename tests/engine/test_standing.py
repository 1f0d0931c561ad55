"""What its own message left standing: no spin, no letter twice, and a pair that still answers."""

from __future__ import annotations

import pytest

from domain.base import Answer, Broken
from domain.pair.commands import AcceptMatch, DeclineMatch, SkipDeadline
from tests.engine.mutations import RULES
from tests.engine.world import World, at_work

SKIP = SkipDeadline(operator_id="o-1", key="proposal.reminders#3", reason="the rules refuse it")


async def test_a_deadline_that_the_rules_refuse(idle: World) -> None:
    """It is tried once and stands; the pair answers, and after each answer it is tried once more."""
    async with at_work(idle, rules=RULES["refuses deadlines"]):
        pair = await idle.begin(idle.match("spin"))
        await idle.forward("spin", days=4)
        assert await idle.clock.settled(pair)
        assert (await pair.describe()).history_length < 60
        assert not any(command.startswith("due/") for command in await idle.commands("spin"))
        assert await idle.needs_attention("spin")
        await idle.tell("spin", AcceptMatch(by="a"))
        assert (await pair.describe()).history_length < 80
        assert await idle.needs_attention("spin")


async def test_an_operator_can_skip_what_the_rules_refuse(idle: World) -> None:
    """Skipping takes the deadline out of the plan, and the pair needs no attention any more."""
    async with at_work(idle, rules=RULES["refuses deadlines"]):
        await idle.begin(idle.match("skip"))
        await idle.forward("skip", days=4)
        assert await idle.needs_attention("skip")
        assert await idle.pairs.steer("skip", SKIP) == Answer()
        assert not await idle.needs_attention("skip")
        assert SKIP.key not in {d.key for d in (await idle.pairs.view("skip")).plan.deadlines}


async def test_a_deadline_that_the_rules_ignore(idle: World) -> None:
    """An answer without an event is an answer: it is stored once, and the deadline stands."""
    async with at_work(idle, rules=RULES["ignores deadlines"]):
        pair = await idle.begin(idle.match("deaf"))
        await idle.forward("deaf", days=4)
        assert await idle.clock.settled(pair)
        assert [c for c in await idle.commands("deaf") if c.startswith("due/")] == ["due/4/proposal.reminders#3"]
        assert (await pair.describe()).history_length < 60
        await idle.tell("deaf", AcceptMatch(by="a"))
        assert len([c for c in await idle.commands("deaf") if c.startswith("due/")]) == 2


async def test_a_broken_deadline_is_not_forgotten(idle: World) -> None:
    """Deadlines and letters that go well do not hide that one stands; after the repair a command lets it pass."""
    async with at_work(idle, rules=RULES["raises at the first reminder"]):
        await idle.begin(idle.match("hidden"))
        await idle.forward("hidden", days=8)
        assert (await idle.types("hidden"))[-3:] == ["LettersRequested", "LetterSent", "LetterSent"]
        assert await idle.needs_attention("hidden")
    async with at_work(idle):
        await idle.tell("hidden", AcceptMatch(by="a"))
        assert (await idle.types("hidden")).count("ReminderFellDue") == 2
        assert not await idle.needs_attention("hidden")


async def test_the_watchman_heals_a_silent_pair(idle: World) -> None:
    """After the repair a look is enough; while the rule is broken, each look is one more try and no spin."""
    async with at_work(idle, rules=RULES["raises at the first reminder"]):
        pair = await idle.begin(idle.match("silent"))
        await idle.forward("silent", days=4)
        before = (await pair.describe()).history_length
        await idle.pairs.wake("pair/silent")
        assert await idle.clock.settled(pair)
        assert before < (await pair.describe()).history_length < before + 20
        assert await idle.needs_attention("silent")
    async with at_work(idle):
        await idle.pairs.wake("pair/silent")
        assert await idle.clock.settled(pair)
        assert "ReminderFellDue" in await idle.types("silent")
        assert not await idle.needs_attention("silent")


async def test_outcomes_that_the_rules_ignore(idle: World) -> None:
    """A letter whose outcome is ignored stands; when it is posted again, the ledger knows that it has left."""
    async with at_work(idle, rules=RULES["ignores outcomes"]):
        match = idle.match("mute")
        pair = await idle.begin(match)
        await idle.forward("mute", days=1)
        assert await idle.clock.settled(pair)
        assert (await pair.describe()).history_length < 60
        await idle.tell("mute", AcceptMatch(by="a"))
        assert {idle.box.times_seen(letter) for letter in idle.letters(match)} == {1}
    async with at_work(idle):
        await idle.tell("mute", AcceptMatch(by="b"))
        assert {idle.box.times_seen(letter) for letter in idle.letters(match)} == {1}


async def test_a_batch_that_can_never_be_stored(idle: World) -> None:
    """Its sender hears that a person must look; the pair lives on and stores the next one."""
    async with at_work(idle, rules=RULES["what no log can take"]):
        pair = await idle.begin(idle.match("unfit"))
        with pytest.raises(Broken, match="nothing was stored"):
            await idle.pairs.tell("unfit", AcceptMatch(by="a"))
        assert await idle.needs_attention("unfit")
        assert await idle.clock.settled(pair)
        await idle.tell("unfit", DeclineMatch(by="a"))
        assert "MatchDeclined" in await idle.types("unfit")
        assert not await idle.needs_attention("unfit")
