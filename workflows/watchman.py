"""Nobody sleeps past the log: a round every minute, by a Temporal schedule."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.watch import Watching

    from workflows import policies

_AT_ONCE = 100
# Of a round, however many sleep: some thousand events of history. The next round goes on.
_MOST_PORTIONS = 500


@workflow.defn(name="Watchman")
class WatchmanWorkflow:
    """Wakes the streams whose plan is overdue, each no more often than its back-off allows."""

    @workflow.run
    async def run(self) -> int:
        """One round, portion by portion until nobody sleeps any more. Returns how many streams were woken."""
        woken = 0
        for _ in range(_MOST_PORTIONS):
            portion = await workflow.execute_activity_method(Watching.wake_overdue, _AT_ONCE, **policies.WATCH)
            woken += portion
            if portion < _AT_ONCE:
                break
        return woken
