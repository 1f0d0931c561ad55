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
_WAYS: Mapping[str, tuple[Callable[[str, int], Awaitable[Pace]], tuple[int, ...]]] = {
    "raw INSERT, a connection each": (appending.raw, (1, 16, 64)),
    "append, a connection each": (appending.direct, (1, 16)),
    "recorder": (appending.recorder, (1, 16, 64, 256)),
    "event store (seals and opens)": (appending.event_store, (1, 16, 64)),
}
Paces = dict[tuple[str, int], Pace]


async def main() -> None:
    """Prints both tables with ratios to the raw loop, and the figures as JSON in the last line."""
    async with _database() as dsn:
        paces = await _written(dsn)
    async with _database() as dsn:
        read = await reading.read(dsn)
    console = Console(width=110)
    console.print(_writing(paces), _reading(read))
    print(json.dumps(_figures(paces, read)))


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


async def _written(dsn: str) -> Paces:
    """The median of some rounds; in each all ways take their turn, so that what disturbs one disturbs all."""
    rounds: list[Paces] = [{} for _ in range(_ROUNDS)]
    for paces in rounds:
        for name, (write, callers) in _WAYS.items():
            for count in callers:
                paces[name, count] = await write(dsn, count)
    return {way: _middle([paces[way] for paces in rounds]) for way in rounds[0]}


def _middle(paces: Sequence[Pace]) -> Pace:
    return Pace(*(median(values) for values in zip(*paces, strict=True)))


def _writing(paces: Paces) -> Table:
    table = Table(title="writing single events", title_justify="left")
    for heading in ("way", "callers", "events/s", "to raw with 1", "to raw with 64", "p50 ms", "p99 ms"):
        table.add_column(heading, justify="left" if heading == "way" else "right")
    one, many = (_raw(paces, count) for count in (1, 64))
    for (name, callers), pace in paces.items():
        ratios = (f"{pace.per_second / one:.2f}", f"{pace.per_second / many:.2f}")
        latencies = (f"{pace.p50_ms:.1f}", f"{pace.p99_ms:.1f}")
        table.add_row(name, str(callers), f"{pace.per_second:,.0f}", *ratios, *latencies)
    return table


def _reading(read: Mapping[str, float]) -> Table:
    table = Table("reading", "events/s", title="following the log", title_justify="left")
    for name, per_second in read.items():
        table.add_row(name, f"{per_second:,.0f}")
    return table


def _raw(paces: Paces, callers: int) -> float:
    return paces["raw INSERT, a connection each", callers].per_second


def _figures(paces: Paces, read: Mapping[str, float]) -> dict[str, float]:
    with_64, with_16 = (paces["recorder", count] for count in (64, 16))
    return {
        "recorder_64_vs_raw_1": round(with_64.per_second / _raw(paces, 1), 2),
        "recorder_64_vs_raw_64": round(with_64.per_second / _raw(paces, 64), 2),
        "recorder_16_p99_ms": round(with_16.p99_ms, 2),
        "feed_rows_per_s": round(read["feed"]),
        "project_events_per_s": round(read["project"]),
        "rebuild_events_per_s": round(read["rebuild"]),
    }


if __name__ == "__main__":
    asyncio.run(main())
