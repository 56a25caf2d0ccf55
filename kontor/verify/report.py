"""An outcome for people, as a table, and for programs, as JSON lines."""

from collections.abc import Iterator
from typing import Any, Final

import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kontor.verify.findings import Findings, Outcome, Verdict, Violation

_STYLES: Final = {
    Verdict.HOLDS: "green",
    Verdict.IN_PART: "green",
    Verdict.NOT_SHOWN: "yellow",
    Verdict.BROKEN: "bold red",
}
_MOST_SHOWN: Final = 5
"""Violations of one invariant that the table shows; --json has more."""


def as_lines(outcome: Outcome) -> Iterator[str]:
    """One JSON object for each invariant, then one for each violation told."""
    for found in outcome.findings:
        told: dict[str, Any] = {"kind": "invariant", "code": found.invariant.code, "name": found.invariant.name}
        told |= {"verdict": found.verdict, "checked": found.checked, "broken": found.broken, "notes": list(found.notes)}
        yield orjson.dumps(told).decode()
    for found in outcome.findings:
        for violation in found.violations:
            yield orjson.dumps({"kind": "violation", **violation._asdict()}, default=repr).decode()
    yield orjson.dumps({"kind": "scope", "read": outcome.read, "sentences": list(outcome.scope)}).decode()


def as_table(outcome: Outcome, console: Console | None = None) -> None:
    """Print the invariants, what was looked at, and what breaks them."""
    console = console or Console()
    table = Table("", "invariant", "verdict", "looked at", "broken", box=None, header_style="bold")
    for found in outcome.findings:
        verdict = Text(found.verdict, _STYLES[found.verdict])
        broken = str(found.broken) if found.broken else ""
        table.add_row(found.invariant.code, found.invariant.name, verdict, f"{found.checked:,}", broken)
    console.print(table)
    for sentence in outcome.scope:
        console.print(Text(f"Over {sentence}." if sentence == outcome.scope[0] else f"{sentence}."))
    for sentence, codes in _notes(outcome).items():
        console.print(Text(f"{', '.join(codes)}: {sentence}.", "dim"))
    for found in outcome.broken:
        _violations(console, found)


def _notes(outcome: Outcome) -> dict[str, list[str]]:
    """Each note once, with the codes of those it is about."""
    codes: dict[str, list[str]] = {}
    for found in outcome.findings:
        for sentence in found.notes:
            codes.setdefault(sentence, []).append(found.invariant.code)
    return codes


def _violations(console: Console, found: Findings) -> None:
    console.print()
    console.print(Text(f"{found.invariant.code} {found.invariant.name}: {found.invariant.sentence}", "bold"))
    for violation in found.violations[:_MOST_SHOWN]:
        console.print(Text(f"  {violation.sentence}."))
        for place in violation.records:
            console.print(Text(f"    at {_place(place)}"))
        _expected(console, violation)
    more = found.broken - min(len(found.violations), _MOST_SHOWN)
    if more:
        console.print(Text(f"  and {more} more (--json tells the first {len(found.violations)})."))


def _expected(console: Console, violation: Violation) -> None:
    if violation.expected is not None:
        console.print(Text(f"    expected {_text(violation.expected)}"))
    if violation.found is not None:
        console.print(Text(f"    found    {_text(violation.found)}"))


def _place(place: dict[str, Any]) -> str:
    parts = [str(place["topic"])]
    if place["partition"] is not None:
        parts[0] += f"/{place['partition']}"
    if place["offset"] is not None:
        parts.append(f"offset {place['offset']}")
    if place.get("line"):
        parts.append(f"line {place['line']}")
    if place["key"] is not None:
        parts.append(f"key {place['key']}")
    return ", ".join(parts)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value, default=repr).decode()
