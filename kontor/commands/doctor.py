"""`kontor doctor`: what is wrong with this installation."""

import json
from typing import Annotated, Final

import typer

from models.errors import NOT_SO
from streams.settings_source import load_settings

_STYLES: Final = {"good": "green", "note": "yellow", "wrong": "bold red"}


def register(app: typer.Typer) -> None:
    """Add `kontor doctor`."""
    app.command("doctor")(doctor)


def doctor(
    *, as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")] = False
) -> None:
    """
    Look at everything this installation depends on, and say what is wrong with it.

    Versions, brokers, topics, workers, lag, dead letters, policy, clock, last decision. Changes nothing.
    The exit code is 1 when something is wrong.

    Example:  KONTOR_BROKERS=kafka-1:9092 kontor doctor
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from kontor.diagnosis import Verdict, diagnose

    settings = load_settings()
    table = Table(box=None, show_header=False)
    wrong = 0
    for check in diagnose(settings):
        wrong += check.verdict is Verdict.WRONG
        table.add_row(check.name, Text(check.verdict, _STYLES[check.verdict]), Text(check.sentence))
        if as_json:
            typer.echo(json.dumps(check._asdict()))
    if not as_json:
        Console().print(table)
    if wrong:
        typer.echo(f"kontor: {wrong} {'thing is' if wrong == 1 else 'things are'} wrong.", err=True)
        raise typer.Exit(NOT_SO)
