"""Events that past releases stored still load. Golden files are added, never edited."""

import json
from pathlib import Path
from typing import Any

import pytest

from domain.base import Broken
from domain.pair import events as e
from tests.domain.goldens import FOLDER, TYPES, golden_of, read

FILES = sorted(FOLDER.glob("*.json"))


@pytest.mark.parametrize("event", TYPES, ids=lambda event: event.__name__)
def test_every_event_has_a_golden_file(event: type[e.PairEvent]) -> None:
    """Today's form of every event is kept, for all the releases to come."""
    assert golden_of(event).exists(), f"python -m tests.domain.goldens adds {golden_of(event).name}"
    for version in range(1, event.SCHEMA_VERSION):
        assert (FOLDER / f"{event.__name__}.v{version}.json").exists(), "what was kept once is kept for ever"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_golden_file_still_loads(path: Path) -> None:
    """What was stored is read whole, and also without its sealed part and with fields of a newer release."""
    row = read(path)
    assert path.stem == f"{row.type}.v{row.schema_version}"
    event = e.from_row(row)
    assert type(event).__name__ == row.type
    if row.schema_version == event.SCHEMA_VERSION:
        stored = {**row.data, **(row.sealed or {})}
        assert _within(json.loads(event.model_dump_json()), stored) == stored
    assert set(row.sealed or {}) <= event.SEALED
    shredded = e.from_row(row.with_(sealed=None))
    assert all(getattr(shredded, name) is None for name in event.SEALED)
    assert e.from_row(row.with_(data={**row.data, "of_a_newer_release": 1})) == event


def _within(today: Any, stored: Any) -> Any:
    """What today's form says in the fields that were stored, at any depth."""
    match today, stored:
        case dict(), dict():
            return {key: _within(today[key], value) for key, value in stored.items()}
        case list(), list() if len(today) == len(stored):
            return [_within(*both) for both in zip(today, stored, strict=True)]
        case _:
            return today


def test_an_unknown_event_is_not_guessed() -> None:
    """A type that this release does not know is a matter for a person."""
    row = read(FILES[0]).with_(type="SomethingElse")
    with pytest.raises(Broken, match="unknown event type 'SomethingElse'"):
        e.from_row(row)
