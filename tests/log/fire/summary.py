"""Prints the table of faults at the end of a test run in which the log was set on fire."""

from __future__ import annotations

import pytest
from rich.console import Console

from tests.log.fire.table import Line, table

PROPERTY = "fire"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Collect what tests noted as `fire`, whichever process they ran in."""
    reports = [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]
    noted = [value for report in reports for name, value in report.user_properties if name == PROPERTY]
    if noted:
        console = Console(file=terminalreporter._tw._file, width=100)
        console.print(table(sorted(Line(*value) for value in noted), title="The log on fire"))
