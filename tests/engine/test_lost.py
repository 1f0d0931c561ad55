"""What Temporal or the worker lost is read again from the log."""

from __future__ import annotations

from uuid import uuid4

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest

from domain.base import Answer, Refused
from domain.pair.commands import AcceptMatch, CompleteMidwayCheckIn
from gateway.client import Handle
from tests.engine.life import Script, to_the_agreement
from tests.engine.world import MONDAY, World
from tests.waiting import until
from workflows import names
from workflows.watchman import WatchmanWorkflow


async def test_a_lost_namespace(here: World) -> None:
    """The watchman starts the pair again from its log: same plan, no row, no letter twice, and it goes on."""
    match = here.match("lost")
    pair = await here.begin(match)
    await here.tell("lost", AcceptMatch(by="a"), AcceptMatch(by="b"))
    before, plan, letters = await here.rows("lost"), (await here.pairs.view("lost")).plan, here.letters(match)
    await pair.terminate()
    await _wake_overdue(here, "lost")
    await _has_seen(here, "lost", version=len(before))
    assert (await here.pairs.view("lost")).plan == plan
    script = Script(match, MONDAY)
    await here.go_on(match, tuple(to_the_agreement(script))[2:])
    assert (await here.rows("lost"))[: len(before)] == before
    assert "KickoffCompleted" in await here.types("lost")
    assert here.letters(match)[: len(letters)] == letters
    assert {here.box.times_seen(letter) for letter in here.letters(match)} == {1}


async def test_a_power_cut_after_the_commit(here: World) -> None:
    """The log knows of a command and the run does not: a look posts what is owed, and the click has its answer."""
    match = here.match("cut")
    await here.begin(match)
    await here.tell("cut", AcceptMatch(by="a"))
    command = AcceptMatch(by="b")
    await here.append("cut", command, command_id="two")
    assert (await here.pairs.view("cut")).version == 5
    await _wake_overdue(here, "cut")
    await _has_seen(here, "cut", version=11)
    assert [template for template, _ in here.templates(match)].count("E13_match_confirmed") == 2
    assert await here.pairs.tell("cut", command, command_id="two") == Answer()
    assert (await here.types("cut")).count("MatchAccepted") == 2


async def test_a_command_that_meets_a_longer_log(here: World) -> None:
    """A run that the log has overtaken folds what it missed and decides the command again."""
    await here.begin(here.match("behind"))
    await here.append("behind", AcceptMatch(by="b"), command_id="elsewhere")
    await here.tell("behind", AcceptMatch(by="a"))
    assert (await here.types("behind")).count("MatchConfirmed") == 1


async def test_a_reset_to_an_early_event(here: World) -> None:
    """Whatever was answered after it is answered again from the log: no row, no letter; the pair goes on."""
    match = here.match("reset")
    pair = await here.begin(match)
    await here.pairs.tell("reset", AcceptMatch(by="a"), command_id="one")
    await here.pairs.tell("reset", AcceptMatch(by="a"), command_id="no-op")
    with pytest.raises(Refused):
        await here.pairs.tell("reset", CompleteMidwayCheckIn(by="a"), command_id="refused")
    await here.tell("reset", AcceptMatch(by="b"))
    before, letters, commands = await here.rows("reset"), here.letters(match), await here.commands("reset")
    await _reset(here, pair)
    await _has_seen(here, "reset", version=len(before))
    assert await here.rows("reset") == before
    assert here.letters(match) == letters
    assert sorted(await here.commands("reset")) == sorted(commands)
    await here.go_on(match, tuple(to_the_agreement(Script(match, MONDAY)))[2:])
    assert "KickoffCompleted" in await here.types("reset")
    assert {here.box.times_seen(letter) for letter in here.letters(match)} == {1}


async def test_a_command_to_a_workflow_that_is_gone(here: World) -> None:
    """A command finds its pair though somebody ended the workflow by hand; an unknown pair is still refused."""
    match = here.match("ended-by-hand")
    pair = await here.begin(match)
    await pair.terminate("a test")
    await here.tell("ended-by-hand", AcceptMatch(by="a"), AcceptMatch(by="b"))
    assert "MatchConfirmed" in await here.types("ended-by-hand")
    with pytest.raises(Refused):
        await here.pairs.tell("nobody", AcceptMatch(by="a"))


async def _wake_overdue(here: World, pair_id: str) -> None:
    """A round of the watchman, for whom this pair's plan is overdue."""
    overdue = "update plans set next_at = now() - interval '3 minutes' where stream = $1"
    await here.pool.execute(overdue, names.pair(pair_id))
    woken = await here.clock.client.execute_workflow(
        WatchmanWorkflow.run, id=f"watchman-{pair_id}", task_queue=names.PAIRS
    )
    assert woken == 1


async def _has_seen(here: World, pair_id: str, *, version: int) -> None:
    """Waits until the run has folded a version and has nothing in hand."""

    async def seen() -> bool:
        return (await here.pairs.view(pair_id)).version == version

    await until(seen)
    await here.clock.settled(here.pairs.handle(pair_id))


async def _reset(here: World, pair: Handle) -> None:
    """Back to the end of the first workflow task, as an operator can do it in the Temporal UI."""
    history = await pair.fetch_history()
    done = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    first = next(event.event_id for event in history.events if event.event_type == done)
    request = ResetWorkflowExecutionRequest(
        namespace=here.clock.client.namespace,
        workflow_execution=WorkflowExecution(workflow_id=pair.id, run_id=(await pair.describe()).run_id),
        reason="a test",
        workflow_task_finish_event_id=first,
        request_id=uuid4().hex,
    )
    await here.clock.client.workflow_service.reset_workflow_execution(request)
