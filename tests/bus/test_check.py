"""The check finds what it is there for."""

from typing import Any

import orjson
import pytest

from tests.bus.check import check
from tests.bus.outside import Record


def record(seq: int, kind: str, contact: str, manager: str | None, load: int, **more: Any) -> Record:
    data = {"desk_id": "D", "seq": seq, "contact_id": contact, "manager_id": manager, "weight": 2, "capacity": 4}
    data |= {"load_after": load, "cause": {"type": "contact.opened"}, **more}
    raw = orjson.dumps({"type": f"contact.{kind}", "data": data})
    return Record("kontor.assignments", 0, seq, 0, contact, raw, ())


GOOD = [
    record(1, "assigned", "A", "M", 2), record(2, "assigned", "B", "M", 4), record(3, "queued", "C", None, 0),
    record(4, "finished", "A", "M", 2), record(5, "assigned", "C", "M", 4),
]  # fmt: skip


def test_sound_decisions_pass_also_when_some_are_said_again() -> None:
    verdict = check([*GOOD, GOOD[1], GOOD[2]], {"A", "B", "C"}, {"A"})

    assert (verdict.faults, verdict.decisions, verdict.repeats) == ([], 5, 2)


@pytest.mark.parametrize(
    ("records", "fault"),
    [
        ([*GOOD, record(2, "assigned", "B", "N", 2)], "two different things"),
        ([GOOD[0], *GOOD[2:]], "not contiguous"),
        ([*GOOD, record(6, "assigned", "E", "M", 6)], "holds 6 of 4"),
        ([*GOOD, record(6, "assigned", "B", "N", 2)], "while M held it"),
        ([*GOOD, record(6, "assigned", "E", "N", 4)], "holds 2, said 4"),
        ([*GOOD, record(6, "finished", "A", None, 0)], "finished 2 times"),
        ([*GOOD[:2], GOOD[4], GOOD[3], GOOD[2]], "out of order"),
        ([*GOOD, record(6, "assigned", "X", "N", 2)], "nobody opened it"),
        (GOOD[:2], "never decided"),
    ],
)
def test_each_kind_of_fault_is_found(records: list[Record], fault: str) -> None:
    assert any(
        fault in each for each in check(records, {"A", "B", "C", "E"} & _contacts(records) | {"C"}, {"A"}).faults
    )


def _contacts(records: list[Record]) -> set[str]:
    return {each.data["contact_id"] for each in records}
