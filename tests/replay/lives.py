"""The lives whose histories are recorded: each has led the shell down a road of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from domain.base import Broken
from domain.pair.commands import AcceptMatch, DeclineMatch, FireDeadline, LeavePair, ReceiveSignal, WithdrawMatch
from domain.pair.values import Match
from tests.engine.hands import Hands
from tests.engine.life import Script, Step, brisk_life, declined
from tests.engine.mutations import RULES
from tests.engine.outage import postgres_away
from tests.engine.world import BRISK, MONDAY, World, at_work
from tests.letters.faults import Status
from tests.waiting import until

Life = Callable[[World, Hands], Awaitable[None]]


async def completed(here: World, _: Hands) -> None:
    """From the proposal to the shredded key, over several runs."""
    async with at_work(here):
        await here.live(_match(here, "completed"), brisk_life)


async def turned_down(here: World, _: Hands) -> None:
    """One no."""
    async with at_work(here):
        await here.live(_match(here, "turned-down"), declined)


async def left(here: World, _: Hands) -> None:
    """One of the two leaves in the exchange period."""
    match = _match(here, "left")
    async with at_work(here):
        await here.begin(match)
        await here.go_on(match, (*_steps(match)[:5], Script(match, MONDAY).step(40, LeavePair(by="b"))))
        await here.forward("left", days=10)


async def database_away(here: World, _: Hands) -> None:
    """A command and the letters after it are recorded on the slow path."""
    match = _match(here, "away")
    async with at_work(here):
        pair = await here.begin(match)
        async with postgres_away(here.database):
            click = asyncio.create_task(here.pairs.tell("away", AcceptMatch(by="a")))
            await until(lambda: here.has_pending_record(pair))
        await click
        await here.tell("away", AcceptMatch(by="b"))
        await here.go_on(match, _steps(match)[1:3])
        await here.tell("away", LeavePair(by="a"))


async def killed(here: World, workers: Hands) -> None:
    """Workers die after and before commits, at messages and at letters: the log answers `known`."""
    match = _match(here, "killed")
    deaths = (("after record", 1), ("after record", 2), ("before record", 2), ("after answer", 1), ("after record", 3))
    async with workers.replacing(*deaths):  # type: ignore[arg-type]
        await here.begin(match)
        await here.go_on(match, _steps(match)[:4])
        await here.tell("killed", LeavePair(by="a"))


async def overtaken(here: World, _: Hands) -> None:
    """The log holds what the run has not seen: `behind` at a command, and at a look."""
    async with at_work(here):
        await here.begin(_match(here, "overtaken"))
        await here.append("overtaken", AcceptMatch(by="b"), command_id="elsewhere")
        await here.tell("overtaken", AcceptMatch(by="a"))
        await here.append("overtaken", LeavePair(by="a"), command_id="elsewhere-too")
        await here.pairs.wake("pair/overtaken")


async def broken_rule(here: World, _: Hands) -> None:
    """A rule raises at a command, another at a deadline; after the repair both go through."""
    match = _match(here, "broken")
    async with at_work(here, rules=RULES["raises at a yes"]):
        await here.begin(match)
        with suppress(Broken):
            await here.pairs.tell("broken", AcceptMatch(by="a"), command_id="one")
    async with at_work(here, rules=RULES["raises at deadlines"]):
        await here.forward("broken", days=4)
    async with at_work(here):
        await here.tell("broken", AcceptMatch(by="a"))
        await here.tell("broken", DeclineMatch(by="b"))


async def newer_schema(here: World, _: Hands) -> None:
    """A run is handed a state that does not fit, and folds its stream anew."""
    async with at_work(here):
        await here.begin(_match(here, "schema"))
        for nth in range(30):
            await here.pairs.tell("schema", AcceptMatch(by="a"), command_id=f"c-{nth}")
    async with at_work(here, rules=RULES["newer state schema"]):
        await here.tell("schema", AcceptMatch(by="b"))
        await here.tell("schema", LeavePair(by="b"))


async def letters_lost(here: World, _: Hands) -> None:
    """A letter is refused, one must be posted again, and for a day the API is away."""
    match = _match(here, "letters")
    async with at_work(here):
        here.dial.faults.extend([Status(422), Status(503, headers={"Retry-After": "1"})])
        await here.begin(match)
        here.dial.faults.extend([Status(503, headers={"Retry-After": "3600"})] * 100)
        await here.forward("letters", days=5)
        here.dial.faults.clear()
        await here.tell("letters", DeclineMatch(by="b"))


async def rivals(here: World, _: Hands) -> None:
    """Two pairs claim one person: the second is not opened."""
    first = _match(here, "first")
    async with at_work(here):
        await here.begin(first)
        await here.begin(_match(here, "second").with_(a=first.a))
        await here.tell("first", DeclineMatch(by="a"))


async def steered(here: World, _: Hands) -> None:
    """The coordinator, an operator and another service have their say; the service repeats itself, also too late."""
    match = _match(here, "steered")
    told = ReceiveSignal(signal_id="s-1", source="hr", sent_at=MONDAY, signal="hr.absence_ended")
    async with at_work(here):
        pair = await here.begin(match)
        for _again in range(2):
            await here.pairs.signal("steered", told)
        await pair.signal("receive", args=[])
        fire = FireDeadline(operator_id="o-1", key="proposal.reminders#3", reason="they asked for it")
        await here.pairs.steer("steered", fire)
        await here.pairs.coordinate("steered", WithdrawMatch(staff_id="c-1", reason="other plans"))
        await pair.result()
        await here.pairs.signal("steered", told.with_(signal_id="s-2"))
        await here.pairs.handle("steered").result()


LIVES: dict[str, Life] = {
    "completed": completed,
    "turned_down": turned_down,
    "left": left,
    "database_away": database_away,
    "killed": killed,
    "overtaken": overtaken,
    "broken_rule": broken_rule,
    "newer_schema": newer_schema,
    "letters_lost": letters_lost,
    "rivals": rivals,
    "steered": steered,
}


def _match(here: World, name: str) -> Match:
    return here.match(name, policy=BRISK)


def _steps(match: Match) -> tuple[Step, ...]:
    return tuple(brisk_life(Script(match, MONDAY)))
