"""`kontor tariffs`: how agreements stand and why, for people."""

import sys
from collections.abc import Callable
from datetime import date
from typing import Annotated

import typer

from kontor.tariff_fee import fee
from kontor.tariff_raroc import raroc
from kontor.tariff_simulate import simulate
from kontor.tariff_text import Said, explained_text, stands_text
from models.errors import KontorError

Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


def register(app: typer.Typer) -> None:
    """Add `kontor tariffs`."""
    group = typer.Typer(
        help="Say how agreements on tariffs stand, and why.\n\nExample:  kontor tariffs show G-12", no_args_is_help=True
    )
    group.command("fee")(fee)
    group.command("simulate")(simulate)
    group.command("raroc")(raroc)
    group.command("show")(show)
    group.command("why")(why)
    app.add_typer(group, name="tariffs")


def show(
    coverage_id: Annotated[str, typer.Argument(help="The holding, or the client.", metavar="COVERAGE")],
    *,
    as_json: Json = False,
) -> None:
    """
    Say how the agreements of a coverage stand: state, open window, distance, promised and realised money.

    Exits with 1 when nothing is known of the coverage.

    Example:  kontor tariffs show G-12
    """
    from kontor.tariff_state import coverage_of
    from rules.tariff.showing import agreements_of
    from streams.settings_source import load_settings

    for said in agreements_of(coverage_of(load_settings(), coverage_id)):
        _print(said, stands_text, as_json=as_json)


def why(
    agreement_id: Annotated[str, typer.Argument(help="The agreement.", metavar="AGREEMENT")],
    window: Annotated[
        str | None, typer.Option(help="Only windows with this day in them.", metavar="YYYY-MM-DD")
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """
    Say what each judged window of an agreement rests on: its clauses, the postings that counted, the money.

    Exits with 1 when there is no such agreement.

    Example:  kontor tariffs why A-1 --window 2026-01-15
    """
    from kontor.tariff_state import coverages, with_agreement
    from rules.tariff.showing import windows_of
    from streams.settings_source import load_settings

    try:
        day = None if window is None else date.fromisoformat(window)
    except ValueError as error:
        raise KontorError(f"--window {window!r} is no day like 2026-01-15") from error
    coverage, versions = with_agreement(coverages(load_settings()).values(), agreement_id)
    for version in versions:
        for said in windows_of(coverage, coverage.agreements[agreement_id, version], day):
            _print(said, explained_text, as_json=as_json)


def _print(said: Said, text: Callable[[Said], str], *, as_json: bool) -> None:
    from rules.tariff import exact_json

    if as_json:
        sys.stdout.buffer.write(exact_json.dumps(said) + b"\n")
    else:
        typer.echo(text(said))
