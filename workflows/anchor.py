"""Once a day it is written down where the log ends, by a Temporal schedule."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.anchor import Anchoring
    from domain.anchor import Anchor

    from workflows import policies


@workflow.defn(name="Anchor")
class AnchorWorkflow:
    """Takes one anchor. It fails where the log is broken, so that operations see it."""

    @workflow.run
    async def run(self) -> Anchor:
        """The anchor, which so stands in the history too."""
        return await workflow.execute_activity_method(Anchoring.take_anchor, **policies.ANCHOR)
