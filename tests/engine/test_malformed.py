"""What has the wrong form is turned away, and wedges nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain.pair.commands import AcceptMatch
from tests.engine.world import World

MALFORMED: dict[str, list[Any]] = {
    "nothing": [],
    "null": [None],
    "one argument too many": [{"id": "one", "command": {"type": "AcceptMatch", "by": "a"}}, 7],
    "a number": [7],
    "no command": [{"id": "one"}],
    "no id": [{"command": {"type": "AcceptMatch", "by": "a"}}],
    "an id like an inner message's": [{"id": "due/4/x", "command": {"type": "AcceptMatch", "by": "a"}}],
    "a command that does not exist": [{"id": "one", "command": {"type": "DestroyPair", "by": "a"}}],
    "a side that does not exist": [{"id": "one", "command": {"type": "AcceptMatch", "by": "c"}}],
    "a text without end": [{"id": "one", "command": {"type": "ConfirmAgreement", "by": "a", "hash": "x" * 10_000}}],
    "an operator's name": [
        {"id": "one", "command": {"type": "SkipDeadline", "operator_id": "Käthe W", "key": "x", "reason": "why"}}
    ],
    "an operator's command without a name": [
        {"id": "one", "command": {"type": "SkipDeadline", "key": "x", "reason": "why not"}}
    ],
    "a coordinator's command without a reason": [
        {"id": "one", "command": {"type": "ResumePair", "staff_id": "coordinator"}}
    ],
}


async def test_an_update_of_another_form(here: World) -> None:
    """It is turned away before it is accepted: nothing is recorded, and the pair goes on."""
    pair = await here.begin(here.match("form"))
    for update in ("command", "coordinate", "operate", "move_deadline", "skip_deadline"):
        for arguments in MALFORMED.values():
            with pytest.raises(WorkflowUpdateFailedError):
                await pair.execute_update(update, args=arguments)
    with pytest.raises(WorkflowUpdateFailedError):
        await pair.execute_update("destroy", {"id": "one"})
    assert sorted(await here.commands("form"))[0] == "open"
    assert len(await here.commands("form")) == 2
    await here.tell("form", AcceptMatch(by="a"))
    assert (await here.types("form"))[-1] == "MatchAccepted"


async def test_many_looks_are_one(here: World) -> None:
    """However often a pair is told to look, one look that waits is enough, and a command is not kept waiting."""
    pair = await here.begin(here.match("stared-at"))
    await asyncio.gather(*(pair.signal("look") for _ in range(200)))
    await here.tell("stared-at", AcceptMatch(by="a"))
    events = [event for history in await here.histories("stared-at") for event in history.events]
    looks = [e for e in events if e.HasField("workflow_execution_signaled_event_attributes")]
    records = [e for e in events if e.HasField("marker_recorded_event_attributes")]
    assert len(looks) == 200
    assert len(records) < 100


async def test_a_signal_of_another_form(here: World) -> None:
    """It is dropped, or waits for a release that knows it; the pair goes on."""
    pair = await here.begin(here.match("noise"))
    await pair.signal("look", args=[{"un": "expected"}, 7])
    await pair.signal("unknown", 7)
    await here.clock.settled(pair)
    await here.tell("noise", AcceptMatch(by="a"))
    assert (await here.types("noise"))[-1] == "MatchAccepted"
    assert not await here.needs_attention("noise")
