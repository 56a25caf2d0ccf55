"""The files of the corpus, one folder for each row version; lines of JSON, texts as they are."""

from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import orjson

from models.row_version import ROW_VERSION
from streams.engine.outbox import Record
from tests.golden.engine_records import meaning, written
from tests.golden.scenario import Day, lived

FOLDER = Path(__file__).parent


def versions() -> list[int]:
    """All that are kept."""
    return sorted(int(folder.name.removeprefix("v")) for folder in FOLDER.glob("v*"))


def write() -> Path:
    """Write today's version anew."""
    folder, day, records = FOLDER / f"v{ROW_VERSION}", lived(), written()
    folder.mkdir(exist_ok=True)
    for unit, rows in day.rows.items():
        _write(folder / f"{unit}_rows.jsonl", [{"key": key, "row": row.decode()} for key, row in sorted(rows.items())])
    _write(folder / "commands.jsonl", [command.decode() for command in day.commands])
    told = [{"type": kind, "topic": topic, "value": value.decode()} for kind, (topic, value) in day.messages.items()]
    _write(folder / "messages.jsonl", sorted(told, key=lambda each: each["type"]))
    _write(folder / "engine_records.jsonl", [_packed(record) for record in records])
    (folder / "engine_meaning.json").write_bytes(orjson.dumps(meaning(records), option=orjson.OPT_INDENT_2) + b"\n")
    return folder


def read_day(version: int) -> Day:
    """Rows, commands and messages of a version."""
    folder = FOLDER / f"v{version}"
    rows = {
        unit: {each["key"]: each["row"].encode() for each in _read(folder / f"{unit}_rows.jsonl")}
        for unit in ("intake", "desk")
    }
    commands = [command.encode() for command in _read(folder / "commands.jsonl")]
    told = _read(folder / "messages.jsonl")
    return Day(rows, commands, {each["type"]: (each["topic"], each["value"].encode()) for each in told})


def read_engine(version: int) -> tuple[list[Record], dict[str, Any]]:
    """The engine's records of a version, and what they mean."""
    folder = FOLDER / f"v{version}"
    records = [_unpacked(each) for each in _read(folder / "engine_records.jsonl")]
    return records, orjson.loads((folder / "engine_meaning.json").read_bytes())


def _packed(record: Record) -> list[Any]:
    key, value, headers = record
    return [_64(key), _64(value), [[name, _64(content)] for name, content in headers]]


def _unpacked(packed: list[Any]) -> Record:
    key, value, headers = packed
    return _raw(key), _raw(value), [(name, b64decode(content)) for name, content in headers]


def _64(raw: bytes | None) -> str | None:
    return None if raw is None else b64encode(raw).decode()


def _raw(text: str | None) -> bytes | None:
    return None if text is None else b64decode(text)


def _write(file: Path, lines: list[Any]) -> None:
    file.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))


def _read(file: Path) -> list[Any]:
    return [orjson.loads(line) for line in file.read_bytes().splitlines()]
