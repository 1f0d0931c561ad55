"""`mentoring demo`: a whole programme in seconds, on real servers that are thrown away."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from adapters.files import Files, read_files
from gateway.cli import tables
from gateway.cli.exits import run
from gateway.programme import Round, match_people
from gateway.supervisor import ended_by_signals
from rehearsal.outcome import Rehearsed

if TYPE_CHECKING:
    from rehearsal.stage import Stage

Told = Callable[[str, datetime | None], None]

# What a shell says of a command that Ctrl-C ended.
_INTERRUPTED = 130
_EXAMPLES = Path(__file__).parents[2] / "examples"

PeopleFile = Annotated[Path, typer.Option("--people", help="A people file.")]
ProgrammeFile = Annotated[Path, typer.Option("--programme", help="The programme file that goes with it.")]
Seed = Annotated[int, typer.Option(help="Another seed: other draws, another demo.")]
Keep = Annotated[bool, typer.Option("--keep", help="Leave the servers up and say where to look, until Ctrl-C.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")]


def demo(
    people: PeopleFile = _EXAMPLES / "people.csv",
    programme: ProgrammeFile = _EXAMPLES / "programme.toml",
    seed: Seed = 1,
    keep: Keep = False,
    as_json: AsJson = False,
) -> None:
    """A whole programme in skipped time: matched, started, half a year lived with invented behaviour."""
    run(_demo(people, programme, seed=seed, keep=keep, as_json=as_json))


async def _demo(people: Path, programme: Path, *, seed: int, keep: bool, as_json: bool) -> None:
    from rehearsal.demo import Rehearsal, longest_life, next_monday  # load servers that no other command needs
    from rehearsal.stage import open_stage

    files = read_files(programme, people)
    console = Console(stderr=True, quiet=as_json)
    console.print("starting a Postgres, a Temporal server, a mail catcher and a worker, all to be thrown away …")
    with ended_by_signals():
        async with open_stage() as stage:
            begins_at = next_monday(files.programme.programme.time_zone)
            round_ = await match_people(
                files, people=stage.people, programmes=stage.programmes, starts_on=begins_at.date(), seed=seed
            )
            pairs, people_ = len(round_.matches), len(round_.refs)
            console.print(f"{pairs} pairs out of {people_} people, from {begins_at:%A, %d %B %Y} on")
            with _progress(console, round_, begins_at, whole=longest_life(round_.programme)) as told:
                rehearsed = await Rehearsal(stage, round_, seed).play(begins_at=begins_at, told=told)
            _report(rehearsed, round_, files, as_json=as_json)
            if keep:
                await _keep(stage)
        return
    raise typer.Exit(_INTERRUPTED)


async def _keep(stage: Stage) -> None:
    _say_where_to_look(stage)
    with ended_by_signals():
        await asyncio.Event().wait()


@contextmanager
def _progress(console: Console, round_: Round, begins_at: datetime, *, whole: timedelta) -> Iterator[Told]:
    """One bar over the lives of all pairs, each as long as `whole`, that of a pair which goes the whole way."""
    lived = dict.fromkeys((match.pair_id for match in round_.matches), 0.0)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("living the half year", total=whole.total_seconds() * max(len(lived), 1))

        def told(pair_id: str, at: datetime | None) -> None:
            lived[pair_id] = (whole if at is None else min(at - begins_at, whole)).total_seconds()
            progress.update(task, completed=sum(lived.values()))

        yield told


def _report(rehearsed: Rehearsed, round_: Round, files: Files, *, as_json: bool) -> None:
    if as_json:
        tables.as_json(rehearsed.summary)
        return
    names = {entry.person_ref: entry.name for entry in files.people}
    who = {participation: names[ref] for participation, ref in round_.refs.items()}
    tables.rehearsed(
        [(" and ".join(who[x] for x in outcome.participation_ids), outcome) for outcome in rehearsed.outcomes]
    )
    for left_out in round_.unmatched:
        typer.echo(f"no partner yet for {who[left_out.participation_id]}: {left_out.why.en}")
    typer.echo(_in_one_line(rehearsed))


def _in_one_line(rehearsed: Rehearsed) -> str:
    figures = rehearsed.summary
    return (
        f"{figures.pairs} pairs of {figures.people} people lived {figures.virtual_days} days in {figures.seconds} "
        f"seconds: {figures.completed} completed, {figures.ended_early} ended early, {figures.unmatched} people "
        f"without a partner; {figures.letters_sent} letters, {figures.events} events"
    )


def _say_where_to_look(stage: Stage) -> None:
    typer.echo(f"\nletters as their readers see them: {stage.letters_url}")
    typer.echo(f"the pairs in Temporal: {stage.temporal_url}")
    typer.echo("the pairs on the command line, in another terminal:")
    for name, value in stage.settings.items():
        typer.echo(f"  export {name}={shlex.quote(value)}")
    typer.echo("  .venv/bin/mentoring pair list\nCtrl-C ends it all.")
