"""What the log can do: writing beside raw INSERTs, following, projecting, rebuilding; all in one run, interleaved."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

import asyncpg
from rich.console import Console
from rich.table import Table

from adapters.embedded import postgres
from adapters.migrations import migrate
from adapters.process import Process
from benchmarks import appending, reading
from benchmarks.appending import Pace

_ROUNDS = 7
_RAW, _RECORDER = "raw INSERT, a connection each", "recorder"
_WAYS: Mapping[str, tuple[Callable[[str, int], Awaitable[Pace]], tuple[int, ...]]] = {
    _RAW: (appending.raw, (1, 16, 64)),
    "append, a connection each": (appending.direct, (1, 16)),
    _RECORDER: (appending.recorder, (1, 16, 64, 256)),
    "event store (seals and opens)": (appending.event_store, (1, 16, 64)),
}
Way = tuple[str, int]


class Measured(NamedTuple):
    """The pace of a way, and that of raw INSERTs over one connection just before: the machine changes by the second."""

    pace: Pace
    beside: Pace


Round = dict[Way, Measured]


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


async def _round() -> Round:
    """All ways take their turn on a fresh server: what disturbs one disturbs all, and no round has larger tables."""
    async with _database() as dsn:
        return {way: await _measured(dsn, way) for way in _turns()}


async def _measured(dsn: str, way: Way) -> Measured:
    name, callers = way
    beside = await appending.raw(dsn, 1)
    return Measured(await _WAYS[name][0](dsn, callers), beside)


def _turns() -> list[Way]:
    """Neighbours have as many callers."""
    turns = [(name, count) for name, (_, callers) in _WAYS.items() for count in callers]
    return sorted(turns, key=lambda way: way[1])


def _writing(rounds: Sequence[Round]) -> Table:
    table = Table(title="writing single events, medians", title_justify="left")
    for heading in ("way", "callers", "events/s", "to raw with 1", "to raw with 64", "p50 ms", "p99 ms"):
        table.add_column(heading, justify="left" if heading == "way" else "right")
    for way in sorted(rounds[0], key=lambda way: (list(_WAYS).index(way[0]), way[1])):
        pace = Pace(*(median(values) for values in zip(*(each[way].pace for each in rounds), strict=True)))
        ratios = (f"{ratio(rounds, way):.2f}" for ratio in (_to_one, _to_64))
        latencies = (f"{pace.p50_ms:.1f}", f"{pace.p99_ms:.1f}")
        table.add_row(way[0], str(way[1]), f"{pace.per_second:,.0f}", *ratios, *latencies)
    return table


def _to_one(rounds: Sequence[Round], way: Way) -> float:
    """To raw INSERTs over one connection just before; the median of the rounds."""
    return median(each[way].pace.per_second / each[way].beside.per_second for each in rounds)


def _to_64(rounds: Sequence[Round], way: Way) -> float:
    """To raw INSERTs over 64 connections in the same round; the median of the rounds."""
    return median(each[way].pace.per_second / each[_RAW, 64].pace.per_second for each in rounds)


def _reading(read: Mapping[str, float]) -> Table:
    table = Table("reading", "events/s", title="following the log", title_justify="left")
    for name, per_second in read.items():
        table.add_row(name, f"{per_second:,.0f}")
    return table


def _figures(rounds: Sequence[Round], read: Mapping[str, float]) -> dict[str, float]:
    return {
        "recorder_64_vs_raw_1": round(_to_one(rounds, (_RECORDER, 64)), 2),
        "recorder_64_vs_raw_64": round(_to_64(rounds, (_RECORDER, 64)), 2),
        "recorder_16_p99_ms": round(median(each[_RECORDER, 16].pace.p99_ms for each in rounds), 2),
        "feed_rows_per_s": round(read["feed"]),
        "project_events_per_s": round(read["project"]),
        "rebuild_events_per_s": round(read["rebuild"]),
    }


if __name__ == "__main__":
    asyncio.run(main())
