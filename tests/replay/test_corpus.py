"""Whatever the rules become, pairs in flight go on: every recorded history replays under every mutation of them."""

from __future__ import annotations

from functools import cache

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory

from adapters.temporal import data_converter
from domain.base import Outcome, Recorded
from tests.engine.mutations import MUTATIONS
from tests.replay.lives import LIVES
from tests.replay.record import CORPUS
from tests.replay.replaying import differences
from tests.temporal import CODEC


@pytest.mark.parametrize("rules", MUTATIONS)
async def test_every_history_replays(rules: str) -> None:
    """The shell does the same under other rules, since it asks the log and not the rules."""
    assert await differences(_histories(), rules=MUTATIONS[rules]) == []


@pytest.mark.parametrize("life", LIVES)
def test_the_corpus_holds_every_life(life: str) -> None:
    """Each road of the shell has been walked by a recorded history."""
    assert list(CORPUS.glob(f"{life}-*.json"))


def test_the_corpus_has_walked_the_slow_path() -> None:
    """There is a history in which the log was reached by an ordinary activity."""
    scheduled = (
        event.activity_task_scheduled_event_attributes.activity_type.name
        for history in _histories()
        for event in history.events
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
    )
    assert set(scheduled) == {"record", "post_letters"}


async def test_the_corpus_has_heard_every_answer() -> None:
    """The log has answered in each of its ways but `mismatch`, on which the shell does nothing else."""
    results = [
        payload
        for history in _histories()
        for event in history.events
        if event.event_type == EventType.EVENT_TYPE_MARKER_RECORDED
        for payload in event.marker_recorded_event_attributes.details["result"].payloads
    ]
    recorded = await data_converter(CODEC).decode(results, [Recorded] * len(results))
    assert {answer.outcome for answer in recorded} >= set(Outcome) - {Outcome.MISMATCH}


@cache
def _histories() -> tuple[WorkflowHistory, ...]:
    files = sorted(CORPUS.glob("*.json"))
    return tuple(WorkflowHistory.from_json(f"pair/{file.stem}", file.read_text("utf-8")) for file in files)
