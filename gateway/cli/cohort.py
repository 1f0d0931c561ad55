"""`mentoring cohort`: how cohorts fare."""

from __future__ import annotations

from typing import Annotated

import typer

from domain.pair.figures import Figures
from gateway.cli import reach, tables
from gateway.cli.exits import run
from gateway.cli.pair import AsJson

Cohort = Annotated[str | None, typer.Argument(help="The id of a cohort; all of them where it is left out.")]


def figures(cohort: Cohort = None, as_json: AsJson = False) -> None:
    """How many pairs came how far, how they are, what was held of what is expected, and what became of letters."""
    shown, lag = run(_figures(cohort))
    tables.as_json(shown) if as_json else tables.figures(shown, lag=lag)


async def _figures(cohort_id: str | None) -> tuple[tuple[Figures, ...], int]:
    async with reach.reading(reach.stack()) as (pairs, _programmes):
        return await pairs.figures(cohort_id), await pairs.lag()
