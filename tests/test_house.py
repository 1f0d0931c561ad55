"""The rules of the house that no other tool checks."""

import ast
from collections.abc import Iterator
from pathlib import Path

from annotated_types import Ge, Le

from domain.policy import ProgrammePolicy

ROOT = Path(__file__).parent.parent
FOLDERS = ("domain", "workflows", "activities", "adapters", "gateway", "rehearsal", "tests", "benchmarks")
LONGEST_FUNCTION, LONGEST_FILE = 40, 300


def python_files() -> list[Path]:
    """Every module of the house, whether it is committed yet or not."""
    inside = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    return sorted([*inside, *ROOT.glob("*.py")])


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """The functions of a module with their lengths in lines."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def policy_table() -> str:
    """What `docs/rules.md` must hold: each key with its default, its range and its meaning."""
    lines = ["| Key | Default | Range | Meaning |", "|---|---|---|---|"]
    for field in ProgrammePolicy.model_fields.values():
        least = [str(x.ge) for x in field.metadata if isinstance(x, Ge)]
        most = [str(x.le) for x in field.metadata if isinstance(x, Le)]
        limits = "–".join(least + most)
        default = ", ".join(map(str, field.default)) if isinstance(field.default, tuple) else str(field.default)
        lines.append(f"| `{field.alias}` | {default} | {limits} | {field.description} |")
    return "\n".join(lines)


def test_functions_are_short() -> None:
    """No function is longer than forty lines."""
    found = [f"{p.relative_to(ROOT)}: {name} ({n})" for p in python_files() for name, n in functions(p)]
    assert [x for x in found if int(x.rsplit("(")[-1][:-1]) > LONGEST_FUNCTION] == []


def test_files_are_short() -> None:
    """No module is longer than three hundred lines."""
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in python_files()}
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}


def test_a_module_says_in_one_sentence_what_it_is_for() -> None:
    """Every module that holds anything begins with a docstring."""
    modules = [path for path in python_files() if path.stat().st_size]
    assert [str(p.relative_to(ROOT)) for p in modules if not ast.get_docstring(ast.parse(p.read_text()))] == []


def test_every_test_is_a_sentence() -> None:
    """A test's docstring says what must hold."""
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                assert (ast.get_docstring(node) or "").endswith("."), f"{path.name}: {node.name}"


def test_every_policy_key_is_documented() -> None:
    """`docs/rules.md` holds the table of all keys as the code has them."""
    assert policy_table() in (ROOT / "docs" / "rules.md").read_text(), policy_table()
