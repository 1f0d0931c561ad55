"""A release after the other, while pairs are in flight."""

from __future__ import annotations

import signal

import pytest
from temporalio.client import Client

from domain.base import Broken, Json, Refused
from domain.pair.commands import AcceptMatch, DeclineMatch, ProposeMatch
from domain.pair.decider import PAIR
from tests.engine.hands import Hands
from tests.engine.mutations import RULES
from tests.engine.world import World, at_work
from workflows import names
from workflows.messages import Start
from workflows.pair import PairWorkflow


async def test_a_newer_state_schema(idle: World) -> None:
    """A state that does not fit is read anew from the log, and the pair goes on."""
    match = idle.match("schema")
    async with at_work(idle):
        await idle.begin(match)
        await idle.tell("schema", AcceptMatch(by="a"))
    async with at_work(idle, rules=RULES["newer state schema"]):
        await idle.tell("schema", AcceptMatch(by="b"))
        assert "MatchConfirmed" in await idle.types("schema")
        assert not await idle.needs_attention("schema")


async def test_a_newer_state_schema_after_a_leap(idle: World) -> None:
    """A run that was handed a state of another schema folds the stream before it decides."""
    async with at_work(idle):
        pair = await idle.begin(idle.match("leapt"))
        first = (await pair.describe()).run_id
        for nth in range(60):
            await idle.pairs.tell("leapt", AcceptMatch(by="a"), command_id=f"c-{nth}")
        await idle.clock.settled(pair)
        assert (await pair.describe()).run_id != first
    async with at_work(idle, rules=RULES["newer state schema"]):
        await idle.tell("leapt", AcceptMatch(by="b"))
        assert "MatchConfirmed" in await idle.types("leapt")


async def test_a_new_field_of_an_event(idle: World) -> None:
    """What a newer release wrote is folded by the older one that comes back, and the field stays in the log."""
    async with at_work(idle, rules=RULES["a new field"]):
        await idle.begin(idle.match("field"))
        await idle.tell("field", AcceptMatch(by="a"))
    async with at_work(idle):
        await idle.tell("field", AcceptMatch(by="b"))
    accepted = [row for row in await idle.rows("field") if row.type == "MatchAccepted"]
    assert [row.data.get("mood") for row in accepted] == ["glad", None]
    assert "MatchConfirmed" in await idle.types("field")


async def test_a_rule_that_raises_then_the_repair(idle: World) -> None:
    """Nothing is stored while a rule raises; after the repair the same click is decided."""
    async with at_work(idle, rules=RULES["raises at a yes"]):
        await idle.begin(idle.match("boom"))
        with pytest.raises(Broken, match="nothing was stored"):
            await idle.pairs.tell("boom", AcceptMatch(by="a"), command_id="one")
        assert "one" not in await idle.commands("boom")
        assert await idle.needs_attention("boom")
    async with at_work(idle):
        await idle.pairs.tell("boom", AcceptMatch(by="a"), command_id="one")
        assert (await idle.types("boom"))[-1] == "MatchAccepted"
        assert not await idle.needs_attention("boom")


async def test_an_opening_that_raises_then_the_repair(idle: World) -> None:
    """A pair that could not be opened waits, refuses commands without ending, and opens when it is woken."""
    async with at_work(idle, rules=RULES["raises at the opening"]):
        pair = await idle.begin(idle.match("shut"))
        assert await idle.rows("shut") == ()
        assert await idle.needs_attention("shut")
        with pytest.raises(Refused, match="does not exist yet"):
            await idle.pairs.tell("shut", AcceptMatch(by="a"))
        assert await idle.clock.settled(pair)
    async with at_work(idle):
        await idle.pairs.wake("pair/shut")
        await idle.clock.settled(pair)
        await idle.tell("shut", AcceptMatch(by="a"))
        assert (await idle.types("shut"))[-1] == "MatchAccepted"


async def test_the_start_argument_of_a_newer_release(here: World) -> None:
    """Fields that this release does not know are no obstacle."""
    match = here.match("novel")
    body: Json = ProposeMatch(match=match).model_dump(mode="json", by_alias=True)
    await _start(here.clock.client, "novel", {"id": "open", "body": {**body, "novel": 1}, "novel": [2]})
    await here.clock.settled(here.pairs.handle("novel"))
    assert (await here.types("novel"))[:2] == ["MatchProposed", "LettersRequested"]


async def test_an_opening_that_cannot_be_read(here: World) -> None:
    """It blocks nothing: the run answers, shows that a person must look, and stores nothing."""
    await _start(here.clock.client, "garbled", {"id": "open", "body": {"type": "ProposeMatch", "match": "?"}})
    await here.clock.settled(here.pairs.handle("garbled"))
    assert await here.needs_attention("garbled")
    assert await here.commands("garbled") == []


async def test_a_state_that_cannot_be_read(here: World) -> None:
    """A run that was handed a garbled state folds its stream, and the pair goes on."""
    pair = await here.begin(here.match("torn"))
    plan = (await here.pairs.view("torn")).plan
    await pair.terminate()
    torn = Start(stream=pair.id, version=4, plan=plan, state={"match": "?"}, schema_version=PAIR.schema_version)
    await here.clock.client.start_workflow(PairWorkflow.run, torn, id=pair.id, task_queue=names.PAIRS)
    await here.tell("torn", AcceptMatch(by="a"))
    assert (await here.types("torn"))[-1] == "MatchAccepted"
    assert not await here.needs_attention("torn")


async def test_a_worker_that_was_stopped_before_its_commit(idle: World, workers: Hands) -> None:
    """Newer rules answer in its place; when it wakes, it learns the one answer that there is."""
    stopped = workers.start(place="before record", nth=4, signal=signal.SIGSTOP)
    await idle.begin(idle.match("zombie"))
    await idle.tell("zombie", AcceptMatch(by="a"))
    newer = workers.start(rules="refuses a yes")
    with pytest.raises(Refused, match="no longer"):
        await idle.pairs.tell("zombie", AcceptMatch(by="b"), command_id="two")
    await workers.kill(newer)
    workers.wake(stopped)
    with pytest.raises(Refused, match="no longer"):
        await idle.pairs.tell("zombie", AcceptMatch(by="b"), command_id="two")
    assert (await idle.types("zombie")).count("MatchAccepted") == 1
    await idle.tell("zombie", DeclineMatch(by="b"))
    assert (await idle.types("zombie")).count("MatchDeclined") == 1


async def _start(client: Client, pair_id: str, opening: Json) -> None:
    """Starts a pair with an argument in JSON, as a release that is not ours might."""
    argument = {"stream": names.pair(pair_id), "opening": opening, "novel": {"of": "another release"}}
    await client.start_workflow("Pair", argument, id=names.pair(pair_id), task_queue=names.PAIRS)
