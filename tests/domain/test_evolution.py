"""Events change over the years, and what was stored stays readable."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, ValidationError, create_model

from domain.base import Broken, Event, Frozen, Json
from domain.pair import events as e
from domain.pair.events.upcasters import UPCASTERS, Upcasters, as_of_today
from tests.domain.goldens import FOLDER, TYPES, form_of, read, read_form
from tests.domain.schemas import first_noted, noted, problems, schema_of

NOTE_IT = "python -m tests.domain.goldens writes it down"
RAISE_IT = "make it optional with a default, or raise SCHEMA_VERSION and write an upcaster to it"


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


@pytest.mark.parametrize("event", TYPES, ids=lambda event: event.__name__)
def test_events_change_compatibly(event: type[e.PairEvent]) -> None:
    """Within a schema version an event only widens, and each change is written down."""
    today = schema_of(event)
    assert form_of(event).exists(), f"{form_of(event).name} is missing: {NOTE_IT}"
    stored = read_form(form_of(event))
    assert list(problems(stored, today)) == [], f"{event.__name__} has changed incompatibly: {RAISE_IT}"
    assert noted(stored, today) == stored, f"{event.__name__} has been widened: {NOTE_IT}"


class Place(Frozen):
    """Part of an event."""

    room: str
    floor: int = 0


Seats = Annotated[int, Field(ge=2, le=9)]
BEFORE: dict[str, Any] = {
    "title": (str, ...),
    "day": (Annotated[str, Field(max_length=9, pattern="^[a-z]+$")], ...),
    "kind": (Literal["tea", "talk"], ...),
    "seats": (Seats, ...),
    "place": (Place | None, None),
    "tags": (tuple[Literal["x", "y"], ...], ()),
    "notes": (dict[str, str], {}),
    "by": (str | None, None),
}


def model(changes: dict[str, Any], *, sealed: frozenset[str] = frozenset({"by"})) -> type[Event]:
    """The event with some fields replaced; None takes one away."""
    fields = {name: field for name, field in {**BEFORE, **changes}.items() if field is not None}
    made: type[Event] = create_model("PartyHeld", __base__=Event, **fields)
    made.SEALED = sealed
    return made


def changed_place(**fields: Any) -> dict[str, Any]:
    """The nested part with some fields replaced."""
    kept = {name: field for name, field in {"room": (str, ...), "floor": (int, 0), **fields}.items() if field}
    return {"place": (create_model("Place", __base__=Frozen, **kept) | None, None)}


STORED = first_noted(schema_of(model({})))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": None}, "title: is gone"),
        ({"title": None, "heading": (str, "")}, "title: is gone"),
        ({"host": (str, ...)}, "host: is new and has no default"),
        ({"tags": (tuple[Literal["x", "y"], ...], ...)}, "tags: has no default any more"),
        ({"title": (int, ...)}, "title: type was string and is integer"),
        ({"title": (Literal["a"], ...)}, "title: enum was free and is ['a']"),
        ({"kind": (Literal["tea"], ...)}, "kind: enum was ['tea', 'talk'] and is ['tea']"),
        ({"seats": (Annotated[int, Field(ge=3, le=9)], ...)}, "seats: minimum was 2 and is 3"),
        ({"seats": (Annotated[int, Field(ge=2, le=8)], ...)}, "seats: maximum was 9 and is 8"),
        ({"day": (Annotated[str, Field(max_length=9, pattern="^[0-9]+$")], ...)}, "day: pattern was"),
        ({"title": (Annotated[str, Field(max_length=9)], ...)}, "title: maxLength was free and is 9"),
        ({"tags": (tuple[Literal["x"], ...], ())}, "tags[]: enum was ['x', 'y'] and is ['x']"),
        ({"notes": (dict[str, int], {})}, "notes[]: type was string and is integer"),
        ({"by": (str, "")}, "by: type was null and is string"),
        (changed_place(room=None), "place.room: is gone"),
        (changed_place(door=(str, ...)), "place.door: is new and has no default"),
        (changed_place(floor=(str, "")), "place.floor: type was integer and is string"),
    ],
)
def test_an_incompatible_change(changes: dict[str, Any], said: str) -> None:
    """What could make a stored event unreadable, or lose a part of it, is named by field, and never written down."""
    found = list(problems(STORED, schema_of(model(changes))))
    assert len(found) == 1, found
    assert found[0].startswith(said)


@pytest.mark.parametrize(
    ("sealed", "said"),
    [
        (frozenset[str](), "by: was sealed and is open"),
        (frozenset({"by", "place"}), "place: was open and is sealed"),
    ],
)
def test_sealing_is_part_of_the_form(sealed: frozenset[str], said: str) -> None:
    """A field does not move in or out of what is sealed within a version."""
    assert list(problems(STORED, schema_of(model({}, sealed=sealed)))) == [said]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"host": (str, "")},
        {"title": (str | None, ...)},
        {"title": (str, "untitled")},
        {"kind": (Literal["tea", "talk", "walk"], ...)},
        {"kind": (str, ...)},
        {"seats": (Annotated[int, Field(ge=1, le=20)], ...)},
        {"seats": (float, ...)},
        {"day": (str, ...)},
        {"tags": (tuple[Literal["x", "y", "z"], ...], ())},
        changed_place(door=(int, 1)),
        changed_place(room=(str | None, None)),
    ],
)
def test_a_compatible_change(changes: dict[str, Any]) -> None:
    """New fields with a default and wider types need no version, are written down, and hold from then on."""
    today = schema_of(model(changes))
    assert list(problems(STORED, today)) == []
    after = noted(STORED, today)
    assert (after == STORED) is (not changes)
    assert list(problems(after, today)) == []
    assert noted(after, today) == after


def test_a_field_that_came_later_keeps_its_default() -> None:
    """Events from before a field are read with its default, which therefore stays; any other default may change."""
    later = noted(STORED, schema_of(model({"host": (str, "nobody")})))
    said = ["host: older events are read with the default 'nobody'"]
    assert list(problems(later, schema_of(model({"host": (str, "somebody")})))) == said
    assert list(problems(later, schema_of(model({"host": (str | None, None)})))) == said
    assert list(problems(STORED, schema_of(model({"tags": (tuple[Literal["x", "y"], ...], ("x",))})))) == []


def test_words_are_no_part_of_the_form() -> None:
    """Docstrings and titles may be written anew at any time."""

    class PartyHeld(model({})):  # type: ignore[misc]
        """Other words."""

    assert schema_of(PartyHeld) == schema_of(model({}))
