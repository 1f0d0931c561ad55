"""Events change over the years, and what was stored stays readable."""

import pytest
from pydantic import ValidationError

from domain.base import Broken, Event, Json
from domain.pair import events as e
from domain.pair.events.upcasters import UPCASTERS, Upcasters, as_of_today
from tests.domain.goldens import FOLDER, read


class WalkTaken(Event):
    """Once `metres`, then `kilometres` as text, today `distance_m` and who was along."""

    SCHEMA_VERSION = 3
    SEALED = frozenset({"companion"})
    distance_m: int
    weather: str = ""
    companion: str | None = None


def to_kilometres(data: Json) -> Json:
    """From version 1 to 2."""
    metres = data["metres"]
    assert isinstance(metres, int)
    return {**data, "kilometres": f"{metres // 1000}"}


def to_distance(data: Json) -> Json:
    """From version 2 to 3; who was along is gone once the key is."""
    named = {"companion": f"person {data['friend']}"} if "friend" in data else {}
    return {"distance_m": int(str(data["kilometres"])) * 1000, **named}


STEPS: Upcasters = {("WalkTaken", 1): to_kilometres, ("WalkTaken", 2): to_distance}


@pytest.mark.parametrize(
    ("version", "stored", "event"),
    [
        (1, {"metres": 4000}, WalkTaken(distance_m=4000)),
        (1, {"metres": 4000, "friend": "7"}, WalkTaken(distance_m=4000, companion="person 7")),
        (2, {"kilometres": "5"}, WalkTaken(distance_m=5000)),
        (3, {"distance_m": 6, "weather": "rain"}, WalkTaken(distance_m=6, weather="rain")),
        (3, {"distance_m": 6, "of_a_newer_release": True}, WalkTaken(distance_m=6)),
        (4, {"distance_m": 6}, None),
        (4, {"steps": 9}, None),
    ],
)
def test_every_version_is_read(version: int, stored: Json, event: WalkTaken | None) -> None:
    """An older version is taken up step by step, today's as it is, and one above it is not guessed."""
    assert as_of_today(WalkTaken, version, stored, upcasters=STEPS) == event


def test_what_was_stored_stays_as_it_was() -> None:
    """Taking an event up changes nothing in what was read."""
    stored: Json = {"metres": 4000, "friend": "7"}
    as_of_today(WalkTaken, 1, stored, upcasters=STEPS)
    assert stored == {"metres": 4000, "friend": "7"}


def test_a_missing_step_is_a_defect() -> None:
    """A version that nobody can take up is named, and its fields are not."""
    with pytest.raises(Broken, match=r"^WalkTaken of schema version 1 has no upcaster to the next one$"):
        as_of_today(WalkTaken, 1, {"metres": 4000}, upcasters={})


def test_what_fits_no_model_is_not_hidden() -> None:
    """An event that lacks a field is no unknown event."""
    with pytest.raises(ValidationError):
        as_of_today(WalkTaken, 3, {})


def test_every_step_is_there() -> None:
    """Each version of an event below today's has its upcaster, and there is none that leads nowhere."""
    needed = {(name, version) for name, event in e.EVENTS.items() for version in range(1, event.SCHEMA_VERSION)}
    assert set(UPCASTERS) == needed


@pytest.mark.parametrize(("type_name", "schema_version"), [("SomethingElse", 1), ("MeetingHeld", 2)])
def test_events_of_a_newer_release(type_name: str, schema_version: int) -> None:
    """A type, or a schema version, of a newer release is unknown: readers get None, the shell gets Broken."""
    row = read(FOLDER / "MeetingHeld.v1.json").with_(type=type_name, schema_version=schema_version, version=7)
    assert e.event_of(row.type, row.schema_version, row.data) is None
    with pytest.raises(Broken, match=f"^unknown event type '{type_name}' of schema version {schema_version} at vers"):
        e.from_row(row)


def test_sealed_fields_are_put_back() -> None:
    """An event is one from its open and its sealed part."""
    row = read(FOLDER / "MatchDeclined.v1.json")
    assert e.event_of(row.type, 1, row.data, sealed=row.sealed) == e.from_row(row)
    assert e.event_of(row.type, 1, row.data) == e.from_row(row).with_(by=None)
