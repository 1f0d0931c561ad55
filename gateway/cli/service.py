"""`mentoring up`, `worker`, `migrate`: run the service, or a part of it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from adapters.files import Files, read_files
from adapters.migrations import migrate as migrate_database
from adapters.postgres import in_our_words
from adapters.temporal import register
from domain.working_time import local_date
from gateway.cli import reach
from gateway.cli.exits import errors_told, run
from gateway.programme import Round, match_people
from gateway.programs import Given
from gateway.up import run_up
from settings import temporal_profile
from workflows import names

PeopleFile = Annotated[
    Path | None, typer.Option("--people", help="A people file; starts a pair for everybody who fits and has none.")
]
ProgrammeFile = Annotated[Path | None, typer.Option("--programme", help="The programme file that goes with it.")]


def up(people: PeopleFile = None, programme: ProgrammeFile = None) -> None:
    """The whole service on this machine, in real time, until Ctrl-C."""
    with errors_told():
        files = _files(people, programme)
        asyncio.run(run_up(say=typer.echo, started=partial(_started, files)))


def worker() -> None:
    """A worker for servers that the environment names, until Ctrl-C or SIGTERM."""
    from worker import main  # loads every adapter, which no other command needs

    run(main())


def migrate() -> None:
    """Brings the database to the schema of this release, and tells Temporal, if one is named, our search attributes."""
    applied = run(_migrate())
    typer.echo("\n".join(applied) or "nothing to do: the schema is that of this release")


async def _migrate() -> list[str]:
    given = reach.stack()
    if temporal_profile(given):
        await register(await reach.temporal(given), names.SEARCH_ATTRIBUTES)
    with in_our_words():
        return await migrate_database(reach.database_url(given))


def _files(people: Path | None, programme: Path | None) -> Files | None:
    """Both files, read before anything starts. Raises FaultyFile."""
    match people, programme:
        case None, None:
            return None
        case Path() as people, Path() as programme:
            return read_files(programme, people)
        case _:
            raise typer.BadParameter("--people and --programme are given together")


async def _started(files: Files | None, given: Given) -> None:
    if files:
        _say(await _launched(files, given))
    typer.echo("the service is up; in another terminal: mentoring pair list")


async def _launched(files: Files, given: Given) -> Round:
    """Matches everybody who has no pair yet and starts the pairs."""
    today = local_date(datetime.now(UTC), files.programme.programme.time_zone)
    async with reach.reading(given) as (reading, _programmes), reach.vault(given) as vault:
        known = [story.pair for story in await reading.everybody()]
        round_ = await match_people(
            files, people=vault.people, programmes=vault.programmes, starts_on=today, known=known
        )
    await (await reach.pairs(given)).launch(round_.matches, round_id=round_.id)
    return round_


def _say(round_: Round) -> None:
    pairs, alone = len(round_.matches), len(round_.unmatched)
    typer.echo(
        f"{pairs} {'pair starts' if pairs == 1 else 'pairs start'}, "
        f"{alone} {'person has' if alone == 1 else 'people have'} no partner yet"
    )
    for each in round_.unmatched:
        typer.echo(f"{round_.refs[each.participation_id]}: {each.why.en} {each.change.en}")
