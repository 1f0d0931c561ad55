"""What the documents point at is there, and what is a rule in two places is the same rule."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
READERS_OF_SETTINGS = {"worker.py", "settings.py", "rehearsal/stage.py"}
"""Beside the ways in: the wiring, the settings themselves, and the stage, whose servers have settings of their own."""


def modules() -> Iterator[Path]:
    """Every module of the product."""
    for folder in ("domain", "activities", "workflows", "adapters", "gateway", "rehearsal"):
        yield from (ROOT / folder).rglob("*.py")
    yield from (ROOT / "worker.py", ROOT / "settings.py")


def imported(module: Path) -> set[str]:
    """The names of all modules that a module imports, wherever it does so."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    """A relative link in a document names a file or folder of this repository."""
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text("utf-8"))
    missing = [link for link in links if "://" not in link and not (document.parent / link).exists()]
    assert missing == []


def test_settings_are_read_at_the_entrances() -> None:
    """Nobody but the wiring and the ways in knows what a deployment decides."""
    readers = {str(module.relative_to(ROOT)) for module in modules() if "settings" in imported(module)}
    assert {reader for reader in readers if not reader.startswith("gateway/")} <= READERS_OF_SETTINGS
    assert "worker.py" in readers


def test_nothing_but_the_wiring_imports_the_worker() -> None:
    """The worker's wiring is a program; only a stage and the command that starts it build on it."""
    builders = {str(module.relative_to(ROOT)) for module in modules() if "worker" in imported(module)}
    assert builders == {"rehearsal/stage.py", "gateway/cli/service.py"}


def test_rules_and_workflows_are_banned_from_the_same_things() -> None:
    """What may not be asked in the domain (clock, chance, environment) may not be asked in a workflow either."""
    banned = [
        tomllib.loads((ROOT / folder / "ruff.toml").read_text("utf-8"))["lint"]["flake8-tidy-imports"]["banned-api"]
        for folder in ("domain", "workflows")
    ]
    assert banned[0] == banned[1]
    assert {"datetime.datetime.now", "uuid.uuid4", "random", "os"} <= set(banned[0])


def test_every_dependency_is_imported() -> None:
    """A library that nothing imports is not worth its place in the lock file."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {re.split(r"[\[<>=]", name)[0].replace("-", "_").lower() for name in project["dependencies"]}
    found = {name.split(".")[0].lower() for module in modules() for name in imported(module)}
    called = {"babel": "babel", "python_dateutil": "dateutil", "pydantic_settings": "pydantic_settings"}
    assert {name for name in wanted if called.get(name, name) not in found} <= {"tzdata"}
