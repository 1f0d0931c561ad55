"""`mentoring pair do`, `coordinate`, `operate`, `signal`: tell a pair something."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar
from uuid import uuid4

import typer
from pydantic import ValidationError

from domain.base import Message, Refused
from domain.pair.commands import HandOver, ReceiveSignal
from domain.pair.values import Side
from gateway import account, report
from gateway.cli import reach, tables
from gateway.cli.exits import run
from gateway.cli.pair import AsJson, PairId
from gateway.client import Pairs
from gateway.fields import instant, read_json
from gateway.programs import Given
from gateway.typed import COORDINATORS, OPERATORS, PARTICIPANTS, Speech, Usage
from gateway.usual import Circumstances

C = TypeVar("C", bound=Message)
# How a command is handed over: by which verb of `Pairs`.
Verb = Callable[[Pairs, str, C], Awaitable[Any]]

Command = Annotated[str, typer.Argument(help="A command, see below.", metavar="COMMAND")]
Staff = Annotated[str, typer.Option("--as", help="The pseudonym under which the log keeps who did it.")]
Operator = Annotated[str, typer.Option(help="The pseudonym under which the log keeps who did it.")]
Signal = Annotated[str, typer.Argument(help="What it is about, such as hr.absence_started.", metavar="TYPE")]
Data = Annotated[str, typer.Option(help="What the service tells of it, as JSON.")]
Source = Annotated[str, typer.Option(help="The service that tells it.")]
SignalId = Annotated[
    str, typer.Option(help="The service's own id; the same again has no effect. A new one if left out.")
]
SentAt = Annotated[str, typer.Option(help="When the service sent it: a date and a time. Now if left out.")]

_SIGNALS = {
    "signal": "TYPE takes up to sixty small letters, digits, dots and underscores, like hr.absence_started",
    "signal_id": "--signal-id takes up to a hundred letters, digits, dots, colons and dashes",
    "source": "--source takes up to a hundred letters, digits, dots, colons, slashes and dashes",
    "data": "--data takes one JSON object",
}


def do(
    context: typer.Context,
    pair_id: PairId,
    command: Command,
    side: Annotated[Side, typer.Option("--as", help="Which of the two says it.")],
    as_json: AsJson = False,
) -> None:
    """Says something to a pair as one of the two."""
    shown = run(_say(pair_id, command, side, context.args, PARTICIPANTS, Pairs.tell))
    tables.as_json(shown) if as_json else tables.done(shown)


def coordinate(
    context: typer.Context, pair_id: PairId, command: Command, staff: Staff = "coordinator", as_json: AsJson = False
) -> None:
    """Says something to a pair as its coordinator, or as the deputy."""
    shown = run(_say(pair_id, command, staff, context.args, COORDINATORS, Pairs.coordinate))
    tables.as_json(shown) if as_json else tables.done(shown)


def operate(
    context: typer.Context, pair_id: PairId, command: Command, operator: Operator = "operator", as_json: AsJson = False
) -> None:
    """Does something about a pair as an operator, with a reason."""
    shown = run(_say(pair_id, command, operator, context.args, OPERATORS, Pairs.steer))
    tables.as_json(shown) if as_json else tables.done(shown)


def signal(
    pair_id: PairId,
    signal: Signal,
    data: Data = "{}",
    source: Source = "command-line",
    signal_id: SignalId = "",
    sent_at: SentAt = "",
    as_json: AsJson = False,
) -> None:
    """Tells a pair what another service would tell it."""
    told = {"signal": signal, "source": source, "signal_id": signal_id or uuid4().hex}
    shown = run(_signal(pair_id, told, data=data, sent_at=sent_at))
    tables.as_json(shown) if as_json else tables.signalled(shown)


def help_of(speech: Speech[Any]) -> str:
    """What those of one kind can say, one command after the other."""
    return "\n\n".join(_described(usage) for usage in speech.usages())


async def _say(
    beginning: str, command: str, who: str, typed: Sequence[str], speech: Speech[C], verb: Verb[C]
) -> report.Done:
    """Hands over what a command means, and says what was recorded. Raises what the gateway raises."""
    given = reach.stack()
    async with reach.reading(given) as (reading, programmes):
        story = await reading.find(beginning)
        programme = await programmes.find(story.pair.match.programme_id)
        topics = tuple(programme.topics) if programme else ()
        now = Circumstances(pair=story.pair, at=story.clock(datetime.now(UTC)), topics=topics)
        asked = speech.commands(command, who, _fields(typed), now)
        for each in asked:
            await _check_known(given, each)
        pairs = await reach.pairs(given)
        for each in asked:
            await verb(pairs, story.pair_id, each)
        return report.done(await reading.find(story.pair_id), [type(each).__name__ for each in asked])


async def _check_known(given: Given, command: Message) -> None:
    """Refuses to hand a pair over to somebody whom the vault does not know: none of its letters could leave then."""
    if not isinstance(command, HandOver):
        return
    async with reach.vault(given) as vault:
        if await vault.people.find(command.person_id) is None:
            raise Refused(f"HandOver: --person-id: nobody is known as {command.person_id}", allowed=("HandOver",))


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


async def _signal(beginning: str, told: dict[str, str], *, data: str, sent_at: str) -> account.Signalled:
    given = reach.stack()
    async with reach.reading(given) as (reading, _programmes):
        story = await reading.find(beginning)
    at = instant(sent_at, story.pair.zone, option="--sent-at") if sent_at else datetime.now(UTC)
    try:
        message = ReceiveSignal.model_validate({**told, "sent_at": at, "data": read_json(data, option="--data")})
    except ValidationError as error:
        raise Refused("\n".join(sorted({_SIGNALS[str(fault["loc"][0])] for fault in error.errors()}))) from None
    await (await reach.pairs(given)).signal(story.pair_id, message)
    return account.signalled(story.pair_id, message)


def _described(usage: Usage) -> str:
    options = "; ".join(
        f"{each.option} takes {each.takes}" + ("" if each.is_needed else ", if wanted") for each in usage.options
    )
    return f"{usage.command}: {usage.says}" + (f" {options}." if options else "")
