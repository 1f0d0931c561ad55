"""Starts some two hundred pairs as abandoned children, then ends."""

from __future__ import annotations

from pydantic import AwareDatetime
from temporalio import workflow
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.workflow import ParentClosePolicy

with workflow.unsafe.imports_passed_through():
    from domain.base import Frozen

    from workflows import names
    from workflows.messages import Start
    from workflows.pair import PairWorkflow

# So that neither the launcher's history nor the limit of pending children grows with the cohort.
PAIRS_PER_LAUNCHER = 200


class Launch(Frozen):
    """Which pairs to start, and not before when."""

    pairs: tuple[Start, ...]
    not_before: AwareDatetime | None = None


@workflow.defn(name="Launcher")
class LauncherWorkflow:
    """A child begins at its parent's time and outlives it, so rehearsal and real life start pairs alike."""

    @workflow.run
    async def run(self, launch: Launch) -> int:
        """Starts the pairs; those that run already are left alone. Returns how many were started."""
        if launch.not_before and launch.not_before > workflow.now():
            await workflow.sleep(launch.not_before - workflow.now(), summary="the cohort's start")
        return sum([await self._start(start) for start in launch.pairs])

    async def _start(self, start: Start) -> bool:
        try:
            await workflow.start_child_workflow(
                PairWorkflow.run,
                start,
                id=start.stream,
                task_queue=names.PAIRS,
                parent_close_policy=ParentClosePolicy.ABANDON,
                static_summary="one pair, from proposal to review",
            )
        except WorkflowAlreadyStartedError:
            return False
        return True
