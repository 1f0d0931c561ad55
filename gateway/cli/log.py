"""`mentoring restore`, `rebuild`: what is kept beside the log is made from it again."""

from __future__ import annotations

from time import monotonic
from typing import Annotated

import typer

from adapters import rebuild as rebuilding
from adapters.feed import Feed
from adapters.open_streams import OpenStreams
from adapters.postgres import Role, open_pool
from adapters.projections import Projection
from adapters.projections.catalogue import ALL
from domain.base import Refused
from gateway import restore as restoring
from gateway.cli import reach, tables
from gateway.cli.bar import bar
from gateway.cli.exits import UNAVAILABLE, run
from gateway.restore import Restored

ReadModel = Annotated[str, typer.Argument(help="A read model; without it all of them.", metavar="[NAME]")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def restore(as_json: AsJson = False) -> None:
    """Starts every open pair that Temporal no longer knows from its log; those that run are left alone."""
    found = run(_restore(quiet=as_json))
    tables.as_json(found) if as_json else typer.echo(_in_words(found))
    if found.unreached:
        raise typer.Exit(UNAVAILABLE)


def rebuild(name: ReadModel = "") -> None:
    """Makes read models from the log again, beside the live ones, and switches; readers notice nothing."""
    run(_rebuild(name))


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


async def _rebuild(name: str) -> None:
    url = reach.database_url(reach.stack())
    for projection in _called(name):
        typer.echo(await _rebuilt(url, projection))


def _called(name: str) -> tuple[Projection, ...]:
    chosen = tuple(each for each in ALL if name in ("", each.name))
    if not chosen:
        raise Refused(f"there is no read model {name!r}", allowed=tuple(each.name for each in ALL))
    return chosen


async def _rebuilt(url: str, projection: Projection) -> str:
    began = monotonic()
    async with open_pool(url, Role.READER) as pool:
        end = await Feed(pool).head()
    with bar(f"rebuilding {projection.name}", total=end.position, quiet=False) as done:
        events = await rebuilding.rebuild(url, projection, progress=lambda so_far, _of: done(so_far))
    return f"{projection.name}: rebuilt from {events} events in {monotonic() - began:.1f} seconds"
