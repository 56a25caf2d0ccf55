"""`kontor replay`: a recording through the same intake and the same rules, without a broker."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from models.errors import KontorError
from models.instants import parse_instant


def register(app: typer.Typer) -> None:
    """Add `kontor replay`."""
    app.command("replay")(replay)


def replay(
    file: Annotated[
        Path | None, typer.Argument(help="The recording; - or none reads standard input.", metavar="[FILE.jsonl]")
    ] = None,
    policy: Annotated[
        Path | None,
        typer.Option(help="The policy in force from the start; policies in the recording do not count then."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(help="Stop at this instant (RFC 3339), and let the clock go on to it.", metavar="TIME"),
    ] = None,
) -> None:
    """
    Say what Kontor would publish for a recording: the same intake, the same rules, no broker.

    Reads a recording of the bank's topics, of kontor.intake-inbox or of kontor.desk-inbox; writes a
    recording to standard output. The same recording gives the same bytes on every machine.

    Example:  kontor replay --policy examples/policies/head-office.yaml day.jsonl > decisions.jsonl
    """
    from kontor.recordings import Recording, replayed, write_told

    until_ms = None if until is None else instant_of(until, "--until")
    with Recording(file) as recording:
        write_told(replayed(recording, policy, until_ms), sys.stdout.buffer)


def instant_of(text: str, option: str) -> int:
    """An instant given on the command line; KontorError names the option."""
    try:
        return parse_instant(text)
    except ValueError as error:
        raise KontorError(f"{option} {text!r} is no instant like 2026-11-23T09:15:00Z: {error}") from error
