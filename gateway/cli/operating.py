"""`mentoring pair skip`, `move`, `migrate`: what operators do about deadlines and policies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from adapters.files import read_programme
from domain.base import Refused
from domain.pair import migration
from domain.pair.commands import MigratePolicy, MoveDeadline, OperatorCommand, SkipDeadline
from domain.policy import ProgrammePolicy
from gateway import account, report
from gateway.cli import reach, tables
from gateway.cli.acting import Operator
from gateway.cli.exits import run
from gateway.cli.pair import AsJson, PairId, find
from gateway.fields import instant
from gateway.reading import Story
from gateway.usual import full_key

Key = Annotated[str, typer.Argument(help="The key of an open deadline, or a beginning that only one key has.")]
Reason = Annotated[
    str, typer.Option(help="Why, in 3 to 200 characters; the log keeps it in clear: no names, no health.")
]
To = Annotated[str, typer.Option(help="When it falls due: a date and a time in the organisation's zone.")]
PolicyFile = Annotated[Path, typer.Option("--policy", help="A programme file; the policy in it is meant.")]
Preview = Annotated[bool, typer.Option("--preview", help="Only say which deadlines would move.")]
WhyMoved = Annotated[str, typer.Option("--reason", help="Why, in 3 to 200 characters; not needed for a preview.")]

_TAKES = {
    "key": "KEY takes up to a hundred characters",
    "operator_id": "--operator takes one word: letters, digits, dots and dashes, forty at most",
    "reason": "--reason takes three to two hundred characters",
}


def skip(pair_id: PairId, key: Key, reason: Reason, operator: Operator = "operator", as_json: AsJson = False) -> None:
    """Takes an open deadline away."""

    def order(story: Story) -> OperatorCommand:
        return SkipDeadline(operator_id=operator, key=full_key(story.pair, key), reason=reason)

    shown = run(_steer(pair_id, order))
    tables.as_json(shown) if as_json else tables.done(shown)


def move(
    pair_id: PairId, key: Key, to: To, reason: Reason, operator: Operator = "operator", as_json: AsJson = False
) -> None:
    """Gives an open deadline another moment."""

    def order(story: Story) -> OperatorCommand:
        due_at = instant(to, story.pair.zone, option="--to")
        return MoveDeadline(operator_id=operator, key=full_key(story.pair, key), due_at=due_at, reason=reason)

    shown = run(_steer(pair_id, order))
    tables.as_json(shown) if as_json else tables.done(shown)


def migrate(
    pair_id: PairId,
    policy: PolicyFile,
    preview: Preview = False,
    reason: WhyMoved = "",
    operator: Operator = "operator",
    as_json: AsJson = False,
) -> None:
    """Moves a pair to another policy, or says which deadlines would move."""
    if preview:
        previewed = run(_previewed(pair_id, policy))
        tables.as_json(previewed) if as_json else tables.preview(previewed)
        return

    def order(_story: Story) -> OperatorCommand:
        return MigratePolicy(operator_id=operator, policy=_policy(policy), reason=reason)

    shown = run(_steer(pair_id, order))
    tables.as_json(shown) if as_json else tables.done(shown)


async def _previewed(beginning: str, file: Path) -> account.Preview:
    policy = _policy(file)
    story = await find(beginning)
    return account.preview(story, migration.preview(story.pair, policy), policy)


def _policy(file: Path) -> ProgrammePolicy:
    """Raises FaultyFile."""
    return read_programme(file).policy


async def _steer(beginning: str, order: Callable[[Story], OperatorCommand]) -> report.Done:
    given = reach.stack()
    async with reach.reading(given) as (reading, _programmes):
        story = await reading.find(beginning)
        try:
            asked = order(story)
        except ValidationError as error:
            raise Refused("\n".join(_TAKES[str(fault["loc"][0])] for fault in error.errors())) from None
        await (await reach.pairs(given)).steer(story.pair_id, asked)
        return report.done(await reading.find(story.pair_id), [asked.type])
