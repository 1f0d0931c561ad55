"""`mentoring letters preview`: every letter to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from adapters.letter_preview import preview as page
from domain.base import Refused
from gateway.cli.exits import errors_told

To = Annotated[Path, typer.Option("--to", help="Where the page is written.", metavar="FILE")]


def preview(to: To = Path("letters.html")) -> None:
    """Writes every letter in both languages, with invented people, into one HTML page to look at in a browser."""
    with errors_told():
        _write(to, page())
    typer.echo(f"written to {to}")


def _write(to: Path, html: str) -> None:
    try:
        to.write_text(html, encoding="utf-8")
    except OSError as error:
        raise Refused(f"{to} cannot be written: {error.strerror}") from None
