"""The page about the command line says everything there is, in the words of the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup

from adapters.breaks import Break, Kind
from domain.base import Frozen
from domain.pair.figures import Figures
from domain.pair.told import LetterState
from domain.pair.values import EscalationLevel, Health, Phase
from gateway.account import Because, Moved, Past, Preview, Rule, Signalled, Why
from gateway.cli import app, exits
from gateway.cli.verify import Verified
from gateway.report import Done, Due, Entry, LetterShown, Line, MatterShown, MeetingShown, Report, Timeline
from gateway.restore import Restored
from gateway.usual import USUAL

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text("utf-8")
CODE = set(re.findall(r"`([^`]+)`", PAGE))
WORDS = {word for code in CODE for word in code.split()}


def options(command: Any, name: str) -> Iterator[tuple[str, set[str]]]:
    """Every command by its whole name, with its options."""
    if isinstance(command, TyperGroup):
        for each, inner in command.commands.items():
            yield from options(inner, f"{name} {each}")
    else:
        yield name, {option for each in command.params for option in each.opts if option.startswith("--")}


COMMANDS = dict(options(typer.main.get_command(app), "mentoring"))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    """A command stands on the page with every option it has."""
    assert any(code == name or code.startswith(f"{name} ") for code in CODE), name
    assert COMMANDS[name] <= WORDS


SHOWN = (
    *(Line, Due, Report, MeetingShown, LetterShown, MatterShown, Timeline, Entry, Done, Restored, Figures),
    *(Verified, Break, Why, Because, Rule, Past, Preview, Moved, Signalled),
)


@pytest.mark.parametrize("shown", SHOWN)
def test_every_key_is_documented(shown: type[Frozen]) -> None:
    """Whatever is printed as JSON, its keys stand on the page."""
    assert set(shown.model_fields) <= CODE


def test_the_keys_are_stable() -> None:
    """A key that scripts may read is never renamed or dropped."""
    assert set(Line.model_fields) >= {"pair_id", "phase", "meetings_held", "letters_sent", "next_deadline"}
    assert set(Line.model_fields) >= {"cohort_id", "health"}
    assert set(Due.model_fields) >= {"key", "due_at", "then"}
    assert set(Entry.model_fields) >= {"at", "kind", "name", "words", "because", "state"}
    assert set(Done.model_fields) >= {"pair_id", "recorded", "phase", "standing"}


def test_values_and_codes() -> None:
    """Phases, states of letters, exit codes and what may be left out stand on the page."""
    assert {*Phase, *Health, *EscalationLevel, *LetterState, *Kind, *USUAL} <= CODE
    rows = re.findall(r"^\| (\d) \|", PAGE, re.MULTILINE)
    assert rows == ["0", str(exits.REFUSED), str(exits.FAULTY), str(exits.UNAVAILABLE)]
    for name, field in USUAL.items():
        assert re.search(rf"`{name}`.*`--{field.replace('_', '-')}`", PAGE)
