"""Stored events and their forms as past releases wrote them; `python -m tests.domain.goldens` adds what is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import get_args
from uuid import UUID

from domain.base import LetterOutcome, LettersPosted, Row
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.values import SIDES, ChemistryVerdict
from tests.domain import lives as lives_package
from tests.domain.laws import row_of
from tests.domain.schemas import Schema, first_noted, noted, problems, schema_of
from tests.domain.story import Life, a_full_life, in_chemistry, in_exchange, proposed

FOLDER = Path(__file__).parent / "golden"
TYPES: tuple[type[e.PairEvent], ...] = get_args(e.PairEvent)
_OPERATOR = {"operator_id": "operator-1", "reason": "asked for by phone"}


def golden_of(event: type[e.PairEvent]) -> Path:
    """Where an event of today's schema version is kept; a newer version gets a file of its own."""
    return FOLDER / f"{event.__name__}.v{event.SCHEMA_VERSION}.json"


def form_of(event: type[e.PairEvent]) -> Path:
    """Where the form of an event in today's schema version is kept."""
    return FOLDER / "schemas" / golden_of(event).name


def read_form(path: Path) -> Schema:
    """The stored form of a file."""
    form: Schema = json.loads(path.read_text())
    return form


def read(path: Path) -> Row:
    """The stored event of a file."""
    return Row.model_validate_json(path.read_text())


def add_missing() -> list[Path]:
    """Writes a file for each event type that has none; never touches one that is there."""
    examples = {type(event): event for life in lives() for event in life.events}
    missing = [event for event in TYPES if not golden_of(event).exists()]
    for event in missing:
        golden_of(event).write_text(row_of(examples[event]).model_dump_json(indent=2) + "\n")
    return [golden_of(event) for event in missing]


def note_forms() -> list[Path]:
    """Writes down new forms, and what was added to known ones; an incompatible one is left for the test to name."""
    changed = []
    for event in TYPES:
        path, today = form_of(event), schema_of(event)
        stored = read_form(path) if path.exists() else first_noted(today)
        form = noted(stored, today)
        if not list(problems(stored, today)) and not (path.exists() and form == stored):
            path.write_text(json.dumps(form, indent=2, sort_keys=True) + "\n")
            changed.append(path)
    return changed


def lives() -> list[Life]:
    """Lives in which every event happens."""
    declined, lapsed, unfit, left, posted = (
        proposed(),
        proposed(),
        in_chemistry().wait(days=15),
        in_exchange(),
        proposed(),
    )
    declined.tell(c.DeclineMatch(by="a"))
    lapsed.wait(days=30)
    unfit.tell(*(c.GiveChemistryVerdict(by=side, verdict=ChemistryVerdict.NO_FIT) for side in SIDES))
    due = left.due("midway.at")[0]
    left.tell(c.MoveDeadline.model_validate({**_OPERATOR, "key": due.key, "due_at": due.due_at.replace(hour=9)}))
    left.tell(c.SkipDeadline.model_validate({**_OPERATOR, "key": due.key}))
    for outcomes in (("HELD", "HELD"), ("NOT_HELD", "NOT_HELD"), ("HELD", "NOT_HELD")):
        left.tell(c.ScheduleMeeting(by="a", starts_at=left.at.replace(hour=12)))
        left.wait(days=1)
        about = left.meeting().meeting_id
        for side, outcome in zip(SIDES, outcomes, strict=True):
            left.tell(c.ConfirmMeeting.model_validate({"by": side, "meeting_id": about, "outcome": outcome}))
    left.tell(c.LeavePair(by="a"))
    ids: list[UUID] = [letter.letter_id for letter in posted.pair.owed]
    lost = [LetterOutcome(letter_id=ids[0], state="FAILED", error_class="bad_address")]
    lost.append(LetterOutcome(letter_id=ids[1], state="UNKNOWN", error_class="timeout"))
    posted.tell(LettersPosted(outcomes=tuple(lost)))
    full = a_full_life()
    stock = in_exchange()
    stock.until(stock.due("midway.at")[0].due_at)
    stock.tell(*(c.CompleteMidwayCheckIn(by=side) for side in SIDES))
    stock.until(stock.due("exchange.period")[0].due_at)
    stock.tell(*(c.SubmitReview(by=side, goals=4, balance=3, recommend=9, topics_learned=("LAW",)) for side in SIDES))
    return [declined, lapsed, unfit, full, stock, posted, left, *_rare()]


def _rare() -> Iterator[Life]:
    """Those that stand in `tests/domain/lives`."""
    for module in sorted(module.name for module in iter_modules(lives_package.__path__)):
        yield from import_module(f"{lives_package.__name__}.{module}").lives()


if __name__ == "__main__":
    add_missing()
    note_forms()
