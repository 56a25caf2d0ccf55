"""
The frame of the command line: which commands there are, and how a failure is told.

A command module lies in `kontor/commands/` and has `register(app)`. It raises
`KontorError` for whatever the person at the keyboard should read; this frame
prints its sentence to stderr and exits with its code. Exit codes: 0 done, 1 the
thing asked about is not so, 2 wrong usage or unreadable input, 130 interrupted;
a worker has more (see `kontor worker --help`).
"""

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Final

import typer

from models.errors import KontorError

COMMANDS: Final = (
    "demo",
    "broker",
    "worker",
    "topics",
    "policy",
    "record",
    "replay",
    "explain",
    "tariffs",
    "verify",
    "doctor",
)
"""Modules of `kontor.commands`, in the order in which `kontor --help` lists them."""

WHAT_IT_IS: Final = """
Who serves this client now, and why: Kontor answers a CRM's events on Apache Kafka with decisions.

Try it, with nothing installed:  kontor demo

Then:  kontor broker  ·  kontor topics apply  ·  kontor policy activate FILE  ·  kontor worker
"""


def build() -> typer.Typer:
    """The application with every command registered."""
    app = typer.Typer(
        name="kontor",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(help=WHAT_IT_IS)(_root)
    for name in COMMANDS:
        importlib.import_module(f"kontor.commands.{name}").register(app)
    return app


def run(arguments: Sequence[str]) -> int:
    """Run one command line; returns its exit code, and never lets an expected failure show a traceback."""
    try:
        code = build()(list(arguments) or ["--help"], prog_name="kontor", standalone_mode=True)
    except SystemExit as stop:
        return _code_of(stop)
    except KontorError as error:
        print(f"kontor: {error}", file=sys.stderr)  # noqa: T201  # reason: this is where people are told
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # `kontor replay day.jsonl | head`: the reader has seen enough. Python would complain once more at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code if isinstance(code, int) else 0


def _code_of(stop: SystemExit) -> int:
    if isinstance(stop.code, int):
        return stop.code
    return 0 if stop.code is None else 1


def _say_version(asked: bool) -> None:  # noqa: FBT001  # reason: typer calls it so
    if asked:
        from importlib.metadata import version

        typer.echo(f"kontor {version('kontor-crm')}")
        raise typer.Exit


def _root(
    *,
    version: bool = typer.Option(
        False, "--version", help="Say the version and stop.", is_eager=True, callback=_say_version
    ),
) -> None:
    """Only carries the options of `kontor` itself."""
    del version
