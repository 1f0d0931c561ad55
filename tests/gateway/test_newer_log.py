"""A log that a newer release wrote to, read by this one."""

import logging

import pytest

from adapters.event_store import open_event_store
from adapters.guard import Guard
from adapters.passed_by import pass_by
from domain.base import Batch, Broken, Event, Row, Told, derived_id
from domain.pair.events import EVENTS
from gateway import report
from gateway.reading import Reading, story
from tests.domain.story import Life, match
from tests.engine.settings import MASTER
from tests.gateway.lives import all_rows, write

NEWER = (("MoonRose", 1), ("MeetingHeld", 2), ("MoonRose", 1))


def newer(rows: list[Row]) -> list[Row]:
    """What a newer release stored after these rows: an unknown type twice, and a known one made incompatible."""
    return [
        rows[-1].with_(
            version=number, event_id=derived_id(number), type=name, schema_version=schema, data={"of": "her"}
        )
        for number, (name, schema) in enumerate(NEWER, start=rows[-1].version + 1)
    ]


@pytest.fixture
def warnings(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What a fresh process would say."""
    pass_by.cache_clear()
    caplog.set_level(logging.WARNING)
    return caplog


def test_passed_by_and_said_once(warnings: pytest.LogCaptureFixture) -> None:
    """However many pairs hold such events, each type and schema version is named once, and nothing that is in them."""
    life = Life()
    life.wait(days=9)
    rows = all_rows(life)
    without = story("one", rows)
    for pair_id in ("one", "two"):
        told = story(pair_id, [*rows, *newer(rows)])
        assert (told.pair, told.happened, told.letters) == (without.pair, without.happened, without.letters)
    assert [record.getMessage() for record in warnings.records] == [
        "events MoonRose of schema version 1 are unknown to this release and passed by",
        "events MeetingHeld of schema version 2 are unknown to this release and passed by",
    ]
    assert {record.levelname for record in warnings.records} == {"WARNING"}


class MoonRose(Event):
    """Known to a newer release alone."""


class MeetingHeld(Event):
    """What a newer release made of it."""

    SCHEMA_VERSION = 2


async def test_list_and_show(database: str, reading: Reading) -> None:
    """Staff list and read a pair of a real log whose latest events they cannot know."""
    life = Life(match(pair_id="newer"))
    rows = all_rows(life)
    told = Told(id="by-a-newer-release", body={})
    later = Batch(stream="pair/newer", seen=len(rows), told=told, rows=tuple(newer(rows)))
    guard = Guard(events={**EVENTS, "MoonRose": MoonRose, "MeetingHeld": MeetingHeld})
    async with open_event_store(database, MASTER, guard=guard) as of_a_newer_release:
        await write(life, of_a_newer_release)
        await of_a_newer_release.append(later)
    (listed,) = await reading.everybody()
    assert listed.pair.phase == "PROPOSED"
    assert report.report(await reading.find("newer")).phase == "PROPOSED"


def test_a_hole_that_cannot_be_passed() -> None:
    """Where the rest makes no sense without the unknown event, a person must look."""
    rows = all_rows(Life())
    with pytest.raises(Broken, match="cannot begin with"):
        story("one", [rows[0].with_(type="MoonRose"), *rows[1:]])


def test_an_event_that_cannot_be_read() -> None:
    """It is named by its type and version, and nothing of what is in it is shown."""
    rows = all_rows(Life())
    with pytest.raises(Broken, match=r"^MatchProposed at version 1 cannot be read$"):
        story("one", [rows[0].with_(data={"match": "planted-secret"}), *rows[1:]])
