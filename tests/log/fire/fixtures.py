"""A seed for tests that play with fire, and the table of what was lost at the end of a run that holds some."""

from __future__ import annotations

import sys
from collections.abc import Callable
from random import randrange

import pytest
from rich.console import Console

from tests.log.fire.table import Line, table

PROPERTY = "fire"
Note = Callable[[str, object], None]


@pytest.fixture
def seed() -> int:
    """Another one in each run; a failing test shows it."""
    seed = randrange(1_000_000)
    sys.stdout.write(f"seed {seed}\n")
    return seed


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Collect what tests noted as `fire`, whichever process they ran in."""
    reports = [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]
    noted = [value for report in reports for name, value in report.user_properties if name == PROPERTY]
    if noted:
        drawn = table(sorted(Line(*value) for value in noted), title="The log on fire")
        Console(file=terminalreporter._tw._file).print(drawn)
