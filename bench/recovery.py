"""How fast a new owner has the state of a journal back, beside a bare read of the same topic."""

import asyncio
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition

from bench.bus import installation, start_generator
from bench.machine import Range
from bench.throughput import wait_idle
from kontor.demo.child import WorkerProcess
from rules.desk.partition import DeskPartition
from streams.engine.journal_reader import FROM_THE_BEGINNING, JournalReader, Span
from streams.engine.journal_reading import ENGINE_KEY, interpret
from streams.security import aiokafka_access
from streams.settings import Settings
from streams.topics import names_of

JOURNAL: Final = "kontor.desk-journal"


class Recovery(NamedTuple):
    """Journal records a second, one process."""

    records: int
    kontor_per_s: Range
    """Read, interpret, rebuild every desk and its indexes."""
    bare_per_s: Range
    """aiokafka and one orjson decode of each value, nothing kept."""


def measure(brokers: str, contacts: int, repeats: int, partitions: int) -> Recovery:
    """Let a worker write a journal, then read it, the two ways in turn."""
    with installation(brokers, partitions) as settings:
        with TemporaryDirectory() as folder, WorkerProcess(settings, Path(folder) / "worker.log") as worker:
            worker.wait_ready()
            start_generator(settings, "burst", contacts).wait(600)
            wait_idle(worker)
        return asyncio.run(_measure(settings, repeats))


async def _measure(settings: Settings, repeats: int) -> Recovery:
    access, topic = aiokafka_access(settings), names_of(settings).physical(JOURNAL)
    ours, bare, count = [], [], 0
    for _ in range(repeats):
        spans = await _spans(access, topic, settings.partitions)
        count = sum(span.end for span in spans.values())
        begun = time.monotonic()
        await _bare(access, topic, spans)
        bare.append(count / (time.monotonic() - begun))
        begun = time.monotonic()
        await _recover(access, topic, spans)
        ours.append(count / (time.monotonic() - begun))
    return Recovery(count, Range.of(ours), Range.of(bare))


async def _spans(access: dict[str, Any], topic: str, partitions: int) -> dict[int, Span]:
    """Up to the last record of each partition, which stands for the new owner's fence."""
    consumer = AIOKafkaConsumer(**access)
    await consumer.start()
    try:
        ends = await consumer.end_offsets([TopicPartition(topic, number) for number in range(partitions)])
    finally:
        await consumer.stop()
    return {place.partition: Span(FROM_THE_BEGINNING, end - 1) for place, end in ends.items() if end > 1}


async def _bare(access: dict[str, Any], topic: str, spans: dict[int, Span]) -> None:
    consumer = AIOKafkaConsumer(**access, auto_offset_reset="earliest", enable_auto_commit=False,
                                fetch_max_wait_ms=20, max_partition_fetch_bytes=4 * 2**20)  # fmt: skip
    await consumer.start()
    try:
        places = {TopicPartition(topic, number): span.end for number, span in spans.items()}
        consumer.assign(list(places))
        await consumer.seek_to_beginning(*places)
        left = set(places)
        while left:
            for place, records in (await consumer.getmany(*left, timeout_ms=200)).items():
                for record in records:
                    if record.value is not None:
                        orjson.loads(record.value) if record.value[:1] in b"{[" else None
                if records[-1].offset >= places[place]:
                    left.discard(place)
    finally:
        await consumer.stop()


async def _recover(access: dict[str, Any], topic: str, spans: dict[int, Span]) -> None:
    reader = JournalReader(topic, access)
    try:
        read = await reader.read(spans)
    finally:
        await reader.close()
    for records in read.values():
        recovered = interpret(records)
        rows = {key: row for key, row in recovered.rows.items() if not key.startswith(ENGINE_KEY)}
        DeskPartition().restore(rows, 1)
