"""I4: the journal's rows equal the fold; loads equal a recount of them."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from kontor.verify.checkpoints import TOPIC, Checkpoint
from kontor.verify.content import differences
from kontor.verify.findings import Findings
from kontor.verify.journal import Journal
from kontor.verify.record import Record
from models.policy import Policy
from rules.desk.stay import Held

Loads = Mapping[tuple[str, str], int]
"""(desk, manager) to units held."""


def rows_equal(findings: Findings, name: str, journal: Journal, fold: Mapping[str, bytes]) -> None:
    """The rows of a journal partition against the fold's, at the very input the journal's marker names."""
    told = {key.decode(): row for key, row in journal.rows.items()}
    for key in sorted(told.keys() | fold.keys()):
        findings.checked += 1
        expected, found = fold.get(key), told.get(key)
        if expected == found or _alike(expected, found):
            continue
        left, right = differences(expected, found)
        entry = journal.latest.get(key.encode())
        findings.violated(
            f"{name}: row {key} is not what the rules make of the inbox up to offset {journal.marker.applied}",
            entry.record if entry else Record(name, key.encode(), 0, None), expected=left, found=right,
        )  # fmt: skip


def checkpoint_equal(
    findings: Findings, checkpoint: Checkpoint, told: Mapping[str, bytes], fold: Mapping[str, bytes]
) -> None:
    """A checkpoint's rows against the fold's, at the very input it names."""
    name = f"{checkpoint.unit}/{checkpoint.partition}"
    for key in sorted(told.keys() | fold.keys()):
        findings.checked += 1
        expected, found = fold.get(key), told.get(key)
        if expected == found or _alike(expected, found):
            continue
        left, right = differences(expected, found)
        findings.violated(
            f"{TOPIC}: row {key} of {name} is not what the rules make of the inbox up to offset {checkpoint.applied}",
            expected=left, found=right,
        )  # fmt: skip


def _alike(left: bytes | None, right: bytes | None) -> bool:
    """The same JSON, written otherwise."""
    if left is None or right is None:
        return False
    try:
        return bool(orjson.loads(left) == orjson.loads(right))
    except orjson.JSONDecodeError:
        return False


def loads_equal(findings: Findings, name: str, journal: Journal, told: Loads) -> None:
    """A recount of what the journal's contacts hold against the loads last told of each manager employed."""
    rows = {key.decode(): row for key, row in journal.rows.items()}
    counted = loads_of(rows)
    for key, row in rows.items():
        kind, _, rest = key.partition("/")
        if kind != "manager":
            continue
        desk, _, manager = rest.partition("/")
        if (desk, manager) not in told or not orjson.loads(row)["employed"]:
            continue
        findings.checked += 1
        held = counted.get((desk, manager), 0)
        if held != told[desk, manager]:
            entry = journal.latest.get(key.encode())
            findings.violated(
                f"{name}: {manager} of {desk} holds {held} units by the contacts in the journal",
                entry.record if entry else None, expected=held, found=told[desk, manager],
            )  # fmt: skip


def loads_of(rows: Mapping[str, bytes]) -> dict[tuple[str, str], int]:
    """Units each manager holds by the rows: of contacts assigned, offered, in wrap-up, and of those at other desks."""
    if "policy" not in rows:
        return {}
    policy = Policy.from_canonical(orjson.loads(rows["policy"])["policy"])
    clocks = {key[len("desk/") :]: orjson.loads(row)["clock"] for key, row in rows.items() if key.startswith("desk/")}
    loads: dict[tuple[str, str], int] = {}
    for desk, manager, held in _held_elsewhere(rows):
        weight = policy.for_desk(desk).contact_weight.of(held["channel"], held["complexity"])
        loads[desk, manager] = loads.get((desk, manager), 0) + weight
    for key, row in rows.items():
        if not key.startswith("contact/"):
            continue
        desk = key.split("/", 2)[1]
        contact = orjson.loads(row)
        # A desk whose row is gone is told of where rows are compared; its contacts are counted all the same.
        if contact["manager_id"] is not None and _holds(contact, clocks.get(desk, 0)):
            weight = policy.for_desk(desk).contact_weight.of(contact["channel"], contact["complexity"])
            loads[desk, contact["manager_id"]] = loads.get((desk, contact["manager_id"]), 0) + weight
    return loads


def _held_elsewhere(rows: Mapping[str, bytes]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Desk, manager, and what holds units of his at a desk where he worked before."""
    for key, row in rows.items():
        if key.startswith("elsewhere/"):
            _, desk, rest = key.split("/", 2)
            for each in orjson.loads(row)["held"]:
                yield desk, rest.rpartition("/")[0], dict(zip(Held._fields, each, strict=True))


def _holds(contact: Mapping[str, Any], clock: int) -> bool:
    if contact["status"] in ("assigned", "offered"):
        return True
    until = contact["wrap_until"]
    return contact["status"] == "ended" and until is not None and until > clock
