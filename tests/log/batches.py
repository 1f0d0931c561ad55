"""Batches as an aggregate would make them, with as few words as a test needs."""

from datetime import UTC, datetime, timedelta

from domain.base import Actor, ActorKind, Answer, Batch, Deadline, Json, Plan, Row, Told, derived_id

PAIR = "pair/0001"
NOON = datetime(2024, 3, 4, 12, tzinfo=UTC)


def row(version: int, *, stream: str = PAIR, command: str = "c1", sealed: Json | None = None, **data: str) -> Row:
    """An event; its id is derived as an aggregate derives it."""
    return Row(
        version=version,
        event_id=derived_id(stream, command, version),
        type="MeetingHeld",
        data={**data},
        sealed=sealed,
        actor=Actor(kind=ActorKind.PARTICIPANT, id="p-1"),
        policy_version="abc",
        occurred_at=NOON,
    )


def batch(
    command: str,
    *,
    seen: int = 0,
    events: int = 1,
    stream: str = PAIR,
    body: str = "as told",
    sealed: Json | None = None,
    due_in_days: int = 7,
    claims: tuple[str, ...] = (),
    releases: tuple[str, ...] = (),
    shred: bool = False,
    over: bool = False,
    message: str = "",
) -> Batch:
    """What a command led to: some events, a deadline, an answer."""
    return Batch(
        stream=stream,
        seen=seen,
        told=Told(id=command, body={"type": "Something", "content": body}),
        rows=tuple(row(seen + n, stream=stream, command=command, sealed=sealed) for n in range(1, events + 1)),
        plan=Plan(deadlines=(deadline(due_in_days),), over=over),
        claims=claims,
        releases=releases,
        shred=shred,
        answer=Answer(accepted=not message, message=message),
    )


def deadline(days: int) -> Deadline:
    """A deadline some days after the noon at which everything here happens."""
    return Deadline(key="meeting.no_date_nudge", due_at=NOON + timedelta(days=days))


def look(*, seen: int = 0, stream: str = PAIR) -> Batch:
    """A question to the log that writes nothing."""
    return Batch(stream=stream, seen=seen)
