"""Replays recorded histories under rules that were not in force when they were made."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from adapters.temporal import data_converter
from domain.decider import Decider
from domain.pair import decider
from domain.pair.decider import PAIR
from domain.pair.state import Pair
from tests.temporal import CODEC
from workflows.pair import PairWorkflow


async def differences(histories: Sequence[WorkflowHistory], *, rules: Decider[Pair]) -> list[str]:
    """What the shell would do otherwise under these rules, one line per history; nothing is as it should be."""
    replayer = Replayer(workflows=[PairWorkflow], data_converter=data_converter(CODEC))
    decider.PAIR = rules
    try:
        results = await replayer.replay_workflows(_each(histories), raise_on_replay_failure=False)
    finally:
        decider.PAIR = PAIR
    return [f"{run}: {failure}"[:300] for run, failure in results.replay_failures.items()]


async def _each(histories: Sequence[WorkflowHistory]) -> AsyncIterator[WorkflowHistory]:
    for history in histories:
        yield history
