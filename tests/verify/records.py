"""Records made and read by hand."""

from typing import Any

import orjson

from kontor.verify.record import Record
from models.inbox_headers import Headers

PARTITIONS = 2
EPOCH = 3


def stamp(batch: int, before: bytes | None = None, epoch: int = EPOCH) -> Headers:
    """Headers of a journal's record."""
    written = ("b", b"%d.%d" % (epoch, batch))
    return (written,) if before is None else (written, ("p", before))


def place(key: bytes | None) -> int:
    """Any stable spread will do where only the order within a key matters."""
    return sum(key or b"") % PARTITIONS


def kafka_place(key: bytes | None) -> int:
    from kafka.partitioner.default import murmur2

    return int((murmur2(key or b"") & 0x7FFFFFFF) % PARTITIONS)


def edited(record: Record, **fields: Any) -> Record:
    """The record with other fields in its data."""
    event = orjson.loads(record.value or b"")
    event["data"] |= fields
    return record._replace(value=orjson.dumps(event))


def data_of(record: Record) -> dict[str, Any]:
    data: dict[str, Any] = orjson.loads(record.value or b"")["data"]
    return data


def kind_of(record: Record) -> str:
    return str(orjson.loads(record.value or b"")["type"])
