"""The engine's own records: a journal with all of them, and what it means."""

from typing import Any

import orjson

from models.row_version import ROW_VERSION
from models.sequencing import Received, Sent
from streams.engine.journal_reading import interpret
from streams.engine.journal_records import Marker, Stamp, fence_record, outbox_key, read_records, row_record
from streams.engine.outbox import Record, Section, pack, unpack
from tests.engine.fake_log import Stored

SECTIONS = [
    Section("kontor.assignments", 2, [(b"K-1", b'{"a":1}'), (None, b"x"), (b"K-2", None)]),
    Section("kontor.desk-inbox", 1, [(b"D", b"{}"), (b"E", b"{}")], 7, b"intake/0"),
]


def written() -> list[Record]:
    """A journal of two owners, the second of which was killed before its marker was written."""
    received, sent = Received(), Sent()
    received.fresh("crm.contacts/3", 41)
    sent.take("kontor.desk-inbox", 1, 9)
    first, torn = Stamp(5, 1).header(), Stamp(9, 2).header()
    numbers: list[tuple[str, bytes | None]] = [(key, received.row(key)) for key in received.take_touched()]
    numbers += [(key, sent.row(key)) for key in sent.take_touched()]
    (chunk,) = pack(SECTIONS)
    return [
        fence_record(5, "worker-1"),
        row_record("contact/D/K-1", b'{"id":"K-1"}', None, first),
        row_record("contact/D/K-2", b'{"id":"K-2"}', b'{"id":"K-2","was":true}', first),
        row_record("contact/D/K-3", None, b'{"id":"K-3"}', first),
        *(row_record(key, row, None, first) for key, row in numbers),
        (outbox_key(1, 4, 0), chunk, [first]),
        Marker(17, 5, 1, 4, (1,), ROW_VERSION).record(),
        fence_record(9, "worker-2"),
        row_record("contact/D/K-1", b'{"id":"torn"}', b'{"id":"K-1"}', torn),
    ]


def meaning(records: list[Record]) -> dict[str, Any]:
    """What a new owner takes from a journal of these records."""
    said = interpret(read_records(Stored(at, key, value, headers) for at, (key, value, headers) in enumerate(records)))
    published = [section._asdict() for chunks in said.outbox for section in unpack(chunks)]
    return {
        "rows": {key: row.decode() for key, row in sorted(said.rows.items())},
        "marker": orjson.loads(said.marker.record()[1] or b""),
        "dirty": said.dirty,
        "highest_epoch": said.highest_epoch,
        "published": [
            {**each, "pairs": [[*map(_text, pair)] for pair in each["pairs"]], "sender": _text(each["sender"])}
            for each in published
        ],
    }


def _text(raw: bytes | None) -> str | None:
    return None if raw is None else raw.decode()
