"""What this and earlier versions wrote down is read, and what this version writes has not changed unnoticed."""

import orjson
import pytest

from models.inbox_headers import INTAKE_INBOX
from models.messages.told import TOLD, told_fault
from models.row_version import FIRST, ROW_VERSION
from models.unit import InboxRecord
from rules.desk.partition import DeskPartition
from rules.intake.fold import IntakeFold
from tests.golden.engine_records import meaning, written
from tests.golden.scenario import DAY_MS, lived
from tests.golden.shelf import read_day, read_engine, versions

CHANGED = (
    f"what row version {ROW_VERSION} writes has changed: leave the new out while it is not asked for, or raise the"
    " version (docs/upgrades.md); if nobody runs this version yet, `python -m tests.golden` writes the corpus anew"
)
EVERY_VERSION = pytest.mark.parametrize("version", versions())


def shape(unit: str, key: str, row: bytes) -> tuple[str, ...]:
    """Unit, kind of row, and its fields in their order."""
    kind = key.partition("/")[0]
    try:
        said = orjson.loads(row)
    except orjson.JSONDecodeError:
        return unit, kind, str(len(row.split()))
    fields = [*said] if isinstance(said, dict) else [type(said).__name__, str(len(said))] if kind == "contact" else []
    return unit, kind, *fields


def test_every_version_from_the_first_to_todays_is_kept() -> None:
    assert versions() == list(range(FIRST, ROW_VERSION + 1))


@EVERY_VERSION
def test_rows_of_every_version_are_taken_over_and_todays_are_written_as_they_stand(version: int) -> None:
    rows = read_day(version).rows
    intake, desks = IntakeFold(), DeskPartition()
    intake.restore(rows["intake"], 1)
    desks.restore(rows["desk"], 1)
    again = {
        "intake": {key: intake.row(key) for key in rows["intake"]},
        "desk": {key: desks.row(key) for key in rows["desk"]},
    }
    if version == ROW_VERSION:
        assert again == rows, CHANGED
    else:
        assert all(row is not None for unit in again.values() for row in unit.values())


def test_the_corpus_has_every_shape_of_row_that_today_writes() -> None:
    shapes, kept = (
        {shape(unit, key, row) for unit, rows in day.rows.items() for key, row in rows.items()}
        for day in (lived(), read_day(ROW_VERSION))
    )
    assert shapes == kept, CHANGED
    assert {kind for unit, kind, *_ in kept if unit == "desk"} >= {
        "policy",
        "desk",
        "manager",
        "client",
        "coverage",
        "elsewhere",
    }
    assert {kind for unit, kind, *_ in kept if unit == "intake"} >= {"intake", "seen", "early", "client", "manager"}
    assert sum(kind == "contact" for unit, kind, *_ in kept if unit == "desk") >= 2, "open and ended"


@EVERY_VERSION
def test_commands_of_every_version_are_understood(version: int) -> None:
    fold = DeskPartition()
    fold.restore({}, 1)
    for offset, command in enumerate(read_day(version).commands):
        for message in fold.apply(InboxRecord(offset, DAY_MS, b"D", command)):
            if message.topic != INTAKE_INBOX and message.value is not None:  # what desks tell each other is no contract
                assert told_fault(message.topic, message.value) is None


@EVERY_VERSION
def test_a_field_of_a_message_once_published_stays_where_it_was(version: int) -> None:
    models = {(kind.topic, kind.type): kind.model for kind in TOLD}
    for kind, (topic, value) in read_day(version).messages.items():
        said = orjson.loads(value)
        fields = iter(field.alias or name for name, field in models[topic, said["type"]].model_fields.items())
        assert all(name in fields for name in said["data"]), f"{kind}: {CHANGED}"  # `in` goes on where it stopped
        if version == ROW_VERSION:
            assert told_fault(topic, value) is None, CHANGED


@EVERY_VERSION
def test_journals_of_every_version_mean_what_they_meant(version: int) -> None:
    records, meant = read_engine(version)
    assert meaning(records) == meant


def test_the_engine_writes_what_it_wrote() -> None:
    records, _ = read_engine(ROW_VERSION)
    assert [(key, value, list(headers)) for key, value, headers in written()] == records, CHANGED
