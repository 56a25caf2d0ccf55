"""
The outbox: what a batch publishes, kept in its journal as the exact bytes.

A new owner publishes the outbox of the last complete batches again, byte for
byte; nothing is decided anew. Many messages are packed into one journal record,
so that recovery does not pay for each of them.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from models.inbox_headers import NUMBER, SENDER

UNNUMBERED: Final = -1
CHUNK_BYTES: Final = 128 * 1024
_HEAD: Final = struct.Struct(">HiqiiI")
_ABSENT: Final = -1


class Outgoing(NamedTuple):
    """One record to publish: partition chosen, number given."""

    topic: str
    """Catalogue name."""
    partition: int
    key: bytes | None
    value: bytes | None
    n: int = UNNUMBERED
    """The number for its receiver, if the topic is an inbox."""
    sender: bytes = b""

    def headers(self) -> list[tuple[str, bytes]]:
        """The record's headers: sender and number, where there is one."""
        return [] if self.n == UNNUMBERED else [(SENDER, self.sender), (NUMBER, b"%d" % self.n)]


def pack(messages: Iterable[Outgoing]) -> list[bytes]:
    """The messages in order, in parts of about `CHUNK_BYTES`; a part holds at least one whole message."""
    chunks: list[bytes] = []
    parts: list[bytes] = []
    size = 0
    for topic, partition, key, value, n, sender in messages:
        name = topic.encode()
        key_size = _ABSENT if key is None else len(key)
        value_size = _ABSENT if value is None else len(value)
        head = _HEAD.pack(len(name), partition, n, key_size, value_size, len(sender))
        if size >= CHUNK_BYTES:
            chunks.append(b"".join(parts))
            parts, size = [], 0
        parts += (head, name, key or b"", value or b"", sender)
        size += len(name) + max(key_size, 0) + max(value_size, 0)
    if parts:
        chunks.append(b"".join(parts))
    return chunks


def unpack(chunks: Iterable[bytes]) -> Iterator[Outgoing]:
    """The messages of a batch's outbox, as they were packed."""
    for chunk in chunks:
        at = 0
        while at < len(chunk):
            name_size, partition, n, key_size, value_size, sender_size = _HEAD.unpack_from(chunk, at)
            at += _HEAD.size
            topic, at = chunk[at : at + name_size].decode(), at + name_size
            key, at = _field(chunk, at, key_size)
            value, at = _field(chunk, at, value_size)
            sender, at = chunk[at : at + sender_size], at + sender_size
            yield Outgoing(topic, partition, key, value, n, sender)


def _field(chunk: bytes, at: int, size: int) -> tuple[bytes | None, int]:
    return (None, at) if size == _ABSENT else (chunk[at : at + size], at + size)
