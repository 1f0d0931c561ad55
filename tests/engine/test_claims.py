"""Two pairs, one person: who is first holds the claim until the pair has ended."""

from __future__ import annotations

import asyncio

from domain.pair.commands import AcceptMatch, DeclineMatch
from domain.pair.values import Match
from tests.engine.world import World


def _rival(here: World, name: str, first: Match) -> Match:
    """Another pair that wants the same first person."""
    return here.match(name).with_(a=first.a)


async def test_a_person_is_in_one_open_pair(here: World) -> None:
    """The second pair is not opened and names the holder; nothing is written and nobody gets a letter."""
    first = here.match("first")
    await here.begin(first)
    second = await here.begin(_rival(here, "second", first))
    ended = await second.result()
    assert (ended.result, ended.holder, ended.version) == ("NOT_OPENED", "pair/first", 0)
    assert await here.rows("second") == ()
    assert await here.commands("second") == []
    assert len(here.box.letters()) == 2


async def test_the_same_moment(here: World) -> None:
    """Of two proposals at once exactly one is opened."""
    first = here.match("left")
    pairs = await asyncio.gather(here.begin(first), here.begin(_rival(here, "right", first)))
    lengths = {len(await here.rows("left")), len(await here.rows("right"))}
    assert lengths == {0, 4}
    running = [pair for pair in pairs if await here.clock.settled(pair)]
    assert len(running) == 1


async def test_free_again(here: World) -> None:
    """When the first pair has ended, the same proposal opens the second one under the same id."""
    first = here.match("one")
    await here.begin(first)
    rival = _rival(here, "two", first)
    assert (await (await here.begin(rival)).result()).result == "NOT_OPENED"
    await here.tell("one", DeclineMatch(by="b"))
    await here.begin(rival, round_id="another")
    await here.tell("two", AcceptMatch(by="a"), AcceptMatch(by="b"))
    assert "MatchConfirmed" in await here.types("two")
