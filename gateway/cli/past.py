"""`mentoring why`, `mentoring pair at`: read the story of a pair."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import typer

from domain.base import Refused
from domain.working_time import end_of_day
from gateway import account
from gateway.cli import reach, tables
from gateway.cli.exits import run
from gateway.cli.pair import AsJson, PairId
from gateway.fields import day, instant
from gateway.why import explained

LetterId = Annotated[
    str, typer.Argument(help="The id of a letter, by which the log and the mail API know it.", metavar="LETTER_ID")
]
When = Annotated[
    str, typer.Option(help="A date, which means the end of its day, or a date and a time; in the organisation's zone.")
]


def why(letter_id: LetterId, as_json: AsJson = False) -> None:
    """Which event, which deadline and which policy key caused a letter, and what became of it."""
    shown = run(_why(letter_id))
    tables.as_json(shown) if as_json else tables.why(shown)


def at(pair_id: PairId, when: When, as_json: AsJson = False) -> None:
    """A pair as it was just before a moment, and what was due next then."""
    shown = run(_at(pair_id, when))
    tables.as_json(shown) if as_json else tables.past(shown)


async def _why(letter_id: str) -> account.Why:
    try:
        asked = UUID(letter_id)
    except ValueError:
        raise Refused("LETTER_ID is like 0d9a5b9c-8d8e-5d0a-9a44-2f6f6f1d7c11") from None
    async with reach.reading(reach.stack()) as (reading, _programmes):
        pair_id, log = await reading.of_letter(asked)
    return account.why(pair_id, explained(asked, log))


async def _at(beginning: str, when: str) -> account.Past:
    async with reach.reading(reach.stack()) as (reading, _programmes):
        now = await reading.find(beginning)
        moment = _moment(when, now.pair.zone)
        return account.past(await reading.at(now.pair_id, moment), moment)


def _moment(when: str, zone: str) -> datetime:
    whole_day = day(when)
    if whole_day and whole_day < date.max:
        return end_of_day(whole_day, zone)
    return instant(when, zone, option="--when")
