"""The table of rules: complete, and true of the code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_ROW = re.compile(r"\| (\d+) \| (.+) \| \[(.+)\]\(\.\./(.+)\) \| \[(\w+)\]\(\.\./(.+)\) \|")
ROWS = [found.groups() for line in (ROOT / "docs/rules.md").read_text().splitlines() if (found := _ROW.fullmatch(line))]


def test_all_twenty_rules_are_there() -> None:
    """The table counts from one to twenty."""
    assert [int(number) for number, *_ in ROWS] == list(range(1, 21))


@pytest.mark.parametrize(("number", "rule", "named", "module", "test", "path"), ROWS)
def test_a_rule_is_held_and_shown(number: str, rule: str, named: str, module: str, test: str, path: str) -> None:
    """The module that holds a rule exists, and so does the test that shows it, under this name."""
    assert rule
    assert named == module, f"rule {number} names {named} and points to {module}"
    assert (ROOT / module).is_file()
    assert test in _defined(ROOT / path), f"rule {number}: {path} has no {test}"


def _defined(path: Path) -> set[str]:
    """The names of a module's tests."""
    found = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found
