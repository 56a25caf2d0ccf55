"""`kontor record`: topics to a recording."""

import sys
from typing import Annotated

import typer

from models.errors import KontorError


def register(app: typer.Typer) -> None:
    """Add `kontor record`."""
    app.command("record")(record)


def record(
    topics: Annotated[
        str, typer.Option(help="Topics by their names in the contract, parted by commas.", metavar="A,B")
    ] = "kontor.intake-inbox",
    start: Annotated[
        str, typer.Option("--from", help="earliest, latest, or an instant (RFC 3339).", metavar="WHEN")
    ] = "earliest",
    *,
    follow: Annotated[bool, typer.Option("--follow", help="Go on after the end, until Ctrl-C.")] = False,
) -> None:
    """
    Write topics to a recording on standard output, up to where they end now.

    What is not committed is left out. Several topics are put in order by their brokers' timestamps.
    The default topic holds all that the bank said, in the one order Kontor heard it: what to replay.

    Example:  kontor record > day.jsonl  ·  kontor record --topics kontor.assignments,kontor.alerts > told.jsonl
    """
    from kontor.commands.replay import instant_of
    from kontor.recordings import write_all, write_each
    from kontor.topic_records import Start, reading
    from streams.settings_source import load_settings

    wanted = _named(topics)
    begin = Start(start) if start in ("earliest", "latest") else Start("time", instant_of(start, "--from"))
    with reading(load_settings()) as reader:
        lines = reader.lines(wanted, begin, follow=follow)
        (write_each if follow else write_all)(lines, sys.stdout.buffer)


def _named(topics: str) -> list[str]:
    from streams.topics import TOPICS

    wanted = list(dict.fromkeys(name.strip() for name in topics.split(",") if name.strip()))
    known = [topic.name for topic in TOPICS]
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        raise KontorError(f"--topics {topics!r}: {', '.join(unknown) or 'nothing'} is none of {', '.join(known)}")
    return wanted
