"""
The independent check of a counting run: topics only, kafka-python only, an oracle of its own.

What a downstream reader would do is done here: repeats are dropped by number, and a
gap, a contradiction or a lost record is a fault.
"""

import json
from collections import Counter
from typing import Any

from tests.engine.log_reading import read_all
from tests.installation import Installation


def faults_of(installation: Installation, sent: Counter[str]) -> list[str]:
    """What is wrong, in sentences; `sent` are the acknowledged inputs by value. Empty when all is well."""
    topics = {
        name: read_all(installation.settings.brokers, installation.names.physical(f"kontor.{name}"))
        for name in ("intake-inbox", "desk-inbox", "assignments", "intake-journal", "desk-journal")
    }
    inbox = _applied(topics["intake-inbox"][0], topics["intake-journal"][0])
    copied = _without_repeats([record for record in inbox if _header(record, "sender") is not None])
    faults = _lost(sent, Counter(record.value.decode() for record in copied))
    starts = [record for record in inbox if _header(record, "sender") is None]
    counted = _counts([*copied, *starts])
    faults += _journal_faults(topics["intake-journal"][0], counted, "first")
    oracle = Counter[str]()
    for partition, records in topics["desk-inbox"].items():
        forwarded = _without_repeats(records)
        if [int(_header(record, "n") or b"-1") for record in forwarded] != list(range(len(forwarded))):
            faults.append(f"desk-inbox/{partition}: numbers are not contiguous")
        journal = topics["desk-journal"][partition]
        counts = _counts(_without_repeats(_applied(records, journal)))
        oracle += counts
        faults += _journal_faults(journal, counts, f"second/{partition}")
    # A worker that starts last says so after the input was drained; only those records may still be on their way.
    if oracle - counted or (counted - oracle).keys() - {""}:
        faults.append(f"the second unit counted {oracle}, the first {counted}")
    for name in ("desk-inbox", "assignments"):
        for records in topics[name].values():
            faults += _told_faults(name, records)
    told = {
        (value["key"], value["count"])
        for records in topics["assignments"].values()
        for value in (json.loads(record.value) for record in records)
    }
    wanted = {(key, count) for key, most in oracle.items() for count in range(1, most + 1)}
    if told != wanted:
        faults.append(f"told but not due {sorted(told - wanted)[:5]}, due but not told {sorted(wanted - told)[:5]}")
    return faults


def repeats_of(installation: Installation) -> int:
    """How many records of the last output stand there more than once."""
    records = read_all(installation.settings.brokers, installation.names.physical("kontor.assignments"))
    values = [record.value for partition in records.values() for record in partition]
    return len(values) - len(set(values))


def _header(record: Any, name: str) -> bytes | None:
    return next((content for header, content in record.headers if header == name), None)


def _applied(inbox: list[Any], journal: list[Any]) -> list[Any]:
    """The records of an inbox up to the offset that its journal's last marker names."""
    marks = [json.loads(record.value)["applied"] for record in journal if record.key == b"!mark"]
    return [record for record in inbox if record.offset <= max(marks, default=-1)]


def _without_repeats(records: list[Any]) -> list[Any]:
    last: dict[bytes | None, int] = {}
    kept = []
    for record in records:
        sender, number = _header(record, "sender"), int(_header(record, "n") or b"-1")
        if number > last.get(sender, -1):
            last[sender] = number
            kept.append(record)
    return kept


def _counts(records: list[Any]) -> Counter[str]:
    return Counter((record.key or b"").decode() for record in records)


def _lost(sent: Counter[str], got: Counter[str]) -> list[str]:
    lost, twice = sent - got, got - sent
    return [f"lost {list(lost)[:5]}"] * bool(lost) + [f"counted twice or never sent {list(twice)[:5]}"] * bool(twice)


def _told_faults(name: str, records: list[Any]) -> list[str]:
    """Per key, counts rise by one once repeats are dropped; a repeat has the very same bytes."""
    seen: dict[tuple[str, int], bytes] = {}
    last = Counter[str]()
    faults = []
    for record in records:
        value = json.loads(record.value)
        key, count = value["key"], value["count"]
        if seen.setdefault((key, count), record.value) != record.value:
            faults.append(f"{name}: {key} {count} was told twice, differently")
        if count > last[key] + 1:
            faults.append(f"{name}: {key} jumps from {last[key]} to {count}")
        last[key] = max(last[key], count)
    return faults


def _journal_faults(records: list[Any], counts: Counter[str], name: str) -> list[str]:
    """Fold the journal as its format says, and compare with the count of its inbox."""
    top, mark, latest = 0, 0, {}
    for record in records:
        epoch, batch = map(int, (_header(record, "b") or b"0.0").split(b"."))
        if epoch < top:
            continue
        top = epoch
        if record.key == b"!mark":
            mark = batch
        elif not record.key.startswith(b"!"):
            latest[record.key.decode()] = (batch, record.value, _header(record, "p"))
    rows = {key: value if batch <= mark else before for key, (batch, value, before) in latest.items()}
    there = Counter({key: int(row) for key, row in rows.items() if row is not None})
    return [] if there == counts else [f"{name}: the journal says {there}, the inbox {counts}"]
