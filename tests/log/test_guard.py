"""Bad input is turned away before the queue, by a message that names the field and shows no value."""

from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import pytest

from adapters.event_store import EventStore, open_event_store
from adapters.guard import EVENT_BYTES, EVENTS_PER_BATCH, Guard
from domain.base import Actor, ActorKind, Answer, Batch, Broken, Deadline, Json, Outcome, Plan, Row, Told
from tests.log.batches import NOON, PAIR, batch, look, row

PLANTED = "planted-secret"
BEGINNING = r"^pair/0001: "
HALF = "\ud83d"


def of(changed: Row, **more: Row) -> Batch:
    """A batch of this row alone."""
    return batch("c1").with_(rows=(changed, *more.values()))


def changed(**fields: object) -> Batch:
    """A batch whose only row has other fields."""
    return of(row(1, note=PLANTED).with_(**fields))


def due_at(moment: datetime) -> Batch:
    """A batch with a deadline at this moment."""
    return batch("c1").with_(plan=Plan(deadlines=(Deadline(key="k", due_at=NOON).with_(due_at=moment),)))


def actor(name: str) -> Actor:
    """A participant of this name."""
    return Actor(kind=ActorKind.PARTICIPANT, id=name)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (batch("c1", stream=""), "^stream is empty$"),
        (batch("c1", stream="pair/\x00"), "^stream holds a NUL character$"),
        (batch("c1", stream="ü" * 251), "^stream is longer than 500 bytes$"),
        (batch("c1").with_(told=Told(id="", body={})), BEGINNING + "told.id is empty$"),
        (batch("c1").with_(told=Told(id="x" * 501, body={})), BEGINNING + "told.id is longer than 500 bytes$"),
        (
            batch("c1").with_(told=Told(id="c", body={"text": [HALF]})),
            BEGINNING + r"told.body.text\[0\] holds half a character",
        ),
        (batch("c1").with_(told=Told(id="c", body={"n": 0.5})), BEGINNING + "told.body.n is a float"),
        (batch("c1", message="no\x00"), BEGINNING + "answer.message holds a NUL character$"),
        (
            batch("c1").with_(answer=Answer(accepted=False, allowed=(HALF,))),
            BEGINNING + r"answer.allowed\[0\] holds half a character",
        ),
        (
            batch("c1").with_(plan=Plan(deadlines=(Deadline(key="\x00", due_at=NOON),))),
            BEGINNING + r"plan.deadlines\[0\].key holds a NUL character$",
        ),
        (due_at(NOON.replace(tzinfo=None)), BEGINNING + r"plan.deadlines\[0\].due_at has no time zone$"),
        (due_at(datetime.max.replace(tzinfo=UTC)), BEGINNING + r"plan.deadlines\[0\].due_at is in the year 9999, must"),
        (batch("c1", claims=("person/1", "")), BEGINNING + r"claims\[1\] is empty$"),
        (batch("c1", releases=("\x00",)), BEGINNING + r"releases\[0\] holds a NUL character$"),
        (batch("c1").with_(seen=-1), BEGINNING + "seen is -1, must be 0 or more$"),
        (batch("c1").with_(told=None), BEGINNING + "told is missing: .* is a look and cannot have rows$"),
        (batch("c1", events=0, claims=("p-1",)), BEGINNING + "rows is empty: .* need one"),
        (batch("c1", events=0, releases=("p-1",)), BEGINNING + "rows is empty: .* need one"),
        (batch("c1", events=0, shred=True), BEGINNING + "rows is empty: .* need one"),
        (batch("c1", events=EVENTS_PER_BATCH + 1), BEGINNING + "rows has 201 events, a batch has at most 200$"),
        (batch("c1").with_(seen=4), BEGINNING + r"rows\[0\] \(MeetingHeld\).version is 1, must be 5$"),
        (of(row(1), second=row(1)), BEGINNING + r"rows\[1\] \(MeetingHeld\).version is 1, must be 2$"),
        (
            of(row(1), second=row(2).with_(event_id=row(1).event_id)),
            BEGINNING + r"rows\[1\] \(MeetingHeld\).event_id is that of rows\[0\]$",
        ),
    ],
)
def test_batches_that_make_no_sense(given: Batch, complaint: str) -> None:
    """A batch that contradicts itself is a defect of ours: it is said where, and a person must look."""
    with pytest.raises(Broken, match=complaint):
        Guard().check(given)


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"type": ""}, r"rows\[0\].type is empty$"),
        ({"type": "Meeting\x00"}, r"rows\[0\].type holds a NUL character$"),
        ({"type": "X" * 501}, r"rows\[0\].type is longer than 500 bytes$"),
        ({"type": "MoonRose"}, r"rows\[0\].type 'MoonRose' is unknown to this release$"),
        ({"schema_version": 0}, r"rows\[0\] \(MeetingHeld\).schema_version 0 is unknown to this release$"),
        ({"schema_version": 2}, r"rows\[0\] \(MeetingHeld\).schema_version 2 is unknown to this release$"),
        ({"event_id": UUID(int=0)}, r"rows\[0\] \(MeetingHeld\).event_id is empty$"),
        ({"occurred_at": NOON.replace(tzinfo=None)}, r"\(MeetingHeld\).occurred_at has no time zone$"),
        (
            {"occurred_at": datetime.max.replace(tzinfo=UTC)},
            r"\(MeetingHeld\).occurred_at is in the year 9999, must be",
        ),
        ({"occurred_at": datetime.min.replace(tzinfo=UTC)}, r"\(MeetingHeld\).occurred_at is in the year 1, must be"),
        ({"actor": actor("\x00")}, r"\(MeetingHeld\).actor.id holds a NUL character$"),
        ({"policy_version": HALF}, r"\(MeetingHeld\).policy_version holds half a character"),
        ({"data": {"score": 0.5}}, r"\(MeetingHeld\).data.score is a float; use an integer"),
        ({"data": {"score": float("nan")}}, r"\(MeetingHeld\).data.score is a float"),
        ({"data": {"a": [1, {"b": [1.0]}]}}, r"\(MeetingHeld\).data.a\[1\].b\[0\] is a float"),
        ({"data": {"a\x00": 1}}, r"\(MeetingHeld\).a key of data holds a NUL character$"),
        ({"data": {"a": [PLANTED + HALF]}}, r"\(MeetingHeld\).data.a\[0\] holds half a character"),
        ({"sealed": {"by": PLANTED + "\x00"}}, r"\(MeetingHeld\).sealed.by holds a NUL character$"),
        ({"sealed": {"score": 0.25}}, r"\(MeetingHeld\).sealed.score is a float"),
    ],
)
def test_events_that_cannot_be_stored(fields: dict[str, object], complaint: str) -> None:
    """A malformed event is named by the path of its field, and what it holds is not repeated."""
    with pytest.raises(Broken, match=BEGINNING + ".*" + complaint) as broken:
        Guard().check(changed(**fields))
    assert PLANTED not in str(broken.value)


