"""What one completed pair costs: rows, letters, Temporal history events, runs, the state that a run hands on."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path
from statistics import median

from adapters.files import read_files
from domain.pair.values import Phase
from gateway.programme import match_people
from rehearsal.demo import Rehearsal, next_monday
from rehearsal.outcome import PairOutcome
from rehearsal.stage import Stage, open_stage

_EXAMPLES = Path(__file__).parent.parent / "examples"


async def main() -> None:
    """Rehearses the example programme and prints the medians over its completed pairs, as JSON in the last line."""
    files = read_files(_EXAMPLES / "programme.toml", _EXAMPLES / "people.csv")
    async with open_stage() as stage:
        begins_at = next_monday(files.programme.programme.time_zone)
        round_ = await match_people(
            files, people=stage.people, programmes=stage.programmes, starts_on=begins_at.date(), seed=1
        )
        rehearsed = await Rehearsal(stage, round_, 1).play(begins_at=begins_at, told=_silent)
        completed = [x for x in rehearsed.outcomes if x.phase is Phase.COMPLETED and x.meetings_held]
        runs = [await _runs(stage, outcome) for outcome in completed]
    figures = {
        "completed_pairs": len(completed),
        "rows": median(outcome.events for outcome in completed),
        "letters": median(outcome.letters_sent for outcome in completed),
        "history_events": median(sum(lengths) for lengths in runs),
        "runs": median(len(lengths) for lengths in runs),
        "longest_run_events": max(max(lengths) for lengths in runs),
        "seconds": rehearsed.summary.seconds,
    }
    print(json.dumps(figures))


def _silent(_pair_id: str, _at: datetime | None) -> None:
    return


async def _runs(stage: Stage, outcome: PairOutcome) -> list[int]:
    """The history lengths of all runs of a pair."""
    found = stage.clock.client.list_workflows(f"WorkflowId = 'pair/{outcome.pair_id}'")
    return [execution.history_length async for execution in found]


if __name__ == "__main__":
    asyncio.run(main())
