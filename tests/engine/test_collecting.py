import asyncio
from types import SimpleNamespace
from typing import Any

from faust.types.tuples import TP

from models.inbox_headers import origin_of
from streams.engine.collecting import INTAKE_INBOX, Collector, Copier
from streams.engine.observer import NullObserver
from streams.engine.unit import Flow
from streams.hardened.delivery import Delivery
from tests.engine.fake_log import FakeLog

MOST = 16 * 1024


def read(offset: int, key: bytes | None, value: bytes | None, headers: Any = ()) -> Any:
    size = -1 if value is None else len(value)
    return SimpleNamespace(
        offset=offset, key=key, value=value, headers=headers, timestamp=1764000000123, serialized_value_size=size
    )


def copied(record: Any) -> tuple[bytes | None, bytes | None, dict[str, bytes]]:
    key, value, headers = Copier("crm.contacts", 3, MOST).copy(record)
    return key, value, dict(headers)


def test_a_copy_is_raw_and_says_where_it_came_from() -> None:
    key, value, _ = copied(read(17, b"C-1", b"not even json"))
    assert (key, value) == (b"C-1", b"not even json")
    origin = origin_of(Copier("crm.contacts", 3, MOST).copy(read(17, b"C-1", b"x", [("ce_id", b"7")]))[2])
    assert (origin.topic, origin.partition, origin.offset) == ("crm.contacts", 3, 17)
    assert origin.timestamp_ms == 1764000000123
    assert origin.headers == (("ce_id", b"7"),)
    assert origin.sender == "crm.contacts/3"


def test_sender_and_number_stand_first() -> None:
    headers = Copier("crm.clients", 0, MOST).copy(read(5, None, None))[2]
    assert headers[:2] == [("sender", b"crm.clients/0"), ("n", b"5")]


def test_what_is_too_large_is_copied_without_its_value() -> None:
    key, value, headers = copied(read(1, b"C-1", b"x" * (MOST + 1)))
    assert (key, value) == (b"C-1", None)
    assert headers["too_large"] == b"%d" % (MOST + 4)


def test_headers_that_are_too_large_are_left_out() -> None:
    key, value, headers = copied(read(1, b"C-1", b"{}", [("big", b"x" * MOST)]))
    assert (key, value) == (b"C-1", None)
    assert "h.big" not in headers
    assert "too_large" in headers


def test_a_key_that_is_too_large_is_left_out() -> None:
    assert copied(read(1, b"k" * MOST, b"{}"))[0] is None


def test_a_header_without_a_value_is_an_empty_one() -> None:
    assert copied(read(1, None, b"{}", [("empty", None)]))[2]["h.empty"] == b""


async def test_batches_are_copied_in_the_order_they_come_and_acknowledged_after_the_broker() -> None:
    log = FakeLog()
    log.held = True
    collector = Collector(log, lambda name: name, MOST, NullObserver(), Flow())
    collector.start()
    done: list[tuple[TP, int]] = []
    clients, contacts = TP("crm.clients", 0), TP("crm.contacts", 0)
    parts = [(clients, [read(0, b"a", b"1"), read(1, b"a", b"2")]), (contacts, [read(0, b"b", b"3")])]
    for batch in Delivery(parts, lambda tp, last: done.append((tp, last))).batches:
        collector.take(batch)
    for _ in range(5):
        await asyncio.sleep(0)
    assert not done
    log.release(9)
    for _ in range(5):
        await asyncio.sleep(0)
    assert done == [(clients, 1), (contacts, 0)]
    assert [record.value for record in log.topics[INTAKE_INBOX, 0]] == [b"1", b"2", b"3"]
    assert collector.pending.oldest() is None
