"""Prints reports for people, and for programs as JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime

import typer
from pydantic import TypeAdapter
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from domain.base import Frozen
from domain.pair.figures import Figures
from gateway import account, plain_words
from gateway.account import Past, Preview, Signalled, Why
from gateway.report import Done, Line, Report, Timeline
from rehearsal.outcome import PairOutcome

# Wide enough for every table where nobody looks, as in a pipe.
_WIDE = 200


def as_json(shown: Frozen | Sequence[Frozen]) -> None:
    """Prints one object, or a list of them."""
    typer.echo(TypeAdapter(type(shown)).dump_json(shown, indent=2).decode())


def lines(shown: Sequence[Line], *, lag: int) -> None:
    """Prints a table of pairs, and how many events are not in it yet."""
    if not shown:
        typer.echo("no pairs yet; `mentoring up --people … --programme …` starts some")
    rows = (
        (x.pair_id, x.phase, x.health or "", str(x.meetings_held), str(x.letters_sent), *_next(x), x.cohort_id)
        for x in shown
    )
    columns = ("pair", "phase", "health", "meetings held", "letters sent", "next deadline", "due", "cohort")
    _table("", columns, rows)
    _behind(lag, "list")


def figures(shown: Sequence[Figures], *, lag: int) -> None:
    """Prints a column for each cohort, and how many events are not counted yet."""
    if not shown:
        typer.echo("no pairs yet, so there is nothing to count")
    columns = [_figures(each) for each in shown]
    rows = ((name, *(column[name] for column in columns)) for name in (columns[0] if columns else ()))
    _table("", ("", *(each.cohort_id for each in shown)), rows)
    _behind(lag, "table")


def report(shown: Report) -> None:
    """Prints a pair in full."""
    typer.echo(f"pair {shown.pair_id}: {shown.standing}")
    typer.echo(f"{shown.meetings_held} meetings held, {shown.letters_sent} letters sent")
    typer.echo(f"partner a is {shown.partners['a']}, partner b is {shown.partners['b']}")
    typer.echo(f"times are those of {shown.time_zone}")
    zone = shown.time_zone
    meetings = (
        (m.kind, m.state, plain_words.local(m.starts_at, zone) if m.starts_at else f"around {m.window_on}")
        for m in shown.meetings
    )
    _table("meetings", ("kind", "state", "when"), meetings)
    deadlines = ((plain_words.local(d.due_at, zone), d.then, d.key) for d in shown.deadlines)
    _table("deadlines", ("due", "then", "key"), deadlines)
    owed = (
        (plain_words.letter(x.template), x.because, plain_words.local(x.asked_at, zone)) for x in shown.letters_owed
    )
    _table("letters owed", ("letter", "because of", "since"), owed)
    matters = (
        (x.about, x.level.lower(), str(x.react_by_on or ""), "yes" if x.is_acknowledged else "no", str(x.escalation_id))
        for x in shown.matters
    )
    _table("waiting for a person", ("about", "who", "react by", "taken up", "id"), matters)
    if shown.possible:
        typer.echo(f"possible: {', '.join(shown.possible)}")


def timeline(shown: Timeline) -> None:
    """Prints everything of a pair in the order of time."""
    typer.echo(f"pair {shown.pair_id}, times are those of {shown.time_zone}; sealed acts are not told")
    rows = (
        (plain_words.local(x.at, shown.time_zone), x.kind, x.name.split("#")[0], x.words, x.because, x.state.lower())
        for x in shown.entries
    )
    _table("", ("when", "what", "name", "in words", "because of", "state"), rows)


def past(shown: Past) -> None:
    """Prints a pair as it was, and what was due next then."""
    zone = shown.pair.time_zone
    typer.echo(f"as it was just before {plain_words.local(shown.at, zone)}")
    report(shown.pair)
    due = shown.next_deadline
    typer.echo(f"due next: {plain_words.local(due.due_at, zone)}, {due.then}" if due else "nothing was due any more")


def why(shown: Why) -> None:
    """Prints why a letter was written, in sentences."""
    typer.echo("\n".join(account.in_words(shown)))


def preview(shown: Preview) -> None:
    """Prints the deadlines that would move."""
    if not shown.moved:
        typer.echo(f"under policy {shown.to_version} no deadline of pair {shown.pair_id} would move")
    rows = ((x.key, x.then, *(_moment(at, shown.time_zone) for at in (x.before, x.after))) for x in shown.moved)
    _table("", ("key", "then", "is due", "would be due"), rows)


def signalled(shown: Signalled) -> None:
    """Prints what was told."""
    typer.echo(f"pair {shown.pair_id} was told {shown.signal} as {shown.source} {shown.signal_id}")


def done(shown: Done) -> None:
    """Prints what was recorded."""
    typer.echo(f"recorded: {', '.join(shown.recorded)}")
    typer.echo(f"pair {shown.pair_id}: {shown.standing}")


def rehearsed(shown: Sequence[tuple[str, PairOutcome]]) -> None:
    """Prints what became of pairs, each with the names of its two people."""
    rows = (
        (who, x.story.value, x.phase, ", ".join(x.on_the_way), str(x.meetings_held), str(x.letters_sent), x.standing)
        for who, x in shown
    )
    _table("", ("pair", "played as", "phase", "on the way", "meetings held", "letters", "what became of it"), rows)


def _moment(at: datetime | None, zone: str) -> str:
    return plain_words.local(at, zone) if at else "not at all"


def _next(shown: Line) -> tuple[str, str]:
    due = shown.next_deadline
    return (due.then, f"{due.due_at:%Y-%m-%d %H:%M}") if due else ("", "")


def _figures(shown: Figures) -> dict[str, str]:
    days = "" if shown.days_to_kickoff is None else f"{shown.days_to_kickoff:g}"
    return {
        "proposed": str(shown.proposed),
        "confirmed": str(shown.confirmed),
        "kicked off": str(shown.kicked_off),
        "completed": str(shown.completed),
        "completed below the minimum": str(shown.below_minimum),
        "dissolved": str(shown.dissolved),
        "not continued": str(shown.not_continued),
        "declined": str(shown.declined),
        "expired": str(shown.expired),
        "meetings held": str(shown.meetings_held),
        "meetings expected": str(shown.meetings_expected),
        "median days from confirmation to kickoff": days,
        **{f"pairs at {phase}": str(n) for phase, n in shown.by_phase.items() if phase.is_open},
        **{f"open pairs {health}": str(n) for health, n in shown.by_health.items()},
        **{f"letters {state}": str(n) for state, n in shown.letters.items()},
    }


def _behind(lag: int, what: str) -> None:
    if lag:
        typer.echo(f"{lag} {'event is' if lag == 1 else 'events are'} not in this {what} yet")


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = Table(title=title or None, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    if table.row_count:
        Console(width=None if sys.stdout.isatty() else _WIDE).print(table, markup=False)
