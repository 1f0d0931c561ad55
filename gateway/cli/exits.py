"""How a command ends: well, or with a message on stderr and a code that scripts can tell apart."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

import typer

from adapters.files import FaultyFile
from domain.base import Broken, Conflict, Refused, Unavailable

REFUSED = 1
FAULTY = 2
UNAVAILABLE = 3

_START_IT = "start it with `mentoring up`, or let DATABASE_URL and TEMPORAL_ADDRESS name servers that run"

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """What work with a running service answers; its errors end the command."""
    with errors_told(_START_IT):
        return asyncio.run(work)


@contextmanager
def errors_told(*where_unavailable: str) -> Iterator[None]:
    """Ends the command where one of our errors is raised, with its message and its exit code."""
    try:
        yield
    except FaultyFile as error:
        _end(str(error), code=FAULTY)
    except Refused as error:
        allowed = [f"allowed: {', '.join(error.allowed)}"] if error.allowed else []
        _end(error.message, *allowed, code=REFUSED)
    except (Conflict, Broken) as error:
        _end(str(error), code=REFUSED)
    except Unavailable as error:
        _end(str(error), *where_unavailable, code=UNAVAILABLE)


def _end(*lines: str, code: int) -> NoReturn:
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(code)
