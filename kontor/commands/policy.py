"""`kontor policy`: check a policy file, put it into force, show what is in force."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import orjson
import typer

from models.errors import NOT_SO, USAGE, KontorError
from models.policy import Policy
from rules.policy import Finding

if TYPE_CHECKING:
    from streams.settings import Settings

WHAT_IT_IS: Final = """
How a bank says what it wants: one YAML file, checked, hashed, and put into force at a logged point.

Example:  kontor policy check examples/policies/head-office.yaml
"""

File = Annotated[Path, typer.Argument(help="The policy file (YAML).", metavar="FILE", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Managers = Annotated[
    Path | None,
    typer.Option(help="A recording of crm.managers: also say what the policy demands and nobody has.", metavar="FILE"),
]
Loads = Annotated[
    Path | None,
    typer.Option(
        help="A recording of kontor.manager-loads: also say which limits the books of today are above.", metavar="FILE"
    ),
]

Clients = Annotated[
    Path | None,
    typer.Option(
        help="A recording of crm.clients: with --managers, also say for whom walls leave nobody at a desk.",
        metavar="FILE",
    ),
]

Anyway = Annotated[bool, typer.Option("--anyway", help="Do not look at the policy before it: the workers decide.")]


def register(app: typer.Typer) -> None:
    """Put the commands under `kontor policy`."""
    policy = typer.Typer(no_args_is_help=True, help=WHAT_IT_IS, rich_markup_mode=None)
    policy.command("check")(check)
    policy.command("activate")(activate)
    policy.command("show")(show)
    app.add_typer(policy, name="policy")


def check(
    file: File, managers: Managers = None, loads: Loads = None, clients: Clients = None, *, json: AsJson = False
) -> None:
    """
    Say what is wrong with a policy file, without putting it into force.

    Exits with 1 when something keeps it from coming into force, with 2 when it cannot be read.

    Example:  kontor policy check examples/policies/head-office.yaml
    """
    from kontor.policy_file import NOBODY, findings_of, read_policy
    from kontor.todays_bank import books_in, clients_in, people_in, recorded
    from streams.settings_source import load_settings

    policy = read_policy(file)
    findings = findings_of(
        policy,
        people_in(recorded(managers)) if managers else None,
        books_in(recorded(loads)) if loads else (),
        clients=clients_in(recorded(clients)) if clients else NOBODY,
        keeps_tariffs=load_settings().tariffs,
    )
    for finding in findings:
        _say(finding, json=json)
    errors = sum(finding.kind.level == "error" for finding in findings)
    if json:
        _line({"passes": errors == 0, "name": policy.name, "version": policy.version})
    if errors:
        raise KontorError(f"{file} cannot come into force: {_things(errors)} to mend", NOT_SO)
    if not json:
        typer.echo(f"{file} passes: {_summary(policy)}")


def activate(file: File, *, anyway: Anyway = False) -> None:
    """
    Put a policy file into force, at a point that every desk's log shows.

    It is checked first, also against the policy before it (a price list that was in force never changes and stays in
    the policy), the managers the brokers know of and the books of today. Warnings are said and keep nothing back.
    What waits is looked at again under it. Needs the brokers (KONTOR_BROKERS).

    Example:  kontor policy activate examples/policies/head-office.yaml
    """
    from kontor.policy_file import activation, load_policy
    from kontor.policy_topic import TOPIC, put
    from streams.settings_source import load_settings

    policy = load_policy(file)
    settings = load_settings()
    if not anyway:
        _demand_published_lists(settings, policy, file)
    _warn(settings, policy)
    at_ms = settings.make_clock().now_ms()
    value = activation(policy, settings.source, at_ms)
    if len(value) > settings.max_record_bytes:
        limit = f"KONTOR_MAX_RECORD_BYTES is {settings.max_record_bytes}"
        raise KontorError(f"{file} is too large: as a record it is {len(value)} bytes, and {limit}", USAGE)
    offset = put(settings, value, at_ms)
    typer.echo(f"activated at offset {offset} of {TOPIC}: {_summary(policy)}")


def _warn(settings: "Settings", policy: Policy) -> None:
    """Say what a person should know of a policy that comes into force now."""
    from kontor.policy_file import findings_of
    from kontor.todays_bank import books_in, on_the_bus, people_in

    try:
        lines = on_the_bus(settings)
    except KontorError as error:
        typer.echo(f"not checked against managers and books of today: {error}", err=True)
        lines = []
    people = people_in(lines) or None  # a bank that has not said yet who works there lacks nobody
    for finding in findings_of(policy, people, books_in(lines), keeps_tariffs=settings.tariffs):
        _say(finding, json=False, err=True)


def _demand_published_lists(settings: "Settings", policy: Policy, file: Path) -> None:
    """Raise where the workers would refuse the policy for what it makes of price lists that were in force."""
    from kontor.policy_topic import in_force
    from rules.policy.published_lists import lists_of, unlike_published

    try:
        before = in_force(settings)
    except KontorError:
        return  # what cannot be read is not in force; brokers that do not answer, `put` tells of
    errors = () if before is None else unlike_published(lists_of(before.policy), policy)
    if before is not None and errors:
        told = "".join(f"\n  {error}" for error in errors)
        raise KontorError(
            f"{file} cannot come into force after {before.policy.name}, offset {before.offset}:{told}\n"
            "If that policy was refused itself (kontor.dead-letters names it), say --anyway.",
            NOT_SO,
        )


def show(*, json: AsJson = False) -> None:
    """
    Say which policy is in force, and all it says.

    Exits with 1 when there is none yet. Needs the brokers (KONTOR_BROKERS).

    Example:  kontor policy show
    """
    import yaml

    from kontor.policy_topic import TOPIC, in_force
    from models.instants import format_instant
    from streams.settings_source import load_settings

    found = in_force(load_settings())
    if found is None:
        raise KontorError("no policy is in force yet: put one into force with `kontor policy activate FILE`", NOT_SO)
    since = None if found.activated_at is None else format_instant(found.activated_at)
    if json:
        said = {"version": found.version, "activated_at": since, "offset": found.offset}
        _line({"name": found.policy.name, **said, "policy": found.policy.canonical})
        return
    typer.echo(f"in force since {since}, offset {found.offset} of {TOPIC}: {_summary(found.policy)}")
    typer.echo("Every key that is not here has its default:\n")
    typer.echo(yaml.safe_dump(found.policy.canonical, allow_unicode=True, sort_keys=False, width=120).rstrip())


def _say(finding: Finding, *, json: bool, err: bool = False) -> None:
    if json:
        said = {"level": finding.kind.level, "code": finding.kind.code}
        _line({**said, "place": finding.place, "sentence": finding.sentence})
    else:
        typer.echo(f"{finding.kind.level:<7}  {finding.kind.code:<22}  {finding}", err=err)


def _line(said: dict[str, object]) -> None:
    typer.echo(orjson.dumps(said).decode())


def _things(number: int) -> str:
    return "one thing" if number == 1 else f"{number} things"


def _summary(policy: Policy) -> str:
    lines = "1 line" if len(policy.lines) == 1 else f"{len(policy.lines)} lines"
    desks = f", {len(policy.desks)} desk(s) of their own" if policy.desks else ""
    return f"{policy.name}, {lines}{desks}, {policy.version}"
