"""`mentoring verify`: is the log whole?"""

from __future__ import annotations

from typing import Annotated

import typer

from adapters.anchors import AnchorFile
from adapters.breaks import Break
from adapters.postgres import Role, open_pool
from adapters.verification import Proof, Verification
from domain.anchor import Anchor
from domain.base import Frozen
from gateway.cli import reach, tables
from gateway.cli.bar import bar
from gateway.cli.exits import REFUSED, run
from gateway.programs import Given
from settings import Anchors, read

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

_UNNOTICED = "an older backup, or a chain that was computed anew as a whole, would not be noticed"


class Verified(Frozen):
    """What was found, as it is printed. `anchors` is the number of those compared, null where there is no file."""

    whole: bool
    events: int
    position: int
    chain: str
    anchors: int | None
    breaks: tuple[Break, ...]


def verify(as_json: AsJson = False) -> None:
    """Proves the log event by event, compares it with the anchors, and names what was done to it."""
    found = run(_verify(quiet=as_json))
    if as_json:
        tables.as_json(found)
    else:
        typer.echo(_in_words(found), err=not found.whole)
    if not found.whole:
        raise typer.Exit(REFUSED)


async def _verify(*, quiet: bool) -> Verified:
    given = reach.stack()
    anchors = _anchors(given)
    async with open_pool(reach.database_url(given), Role.READER) as pool:
        verification = Verification(pool)
        with bar("verifying", total=await verification.end(), quiet=quiet) as done:
            proof = await verification.prove(anchors=anchors or (), progress=lambda walked, _of: done(walked))
    return _verified(proof, anchors)


def _anchors(given: Given) -> tuple[Anchor, ...] | None:
    """Those of the file, or None where no file is named. Raises Broken and Unavailable."""
    # Whoever names a file means it, such as a copy kept elsewhere, also where the stack has one of its own.
    file = read(Anchors).file or read(Anchors, given).file
    return AnchorFile(file).read() if file else None


def _verified(proof: Proof, anchors: tuple[Anchor, ...] | None) -> Verified:
    return Verified(
        whole=proof.whole,
        events=proof.events,
        position=proof.head.position,
        chain=proof.head.chain,
        anchors=None if anchors is None else len(anchors),
        breaks=proof.breaks,
    )


def _in_words(found: Verified) -> str:
    if found.breaks:
        return "\n\n".join(
            f"{each.kind} at position {each.position}: {each.seen}\n{each.meaning}" for each in found.breaks
        )
    return f"the log is whole: each of {found.events} events follows the one before; {_compared(found.anchors)}"


def _compared(anchors: int | None) -> str:
    match anchors:
        case None:
            return f"there is no anchor file (MENTORING_ANCHORS_FILE): {_UNNOTICED}"
        case 0:
            return f"the anchor file holds no anchor yet: {_UNNOTICED}"
        case 1:
            return "it agrees with the one anchor there is"
        case _:
            return f"it agrees with {anchors} anchors"
