"""
At the very first start: clients, managers and policies before the first contact.

A contacts partition the group has never committed is not read until every record
that stood in the other topics when we asked has been copied, by whichever worker.
Nothing else waits for it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.structs import TopicPartition
from faust.types.tuples import TP

from streams.hardened.consumer import HardenedConsumer

_POLL_S: Final = 0.2
_STEPS: Final = (1, 64, 4096)
log = logging.getLogger(__name__)


class HistoryFirst:
    """Holds the partitions of one topic back until they may be read."""

    def __init__(self, group: str, held: str, before: Collection[str], client_options: Mapping[str, Any]) -> None:
        """`held` is the topic that waits, `before` those to be copied first (names on the bus)."""
        self._group = group
        self._held = held
        self._before = before
        self._options = dict(client_options)
        self._over = False

    async def hold_back(self, assignment: Iterable[TP], consumer: HardenedConsumer) -> bool:
        """Hold those assigned partitions that the group has never read; says whether there are any."""
        consumer.held.clear()
        mine = {tp for tp in assignment if tp.topic == self._held}
        if self._over or not mine:
            return False
        async with self._admin() as admin:
            committed = await self._committed(admin)
        consumer.held |= {tp for tp in mine if committed.get((tp.topic, tp.partition), -1) < 0}
        return bool(consumer.held)

    async def release(self, consumer: HardenedConsumer) -> None:
        """Wait for the other topics, then hold nothing back any more."""
        await self.wait()
        self._over = True
        consumer.held.clear()
        log.info("clients, managers and policies are read; now the contacts")

    async def wait(self) -> None:
        """Return when the group has committed all that stood in the topics when this was called."""
        wanted = await self._ends()
        async with self._admin() as admin:
            waits = 0
            while missing := await self._missing(admin, wanted):
                if waits % 50 == 0:
                    log.info("contacts wait until %d partitions of clients, managers and policies are read", missing)
                waits += 1
                await asyncio.sleep(_POLL_S)

    async def _missing(self, admin: AIOKafkaAdminClient, wanted: Mapping[tuple[str, int], int]) -> int:
        committed = await self._committed(admin)
        return sum(committed.get(place, 0) < end for place, end in wanted.items())

    @asynccontextmanager
    async def _admin(self) -> AsyncIterator[AIOKafkaAdminClient]:
        admin = AIOKafkaAdminClient(**self._options)
        try:
            await admin.start()
            yield admin
        finally:
            await admin.close()

    async def _committed(self, admin: AIOKafkaAdminClient) -> dict[tuple[str, int], int]:
        offsets = await admin.list_consumer_group_offsets(self._group)
        return {(place.topic, place.partition): told.offset for place, told in offsets.items()}

    async def _ends(self) -> dict[tuple[str, int], int]:
        """For each partition with records, the offset after its last readable one (markers and aborted ones aside)."""
        reader = AIOKafkaConsumer(
            **self._options,
            group_id=None,
            enable_auto_commit=False,
            isolation_level="read_committed",
            fetch_max_wait_ms=20,
        )
        try:
            await reader.start()
            await reader._client.set_topics(list(self._before))  # noqa: SLF001  # aiokafka tells partitions only of topics it follows
            places = [
                TopicPartition(topic, number)
                for topic in self._before
                for number in sorted(reader.partitions_for_topic(topic) or ())
            ]
            reader.assign(places)
            begins, ends = await reader.beginning_offsets(places), await reader.end_offsets(places)
            last = {place: await _last_readable(reader, place, begins[place], ends[place]) for place in places}
        finally:
            await reader.stop()
        return {(place.topic, place.partition): end for place, end in last.items() if end > 0}


async def _last_readable(reader: Any, place: TopicPartition, begin: int, end: int) -> int:
    if end <= begin:
        return 0
    for back in (*_STEPS, end - begin):
        start = max(begin, end - back)
        reader.seek(place, start)
        last = 0
        while await reader.position(place) < end:
            for records in (await reader.getmany(place, timeout_ms=100)).values():
                last = records[-1].offset + 1
        if last or start == begin:
            return last
    return 0
