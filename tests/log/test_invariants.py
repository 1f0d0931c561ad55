"""The list of what holds of the log points at tests that exist."""

import ast
from pathlib import Path

import pytest

from tests.log.invariants import INVARIANTS

_TESTS = Path(__file__).parents[1]


def test_there_are_twelve() -> None:
    """Each has its number and a sentence of its own."""
    assert sorted(INVARIANTS) == list(range(1, 13))
    assert len({invariant.sentence for invariant in INVARIANTS.values()}) == 12


@pytest.mark.parametrize("number", sorted(INVARIANTS))
def test_each_is_shown(number: int) -> None:
    """Every test that is named for an invariant is there."""
    named = INVARIANTS[number].shown_by
    assert named
    assert [name for name in named if not _is_there(*name.split("::"))] == []


def _is_there(file: str, name: str) -> bool:
    path = _TESTS / file
    tree = ast.parse(path.read_text()) if path.exists() else ast.Module([], [])
    return any(isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) and n.name == name for n in tree.body)
