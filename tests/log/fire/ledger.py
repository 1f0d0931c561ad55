"""What was promised and what was seen, held against what the log holds in the end."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple, Self
from uuid import UUID

import asyncpg

_ROWS = "select position, event_id, stream, version, command_id, recorded_at from events order by position"
_COMMANDS = "select stream, command_id from commands"
_BROKEN_LINKS = """
    select position from (
        select position, chain, chained(
            lag(chain) over (order by position), decode(repeat('00', 32), 'hex'), position, stream, version, event_id,
            command_id, type, schema_version, data, sealed, metadata, occurred_at, recorded_at
        ) as again from events
    ) as e where chain <> again order by position
"""

Seen = tuple[int, UUID]


class Ack(NamedTuple):
    """What the log has confirmed to a writer: the answer to a command stands, with these events."""

    stream: str
    command: str
    events: tuple[UUID, ...]

    def line(self) -> str:
        """As one line of text."""
        return " ".join([self.stream, self.command, *map(str, self.events)])

    @classmethod
    def of(cls, line: str) -> Self:
        """What such a line says."""
        stream, command, *events = line.split()
        return cls(stream, command, tuple(map(UUID, events)))


class Findings(NamedTuple):
    """What is wrong, a sentence each."""

    lost: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    disordered: tuple[str, ...] = ()

    def and_(self, other: Findings) -> Findings:
        """These and those."""
        return Findings(*(ours + theirs for ours, theirs in zip(self, other, strict=True)))


async def audit(dsn: str, acks: Iterable[Ack], readers: Iterable[Sequence[Seen]]) -> Findings:
    """Everything that is wrong with a log: with itself, with what was confirmed, with what readers saw."""
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch(_ROWS)
        commands = {(record["stream"], record["command_id"]) for record in await connection.fetch(_COMMANDS)}
        links = await connection.fetch(_BROKEN_LINKS)
    finally:
        await connection.close()
    found = Findings(disordered=tuple(f"{record['position']}: the chain is broken" for record in links))
    found = found.and_(_with_itself(rows)).and_(_with_what_was_confirmed(rows, commands, acks))
    log = [(row["position"], row["event_id"]) for row in rows]
    for seen in readers:
        found = found.and_(compared(log, seen))
    return found


def compared(log: Sequence[Seen], seen: Sequence[Seen]) -> Findings:
    """What a reader missed, saw twice, saw out of order, or saw although it is not there."""
    missed, phantoms = set(log) - set(seen), set(seen) - set(log)
    twice = [event for event, times in Counter(seen).items() if times > 1]
    return Findings(
        lost=tuple(f"{position}: a reader missed it" for position, _ in sorted(missed))
        + tuple(f"{position}: a reader saw it, and it is gone" for position, _ in sorted(phantoms)),
        doubled=tuple(f"{position}: a reader saw it twice" for position, _ in twice),
        disordered=tuple(f"{b[0]} was seen after {a[0]}" for a, b in pairwise(seen) if b[0] < a[0]),
    )


def _with_itself(rows: Sequence[asyncpg.Record]) -> Findings:
    wrong = [f"{row['position']} stands at place {n}" for n, row in enumerate(rows, 1) if row["position"] != n]
    versions: Counter[str] = Counter()
    for row in rows:
        versions[row["stream"]] += 1
        if row["version"] != versions[row["stream"]]:
            wrong.append(f"{row['stream']}: version {row['version']} stands at place {versions[row['stream']]}")
    backwards = [b["position"] for a, b in pairwise(rows) if b["recorded_at"] < a["recorded_at"]]
    return Findings(disordered=(*wrong, *(f"{position}: time goes back" for position in backwards)))


def _with_what_was_confirmed(
    rows: Sequence[asyncpg.Record], commands: set[tuple[str, str]], acks: Iterable[Ack]
) -> Findings:
    stored: defaultdict[tuple[str, str], list[UUID]] = defaultdict(list)
    for row in rows:
        stored[row["stream"], row["command_id"]].append(row["event_id"])
    lost, doubled = [], []
    for ack in acks:
        command = (ack.stream, ack.command)
        if command not in commands or set(ack.events) - set(stored[command]):
            lost.append(f"{ack.stream} {ack.command}: confirmed, and it is not there")
        elif set(stored[command]) - set(ack.events):
            doubled.append(f"{ack.stream} {ack.command}: more is there than was confirmed")
    return Findings(tuple(lost), tuple(doubled))
