"""What the log can do: writing beside raw INSERTs, following, projecting, rebuilding; all in one run, interleaved."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median

import asyncpg
from rich.console import Console
from rich.table import Table

from adapters.embedded import postgres
from adapters.migrations import migrate
from adapters.process import Process
from benchmarks import appending, reading
from benchmarks.appending import Pace

_ROUNDS = 5
_RAW, _RECORDER = "raw INSERT, a connection each", "recorder"
_WAYS: Mapping[str, tuple[Callable[[str, int], Awaitable[Pace]], tuple[int, ...]]] = {
    _RAW: (appending.raw, (1, 16, 64)),
    "append, a connection each": (appending.direct, (1, 16)),
    _RECORDER: (appending.recorder, (1, 16, 64, 256)),
    "event store (seals and opens)": (appending.event_store, (1, 16, 64)),
}
Paces = dict[tuple[str, int], Pace]


async def main() -> None:
    """Prints both tables with ratios to the raw loop, and the figures as JSON in the last line."""
    rounds = [await _round() for _ in range(_ROUNDS)]
    async with _database() as dsn:
        read = await reading.read(dsn)
    console = Console(width=110)
    console.print(_writing(rounds), _reading(read))
    print(json.dumps(_figures(rounds, read)))


@asynccontextmanager
async def _database() -> AsyncIterator[str]:
    """A server of its own, as it comes: fsync is on."""
    with tempfile.TemporaryDirectory(prefix="mentoring-") as name:
        server = await Process.start(postgres.program(Path(name), settle=_settle))
        try:
            yield postgres.url(Path(name))
        finally:
            await server.stop()


async def _settle(dsn: str) -> None:
    await migrate(dsn)
    connection = await asyncpg.connect(dsn)
    await connection.execute(appending.RAW_TABLE)
    await connection.close()


async def _round() -> Paces:
    """All ways take their turn on a fresh server: what disturbs one disturbs all, and no round has larger tables."""
    async with _database() as dsn:
        return {way: await _WAYS[way[0]][0](dsn, way[1]) for way in _turns()}


def _turns() -> list[tuple[str, int]]:
    """Neighbours have as many callers."""
    turns = [(name, count) for name, (_, callers) in _WAYS.items() for count in callers]
    return sorted(turns, key=lambda way: way[1])


def _writing(rounds: Sequence[Paces]) -> Table:
    table = Table(title="writing single events, medians", title_justify="left")
    for heading in ("way", "callers", "events/s", "to raw with 1", "to raw with 64", "p50 ms", "p99 ms"):
        table.add_column(heading, justify="left" if heading == "way" else "right")
    for way in sorted(rounds[0], key=lambda way: (list(_WAYS).index(way[0]), way[1])):
        ratios = (f"{_ratio(rounds, way, callers):.2f}" for callers in (1, 64))
        pace = Pace(*(median(values) for values in zip(*(paces[way] for paces in rounds), strict=True)))
        latencies = (f"{pace.p50_ms:.1f}", f"{pace.p99_ms:.1f}")
        table.add_row(way[0], str(way[1]), f"{pace.per_second:,.0f}", *ratios, *latencies)
    return table


def _ratio(rounds: Sequence[Paces], way: tuple[str, int], callers: int) -> float:
    """To raw INSERTs of the same round, over so many connections; the median of the rounds."""
    return median(paces[way].per_second / paces[_RAW, callers].per_second for paces in rounds)


def _reading(read: Mapping[str, float]) -> Table:
    table = Table("reading", "events/s", title="following the log", title_justify="left")
    for name, per_second in read.items():
        table.add_row(name, f"{per_second:,.0f}")
    return table


def _figures(rounds: Sequence[Paces], read: Mapping[str, float]) -> dict[str, float]:
    return {
        "recorder_64_vs_raw_1": round(_ratio(rounds, (_RECORDER, 64), 1), 2),
        "recorder_64_vs_raw_64": round(_ratio(rounds, (_RECORDER, 64), 64), 2),
        "recorder_16_p99_ms": round(median(paces[_RECORDER, 16].p99_ms for paces in rounds), 2),
        "feed_rows_per_s": round(read["feed"]),
        "project_events_per_s": round(read["project"]),
        "rebuild_events_per_s": round(read["rebuild"]),
    }


if __name__ == "__main__":
    asyncio.run(main())
