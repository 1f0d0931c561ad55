"""`mentoring pair`: look at pairs."""

from __future__ import annotations

from typing import Annotated

import typer

from domain.pair.summary import Overview
from gateway import report
from gateway.cli import reach, tables
from gateway.cli.exits import run
from gateway.reading import Story

PairId = Annotated[str, typer.Argument(help="The id of a pair, or a beginning that only one id has.", metavar="ID")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]


def list_(as_json: AsJson = False) -> None:
    """All pairs: phase, health, meetings held, letters sent, next deadline, cohort."""
    overviews, lag = run(_listed())
    shown = [report.line(each) for each in overviews]
    tables.as_json(shown) if as_json else tables.lines(shown, lag=lag)


def show(pair_id: PairId, as_json: AsJson = False) -> None:
    """Where a pair stands, what is due when, which letters are owed, what is possible now."""
    shown = report.report(run(find(pair_id)))
    tables.as_json(shown) if as_json else tables.report(shown)


def timeline(pair_id: PairId, as_json: AsJson = False) -> None:
    """Events, letters and open deadlines of a pair in the order of time; sealed acts are not told."""
    shown = report.timeline(run(_told(pair_id)))
    tables.as_json(shown) if as_json else tables.timeline(shown)


async def find(beginning: str) -> Story:
    """The pair whose id begins so. Raises Refused and Unavailable."""
    async with reach.reading(reach.stack()) as (pairs, _programmes):
        return await pairs.find(beginning)


async def _listed() -> tuple[tuple[Overview, ...], int]:
    async with reach.reading(reach.stack()) as (pairs, _programmes):
        return await pairs.listed(), await pairs.lag()


async def _told(beginning: str) -> Story:
    async with reach.reading(reach.stack()) as (pairs, _programmes):
        return await pairs.told(beginning)
