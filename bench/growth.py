"""How long a worker takes to start, and how large it is, when its journals hold a horizon's contacts."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import orjson
from aiokafka.partitioner import murmur2

from bench.bus import installation
from bench.generator import producer
from bench.machine import descendants
from bench.one_process import Pipe
from bench.workload import POLICY, Bank
from kontor.demo.child import WorkerProcess
from kontor.policy_file import activation
from models.policy import Policy
from models.recording import Line
from streams.engine.journal_records import Marker, Stamp, row_record
from streams.engine.outbox import Record
from streams.settings import Settings
from streams.topics import names_of

SIZES: Final = ((0, 0), (100_000, 10_000), (1_000_000, 100_000))
"""Finished and open contacts."""
PATTERNS: Final = 1000
"""Contacts that really go through the rules; all others are copies of theirs under another id."""
_APART: Final = 10_000
"""Places of the inbox from a copy to the next: more than all patterns take."""
_AWAY_S: Final = 900


class Grown(NamedTuple):
    """One start of a worker."""

    finished: int
    open: int
    records: int
    """Of all journals."""
    bytes: int
    """Keys, rows and the rows before, as written."""
    seconds: float
    """From the start of the launcher to ready."""
    peak: int
    """Bytes of the worker process's RSS, at most."""
    held: int
    """Bytes of its RSS once it is ready."""


class Row(NamedTuple):
    """A row as a batch journals it."""

    unit: str
    key: str
    row: bytes | None
    previous: bytes | None


def measure(brokers: str, partitions: int, sizes: Iterable[tuple[int, int]] = SIZES) -> list[Grown]:
    """Write the journals of each size, start a worker on them, look at it when it is ready."""
    return [_start(brokers, partitions, finished, still_open) for finished, still_open in sizes]


def _start(brokers: str, partitions: int, finished: int, still_open: int) -> Grown:
    with installation(brokers, partitions) as settings, TemporaryDirectory() as folder:
        records = size = 0
        if finished:
            records, size = _write(settings, _rows(finished, still_open, time.time_ns() // 1_000_000))
        begun = time.monotonic()
        with WorkerProcess(settings, Path(folder) / "worker.log") as worker:
            worker.wait_ready(_AWAY_S)
            seconds = time.monotonic() - begun
            told = Path(f"/proc/{descendants(worker.pid)[0]}/status").read_text(encoding="utf-8")
        peak, held = (int(told.partition(f"{name}:")[2].split()[0]) * 1024 for name in ("VmHWM", "VmRSS"))
        return Grown(finished, still_open, records, size, seconds, peak, held)


def _rows(finished: int, still_open: int, at_ms: int) -> Iterator[Row]:
    """Base rows as they are; those of a contact again and again, under other ids."""
    bank, pipe = Bank(managers=40), Pipe()
    policy = activation(Policy.from_yaml(POLICY), "bench", at_ms)
    yield from _taken(pipe, [Line("kontor.policies", b"policy", at_ms, policy), *bank.people(at_ms)], at_ms)
    served: dict[tuple[str, str], Row] = {}
    for each in _taken(pipe, list(bank.contacts(PATTERNS, at_ms)), at_ms):
        served[each.unit, each.key] = each
    contacts: dict[str, list[Row]] = {}
    for each in served.values():
        name = _contact_of(each.key)
        if name is None:
            yield each
        else:
            contacts.setdefault(name, []).append(each)
    yield from _copies(contacts, finished)
    waiting: dict[str, list[Row]] = {}
    for each in _taken(pipe, [_waits(bank, number, at_ms) for number in range(PATTERNS)], at_ms):
        name = _contact_of(each.key)
        if name is not None:
            waiting.setdefault(name, []).append(each)
    yield from _copies(waiting, still_open)


def _waits(bank: Bank, number: int, at_ms: int) -> Line:
    """A contact that nobody can serve: it stays open."""
    line = bank.opened(f"W-{number}", number, at_ms)
    assert line.value is not None
    value = line.value.replace(b'"purpose":"payment"', b'"purpose":"payment","language":"xx"')
    return line._replace(value=value)


def _contact_of(key: str) -> str | None:
    """The contact that a row is about: `contact/desk-1/K-7`, `contact/K-7`, `seen/9/crm/bench/o/K-7`."""
    name = key.rpartition("/")[2]
    return name if name.startswith(("K-", "W-")) else None


def _copies(contacts: dict[str, list[Row]], count: int) -> Iterator[Row]:
    names = sorted(contacts)
    for number in range(count):
        name = names[number % len(names)]
        other = f"{name}-{number // len(names):05d}-{number % 97:08x}"  # about as long as a CRM's ids are
        was, now = f'"{name}"'.encode(), f'"{other}"'.encode()
        for unit, key, row, previous in contacts[name]:
            renamed = key.removesuffix(name) + other
            moved = row and _elsewhere(unit, key, row, number // len(names) * _APART)
            yield Row(unit, renamed, moved and moved.replace(was, now), previous and previous.replace(was, now))


def _elsewhere(unit: str, key: str, row: bytes, by: int) -> bytes:
    """The intake's rows say at which place of the inbox they were heard: each copy has its own."""
    if unit == "intake" and key.startswith("seen/"):
        at, place = row.split()
        return b"%s %d" % (at, int(place) + by)
    if unit == "intake" and key.startswith("contact/"):
        desk, client, *end = orjson.loads(row)
        return orjson.dumps([desk, client, *end[:1], *(place + by for place in end[1:2]), *end[2:]])
    return row


def _taken(pipe: Pipe, lines: list[Line], at_ms: int) -> Iterator[Row]:
    """Rows that these lines change, with those before them."""
    before: dict[tuple[str, str], bytes | None] = {}
    for line in lines:
        pipe.take(pipe.line(line, at_ms))
        for unit, key, row in pipe.rows():
            yield Row(unit, key, row, before.get((unit, key)))
            before[unit, key] = row


def _write(settings: Settings, rows: Iterable[Row]) -> tuple[int, int]:
    """Batches of rows and their markers into the journals; how many records, and their bytes."""
    client, names = producer(settings.brokers), names_of(settings)
    places: dict[tuple[str, int], list[Record]] = {}
    numbers: dict[tuple[str, int], int] = {}
    count = size = 0
    for unit, key, row, previous in rows:
        partitions: Iterable[int] = range(settings.partitions if unit == "desk" else 1)
        if unit == "desk" and key != "policy":
            partitions = ((murmur2(key.split("/")[1].encode()) & 0x7FFFFFFF) % settings.partitions,)
        for partition in partitions:
            place = unit, partition
            number = numbers.setdefault(place, 1)
            waiting = places.setdefault(place, [])
            waiting.append(row_record(key, row, previous, Stamp(0, number).header()))
            count, size = count + 1, size + len(key) + len(row or b"") + len(previous or b"")
            if len(waiting) == 500:
                _close(client, names.physical(f"kontor.{unit}-journal"), partition, waiting, number)
                numbers[place] += 1
    for (unit, partition), waiting in places.items():
        _close(client, names.physical(f"kontor.{unit}-journal"), partition, waiting, numbers[unit, partition])
    client.flush(120)
    return count, size


def _close(client: Any, topic: str, partition: int, waiting: list[Record], number: int) -> None:
    for key, value, headers in [*waiting, Marker(epoch=0, batch=number).record()]:
        while True:
            try:
                client.produce(topic, value, key, partition, headers=headers)
                break
            except BufferError:
                client.poll(0.1)
    client.poll(0)
    waiting.clear()
