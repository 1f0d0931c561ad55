"""`mentoring pair do`, `skip`, `move`: tell a pair something, as one of the two or as an operator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer
from pydantic import ValidationError

from domain.base import Refused
from domain.pair.commands import MoveDeadline, OperatorCommand, SkipDeadline
from domain.pair.due import open_deadlines
from domain.pair.values import Side
from gateway import report
from gateway.cli import reach, tables
from gateway.cli.exits import run
from gateway.cli.pair import AsJson, PairId
from gateway.reading import Story
from gateway.typed import Usage, commands, instant, usages
from gateway.usual import Circumstances

Key = Annotated[str, typer.Argument(help="The key of an open deadline, or a beginning that only one key has.")]
Reason = Annotated[
    str, typer.Option(help="Why, in 3 to 200 characters; the log keeps it in clear: no names, no health.")
]
To = Annotated[str, typer.Option(help="When it falls due: a date and a time in the organisation's zone.")]
Operator = Annotated[str, typer.Option(help="The pseudonym under which the log keeps who did it.")]


_TAKES = {
    "key": "KEY takes up to a hundred characters",
    "operator_id": "--operator takes one word: letters, digits, dots and dashes, forty at most",
    "reason": "--reason takes three to two hundred characters",
}


def do(
    context: typer.Context,
    pair_id: PairId,
    command: Annotated[str, typer.Argument(help="A participant's command, see below.", metavar="COMMAND")],
    side: Annotated[Side, typer.Option("--as", help="Which of the two says it.")],
    as_json: AsJson = False,
) -> None:
    """Says something to a pair as one of the two."""
    shown = run(_do(pair_id, command, side, context.args))
    tables.as_json(shown) if as_json else tables.done(shown)


def skip(pair_id: PairId, key: Key, reason: Reason, operator: Operator = "operator", as_json: AsJson = False) -> None:
    """Takes an open deadline away."""

    def order(full_key: str, _zone: str) -> OperatorCommand:
        return SkipDeadline(operator_id=operator, key=full_key, reason=reason)

    shown = run(_steer(pair_id, key, order))
    tables.as_json(shown) if as_json else tables.done(shown)


def move(
    pair_id: PairId, key: Key, to: To, reason: Reason, operator: Operator = "operator", as_json: AsJson = False
) -> None:
    """Gives an open deadline another moment."""

    def order(full_key: str, zone: str) -> OperatorCommand:
        due_at = instant(to, zone, option="--to")
        return MoveDeadline(operator_id=operator, key=full_key, due_at=due_at, reason=reason)

    shown = run(_steer(pair_id, key, order))
    tables.as_json(shown) if as_json else tables.done(shown)


def do_help() -> str:
    """What `do` can say, one command after the other."""
    return "\n\n".join(_described(usage) for usage in usages())


async def _do(beginning: str, command: str, side: Side, typed: Sequence[str]) -> report.Done:
    given = reach.stack()
    async with reach.reading(given) as (reading, programmes):
        story = await reading.find(beginning)
        programme = await programmes.find(story.pair.match.programme_id)
        topics = tuple(programme.topics) if programme else ()
        now = Circumstances(pair=story.pair, at=story.clock(datetime.now(UTC)), topics=topics)
        asked = commands(command, side, _fields(typed), now)
        pairs = await reach.pairs(given)
        for each in asked:
            await pairs.tell(story.pair_id, each)
        return report.done(await reading.find(story.pair_id), [each.type for each in asked])


async def _steer(beginning: str, key: str, order: Callable[[str, str], OperatorCommand]) -> report.Done:
    given = reach.stack()
    async with reach.reading(given) as (reading, _programmes):
        story = await reading.find(beginning)
        try:
            asked = order(_full_key(story, key), story.pair.zone)
        except ValidationError as error:
            raise Refused("\n".join(_TAKES[str(fault["loc"][0])] for fault in error.errors())) from None
        await (await reach.pairs(given)).steer(story.pair_id, asked)
        return report.done(await reading.find(story.pair_id), [asked.type])


def _fields(typed: Sequence[str]) -> dict[str, str]:
    """`--field value` and `--field=value` as a dictionary. Raises Refused for anything else."""
    found: dict[str, str] = {}
    rest = iter(typed)
    for word in rest:
        name, has_value, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name:
            raise Refused(f"after the command come options like --starts-at VALUE, not {word!r}")
        following = value if has_value else next(rest, None)
        if following is None:
            raise Refused(f"{word} needs a value")
        found[name] = following
    return found


def _full_key(story: Story, beginning: str) -> str:
    """The open deadline that is meant; what fits none or several goes as it is to the rules, which say what is open."""
    fitting = [deadline.key for deadline in open_deadlines(story.pair) if deadline.key.startswith(beginning)]
    return fitting[0] if len(fitting) == 1 else beginning


def _described(usage: Usage) -> str:
    options = "; ".join(
        f"{each.option} takes {each.takes}" + ("" if each.is_needed else ", if wanted") for each in usage.options
    )
    return f"{usage.command}: {usage.says}" + (f" {options}." if options else "")
