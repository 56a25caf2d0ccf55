"""`kontor topics plan|apply|check`: the topics of an installation."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import NOT_SO
from streams.settings import Settings
from streams.settings_source import load_settings

if TYPE_CHECKING:
    from streams.admin import Finding

Replication = Annotated[
    int | None, typer.Option("--replication", min=1, help="Copies of each topic; default: KONTOR_REPLICATION.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")]

topics = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add `kontor topics`."""
    app.add_typer(
        topics,
        name="topics",
        help="Show, make or verify the topics Kontor needs.\n\nExample:  kontor topics plan && kontor topics apply",
    )


@topics.command("plan")
def plan(replication: Replication = None, *, as_json: AsJson = False) -> None:
    """
    Show what each topic is to be, and what is missing or differs; changes nothing.

    Example:  KONTOR_BROKERS=kafka-1:9092 kontor topics plan
    """
    from streams.admin import compare, open_admin

    settings = _settings(replication)
    with open_admin(settings) as admin:
        _tell(compare(settings, admin), as_json=as_json)


@topics.command("apply")
def apply(replication: Replication = None, *, as_json: AsJson = False) -> None:
    """
    Make the topics that are missing; never changes one that is there.

    When one that is there differs, nothing is made: the differences are shown and the exit code is 1.

    Example:  kontor topics apply --replication 3
    """
    from streams.admin import compare, create, open_admin

    settings = _settings(replication)
    with open_admin(settings) as admin:
        findings = compare(settings, admin)
        _refuse_drift(findings, as_json=as_json)
        made = create(admin, findings)
        if as_json:
            _tell(compare(settings, admin), as_json=True)
        else:
            typer.echo(f"{len(made)} topics made, {len(findings) - len(made)} were there.")


@topics.command("check")
def check(replication: Replication = None, *, as_json: AsJson = False) -> None:
    """
    Verify that every topic is there and as it must be; the exit code is 1 when not.

    Example:  kontor topics check || kontor topics plan
    """
    from streams.admin import compare, open_admin

    settings = _settings(replication)
    with open_admin(settings) as admin:
        findings = compare(settings, admin)
    _refuse_drift(findings, as_json=as_json)
    missing = [finding.physical for finding in findings if not finding.exists]
    if missing:
        if as_json:
            _tell(findings, as_json=True)
        typer.echo(f"kontor: {len(missing)} topics are missing: {', '.join(missing)}.", err=True)
        raise typer.Exit(NOT_SO)
    if as_json:
        _tell(findings, as_json=True)
    else:
        typer.echo(f"All {len(findings)} topics are as they must be.")


def _settings(replication: int | None) -> Settings:
    return load_settings() if replication is None else load_settings(replication=replication)


def _refuse_drift(findings: "list[Finding]", *, as_json: bool) -> None:
    drifted = [finding for finding in findings if finding.drifted]
    if not drifted:
        return
    _tell(drifted, as_json=as_json)
    sentences = [
        f"{finding.physical} has {difference.what} {difference.found}, not {difference.wanted}"
        for finding in drifted
        for difference in finding.differences
    ]
    typer.echo(f"kontor: {'; '.join(sentences)}. Nothing was changed.", err=True)
    raise typer.Exit(NOT_SO)


def _tell(findings: "list[Finding]", *, as_json: bool) -> None:
    if as_json:
        for finding in findings:
            typer.echo(json.dumps(_plain(finding)))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("topic", "partitions", "copies", "settings", "state", box=None, header_style="bold")
    for finding in findings:
        told = " ".join(f"{name}={value}" for name, value in finding.configuration.items())
        table.add_row(finding.physical, str(finding.partitions), str(finding.replication), told, _state(finding))
    Console().print(table)


def _state(finding: "Finding") -> str:
    if not finding.exists:
        return "missing"
    told = ", ".join(f"{item.what} is {item.found}, not {item.wanted}" for item in finding.differences)
    if finding.drifted:
        return f"differs: {told}"
    return f"there; the bank's own: {told}" if told else "there"


def _plain(finding: "Finding") -> dict[str, object]:
    return {
        "topic": finding.topic.name,
        "name": finding.physical,
        "partitions": finding.partitions,
        "replication": finding.replication,
        "configuration": finding.configuration,
        "state": "missing" if not finding.exists else "differs" if finding.drifted else "there",
        "differences": [difference._asdict() for difference in finding.differences],
    }
