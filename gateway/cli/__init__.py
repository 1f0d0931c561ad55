"""The `mentoring` command: parse, call, print."""

from __future__ import annotations

import typer

from gateway.cli import acting, cohort, demo, log, pair, service, verify

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

pairs = typer.Typer(help="Look at pairs, and tell them something.", no_args_is_help=True)
pairs.command("list")(pair.list_)
pairs.command()(pair.show)
pairs.command()(pair.timeline)
pairs.command(epilog=acting.do_help(), context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(
    acting.do
)
pairs.command()(acting.skip)
pairs.command()(acting.move)
app.add_typer(pairs, name="pair")

cohorts = typer.Typer(help="Look at cohorts.", no_args_is_help=True)
cohorts.command()(cohort.figures)
app.add_typer(cohorts, name="cohort")