@pytest.mark.parametrize(
    ("data", "sealed", "said"),
    [
        ({"x": "a" * (EVENT_BYTES - 9)}, None, None),
        ({"x": "a" * (EVENT_BYTES - 8)}, None, f"data has {EVENT_BYTES + 1} bytes and sealed 0,"),
        ({"x": "ü" * 40_000}, None, "data has 80009 bytes and sealed 0,"),
        ({}, {"x": PLANTED * 5_000}, "data has 2 bytes and sealed 70009,"),
        ({"x": "a" * 40_000}, {"x": "a" * 40_000}, "data has 40009 bytes and sealed 40009,"),
    ],
)
def test_an_event_that_is_too_large(data: Json, sealed: Json | None, said: str | None) -> None:
    """What is open and what is sealed in an event counts together, in bytes of its JSON text."""
    given = changed(data=data, sealed=sealed)
    if said is None:
        Guard().check(given)
        return
    with pytest.raises(Broken, match=rf"rows\[0\] \(MeetingHeld\).{said} an event has at most 65536$") as broken:
        Guard().check(given)
    assert PLANTED not in str(broken.value)
    Guard(event_bytes=100_000).check(given)


@pytest.mark.parametrize(
    "given",
    [
        batch("c1", events=3, sealed={"n": [1, "ä😀", None, True]}),
        batch("c1", events=EVENTS_PER_BATCH, stream="p" * 500),
        batch("c1", claims=("person/1",), releases=("person/2",), shred=True),
        look(),
        look(seen=7),
        batch("c", events=0),
    ],
)
def test_batches_that_make_sense(given: Batch) -> None:
    """What an aggregate decides passes, and so does a look."""
    Guard().check(given)


def test_of_several_faults_one_is_said() -> None:
    """The first fault is named alone, from the batch to its events in their order."""
    with pytest.raises(Broken, match=r"rows\[0\].*data.a is a float") as broken:
        Guard().check(of(row(1).with_(data={"a": 1.0}), second=row(2).with_(type="")))
    assert str(broken.value).count("rows") == 1


async def test_nothing_of_it_reaches_the_queue(store: EventStore, pool: asyncpg.Pool) -> None:
    """What is turned away leaves no row, no key and no claim, and the same stream goes on."""
    for bad in (changed(type="MoonRose"), changed(data={"x": 1.5}), changed(data={"x": "a" * EVENT_BYTES})):
        with pytest.raises(Broken):
            await store.append(bad.with_(claims=("person/1",)))
    for table in ("events", "commands", "plans", "claims", "subject_keys"):
        assert await pool.fetchval(f"select count(*) from {table}") == 0
    assert (await store.append(batch("c1"))).outcome is Outcome.APPENDED


async def test_the_limit_of_a_deployment(database: str, master_key: bytes) -> None:
    """A log takes events up to the limit that it was opened with, and gives them back whole."""
    large = changed(data={"x": "a" * 90_000}, sealed={"y": "ü" * 20_000})
    async with open_event_store(database, master_key, guard=Guard(event_bytes=150_000)) as log:
        assert (await log.append(large)).outcome is Outcome.APPENDED
        assert (await log.read(PAIR)).rows == large.rows
