"""The `mentoring` command: parse, call, print."""

from __future__ import annotations

import typer

from gateway.cli import acting, cohort, demo, letters, log, operating, pair, past, service, verify
from gateway.typed import COORDINATORS, OPERATORS, PARTICIPANTS

app = typer.Typer(
    name="mentoring",
    help="Runs exchange-mentoring programmes: each pair is one durable workflow from matching to review.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # they may hold keys and names
)
app.command()(demo.demo)
app.command()(service.up)
app.command()(service.worker)
app.command()(service.migrate)
app.command()(log.rebuild)
app.command()(log.restore)
app.command()(verify.verify)
app.command()(past.why)

pairs = typer.Typer(help="Look at pairs, and tell them something.", no_args_is_help=True)
pairs.command("list")(pair.list_)
pairs.command()(pair.show)
pairs.command()(pair.timeline)
pairs.command()(past.at)
for speak, speech in (
    (acting.do, PARTICIPANTS),
    (acting.coordinate, COORDINATORS),
    (acting.operate, OPERATORS),
):
    pairs.command(
        epilog=acting.help_of(speech), context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
    )(speak)
pairs.command()(operating.skip)
pairs.command()(operating.move)
pairs.command()(operating.migrate)
pairs.command()(acting.signal)
app.add_typer(pairs, name="pair")

cohorts = typer.Typer(help="Look at cohorts.", no_args_is_help=True)
cohorts.command()(cohort.figures)
app.add_typer(cohorts, name="cohort")

book = typer.Typer(help="Look at the letters that are sent.", no_args_is_help=True)
book.command()(letters.preview)
app.add_typer(book, name="letters")
