"""`mentoring restore`: what is kept beside the log is made from it again."""

from __future__ import annotations

from typing import Annotated

import typer

from adapters.open_streams import OpenStreams
from adapters.postgres import Role, open_pool
from gateway import restore as restoring
from gateway.cli import reach, tables
from gateway.cli.bar import bar
from gateway.cli.exits import UNAVAILABLE, run
from gateway.restore import Restored

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def restore(as_json: AsJson = False) -> None:
    """Starts every open pair that Temporal no longer knows from its log; those that run are left alone."""
    found = run(_restore(quiet=as_json))
    tables.as_json(found) if as_json else typer.echo(_in_words(found))
    if found.unreached:
        raise typer.Exit(UNAVAILABLE)


async def _restore(*, quiet: bool) -> Restored:
    given = reach.stack()
    client = await reach.temporal(given)
    async with open_pool(reach.database_url(given), Role.READER) as pool:
        streams = OpenStreams(pool)
        with bar("restoring", total=await streams.count(), quiet=quiet) as done:
            return await restoring.restore(client, streams, told=lambda so_far: done(so_far.open))


def _in_words(found: Restored) -> str:
    counts = f"open streams: {found.open}; running: {found.running}; started again: {found.started}"
    if not found.unreached:
        return counts
    return f"{counts}; not reached: {found.unreached}, such as {', '.join(found.for_example)}; restore may be run again"
