"""
The methods we override are the ones we know: their source is compared by hash.

A Faust or aiokafka whose code differs may lose events in ways nobody has looked
at, so the worker refuses to start on it.
"""

import hashlib
import inspect
from pkgutil import resolve_name
from typing import Final

from models.errors import KontorError
from streams.hardened.fail_stop import Exit

KNOWN: Final = {
    "faust.transport.consumer:Consumer._add_gap": "4df2573ded7c1c2c",
    "faust.transport.consumer:Consumer._new_offset": "1d2c7ea89a7ad4f1",
    "faust.transport.consumer:Consumer.perform_seek": "0e8c130ff4b0afd8",
    "faust.transport.consumer:Consumer.on_partitions_revoked": "d04b7ae72c6fc206",
    "faust.transport.consumer:Consumer.on_partitions_assigned": "29ce96596f05a18c",
    "faust.transport.consumer:Consumer._wait_next_records": "6218e1969a636b3f",
    "faust.transport.consumer:Consumer.getmany": "4b168d84882a70d6",
    "faust.transport.consumer:Consumer.ack": "5fcf41cf45153475",
    "faust.transport.consumer:Consumer._drain_messages": "44a2500309e83c63",
    "faust.transport.consumer:Consumer.wait_empty": "e4662fe24f094819",
    "faust.transport.consumer:Consumer._commit_offsets": "1a69799041188441",
    "faust.transport.consumer:Consumer.pause_partitions": "27a1c94bdacd54de",
    "faust.transport.consumer:Consumer.resume_partitions": "afe6b7c02a41d63c",
    "faust.tables.recovery:Recovery._resume_streams": "d986a6710c1aca98",
    "faust.tables.recovery:Recovery._restart_recovery": "6bd8a8558a2dffe4",
    "faust.tables.recovery:Recovery.on_rebalance": "aa4d997a1795ceae",
    "faust.tables.recovery:Recovery._wait": "ec7429b70176f8c6",
    "faust.tables.manager:TableManager.on_start": "365dd25fbc0e0684",
    "faust.tables.manager:TableManager._update_channels": "88e3941facc934d6",
    "faust.tables.manager:TableManager.on_rebalance": "2d2c23a07bf54328",
    "faust.app.base:App._on_partitions_revoked": "d5c895bbe57dc73a",
    "faust.app.base:App._on_partitions_assigned": "de932b7927db85b3",
    "faust.transport.drivers.aiokafka:Producer._new_producer": "e72355c3430ed02f",
    "faust.transport.drivers.aiokafka:Producer._settings_extra": "a4c7bc41b6382223",
    "faust.transport.drivers.aiokafka:AIOKafkaConsumerThread._create_worker_consumer": "c2701bfc3e6f6cad",
    "faust.transport.drivers.aiokafka:AIOKafkaConsumerThread.subscribe": "74f90b8c8cbc6384",
    "faust.transport.drivers.aiokafka:AIOKafkaConsumerThread._fetch_records": "39a2c6c79fc1455a",
    "faust.transport.drivers.aiokafka:AIOKafkaConsumerThread._commit": "932852ce7a23f658",
    "aiokafka.producer.sender:Sender._send_produce_req": "aea01ae4b6c794cc",
    "aiokafka.producer.sender:Sender._sender_routine": "2380dc5e333d9ebd",
    "aiokafka.producer.sender:SendProduceReqHandler.do": "2dccd3d56b1607fb",
    "aiokafka.producer.sender:SendProduceReqHandler.handle_response": "850323cc8f77abc3",
    "aiokafka.producer.message_accumulator:MessageAccumulator._pop_batch": "41cc98a298ef2628",
    "aiokafka.producer.message_accumulator:MessageAccumulator.add_batch": "5ed1c5b1367ad854",
    "aiokafka.producer.message_accumulator:BatchBuilder.__init__": "35b335f054d36d27",
    "aiokafka.producer.message_accumulator:BatchBuilder.append": "657d76f55157d9ca",
    "aiokafka.producer.message_accumulator:BatchBuilder.close": "084fb8748d27f9b6",
    "aiokafka.producer.message_accumulator:BatchBuilder.record_count": "3a3d4948a3b70702",
    "aiokafka.producer.message_accumulator:BatchBuilder._build": "2ea37ea8632073e3",
    "aiokafka.producer.producer:AIOKafkaProducer.send_batch": "bf42b0f0c5c0646d",
    "aiokafka.consumer.group_coordinator:GroupCoordinator._do_heartbeat": "dc1d6632aaa68e96",
    "aiokafka.consumer.group_coordinator:GroupCoordinator._do_commit_offsets": "c3a3ea5613f39cac",
    "aiokafka.consumer.group_coordinator:GroupCoordinator._do_fetch_commit_offsets": "b0f3598132715552",
    "aiokafka.consumer.group_coordinator:GroupCoordinator.fetch_committed_offsets": "6c049c7379165952",
    "aiokafka.consumer.group_coordinator:GroupCoordinator._send_req": "fa4b12e914ce9fcf",
    "aiokafka.consumer.fetcher:Fetcher.close": "1cd24bc1c442149e",
    "aiokafka.consumer.fetcher:Fetcher._proc_fetch_request": "59bf948fff47eed5",
    "aiokafka.consumer.fetcher:Fetcher._update_fetch_positions": "d7774d8241dc6a7e",
    "aiokafka.consumer.fetcher:Fetcher._proc_offset_request": "40c09472da94d88c",
}
"""What is overridden or relied upon, and the first 16 hexadecimal digits of the SHA-256 of its source."""


def source_hash(name: str) -> str:
    """The hash of the source of `module:Class.method`, as in `KNOWN`; empty if there is no such thing."""
    try:
        method = resolve_name(name)
        source = inspect.getsource(getattr(method, "fun", method))  # a mode service task wraps its function
    except (ImportError, AttributeError, OSError, TypeError):
        return ""
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def check_faust_is_known() -> None:
    """Raise `KontorError` naming every method whose source is not the one we know."""
    differing = [name.partition(":")[2] for name, known in KNOWN.items() if source_hash(name) != known]
    if differing:
        raise KontorError(
            "Kontor is proven on faust-streaming 0.15.3 with aiokafka 0.14.0, and this is not them: "
            f"{', '.join(differing)} differ.",
            Exit.FAIL_STOP,
        )
