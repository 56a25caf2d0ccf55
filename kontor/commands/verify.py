"""`kontor verify`: the independent verifier."""

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import NOT_SO, KontorError

if TYPE_CHECKING:
    from kontor.verify.findings import Outcome


def register(app: typer.Typer) -> None:
    """Add `kontor verify`."""
    app.command("verify")(verify)


def verify(
    file: Annotated[
        Path | None, typer.Argument(help="The recording; - reads standard input.", metavar="[FILE.jsonl]")
    ] = None,
    *,
    live: Annotated[bool, typer.Option("--live", help="Look at the running installation instead.")] = False,
    policy: Annotated[
        Path | None,
        typer.Option(help="The policy that was in force from the start, when a replay was made with --policy."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")] = False,
) -> None:
    """
    Check that nothing was lost, nothing decided twice, and all of it as the rules say.

    Shares no code with the worker: it reads topics, runs the input through the pure rules again, and holds
    what was published against that. A recording must hold the input and what was published; --live also
    reads the journals and the commits. The exit code is 1 when something is broken, 2 when it cannot be read.

    Example:  kontor verify --live  ·  kontor record --topics kontor.intake-inbox,kontor.assignments,kontor.dead-letters
    > day.jsonl && kontor verify day.jsonl
    """
    from kontor.verify.report import as_lines, as_table

    if live == (file is not None):
        raise KontorError("say what to verify: a recording (kontor verify FILE.jsonl) or the installation (--live)")
    # What is read is kept to the end: looking for garbage among it again and again takes a sixth of the time.
    gc.disable()
    outcome = _installation() if live else _recording(file, policy)
    if as_json:
        for line in as_lines(outcome):
            typer.echo(line)
    else:
        as_table(outcome)
    if outcome.broken:
        names = ", ".join(f"{each.invariant.code} {each.invariant.name}" for each in outcome.broken)
        typer.echo(f"kontor: broken: {names}.", err=True)
        raise typer.Exit(NOT_SO)


def _installation() -> "Outcome":
    from kontor.verify.bus import Prefixes, reading
    from kontor.verify.installation import InstallationCheck
    from streams.security import aiokafka_access
    from streams.settings_source import load_settings

    settings = load_settings()
    with reading(aiokafka_access(settings), Prefixes(settings.app, settings.crm)) as bus:
        return InstallationCheck(bus, settings.source, settings.max_record_bytes).run()


def _recording(file: Path | None, policy: Path | None) -> "Outcome":
    from kontor.policy_file import load_policy
    from kontor.recordings import Recording
    from kontor.verify.recording import RecordingCheck
    from streams.settings_source import load_settings

    settings = load_settings()
    in_force = None if policy is None else load_policy(policy)
    with Recording(file) as recording:
        if in_force is None and settings.policy is not None and not recording.holds_policy:
            in_force = load_policy(settings.policy)  # as `kontor replay` does
        check = RecordingCheck(recording.texts, recording.kind, in_force, settings.source, settings.max_record_bytes)
        return check.run()
