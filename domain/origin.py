"""Which run of which workflow handed a batch to the log: for people who search, never for rules."""

from __future__ import annotations

from domain.base import Frozen


class Origin(Frozen):
    """The workflow, its run and the attempt of the activity; empty for what no workflow did."""

    workflow_id: str = ""
    run_id: str = ""
    attempt: int = 0
