"""Records the histories of a life into the corpus: `python -m tests.replay.record NAME`. What is there, stays."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from temporalio.client import Client

from adapters.embedded import throw_away
from adapters.temporal import data_converter
from tests.engine.hands import hands
from tests.engine.haste import Haste
from tests.engine.world import world
from tests.replay.lives import LIVES
from tests.temporal import CODEC
from workflows.names import SEARCH_ATTRIBUTES

CORPUS = Path(__file__).parent / "corpus"


async def record(name: str) -> list[Path]:
    """Lives a life of `LIVES` on a throw-away stack; one file per run. Raises FileExistsError."""
    async with throw_away(search_attributes=SEARCH_ATTRIBUTES) as stack:
        client = await Client.connect(stack.temporal_address, data_converter=data_converter(CODEC), plugins=[Haste()])
        async with world(client, stack.database_url) as here, hands(here) as workers:
            await LIVES[name](here, workers)
            histories = [history for pair in here.begun for history in await here.histories(pair)]
    return [_kept(f"{name}-{nth}.json", history.to_json()) for nth, history in enumerate(histories, start=1)]


def _kept(name: str, text: str) -> Path:
    path = CORPUS / name
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
    return path


if __name__ == "__main__":
    if sys.argv[1:] == [] or not set(sys.argv[1:]) <= set(LIVES):
        sys.exit(f"name one or more of: {', '.join(LIVES)}")
    for argument in sys.argv[1:]:
        for file in asyncio.run(record(argument)):
            sys.stdout.write(f"{file.name}\n")
