"""
The outbox: what a batch publishes, kept in its journal as the exact bytes.

A new owner publishes the outbox of the last complete batches again, byte for
byte; nothing is decided anew. Messages are packed, many into one journal record,
so that recovery does not pay for each of them.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from models.inbox_headers import NUMBER, SENDER

UNNUMBERED: Final = -1
CHUNK_BYTES: Final = 128 * 1024
_SECTION: Final = struct.Struct(">HiqHI")
_SIZES: Final = struct.Struct(">ii")
_ABSENT: Final = -1

Headers = list[tuple[str, bytes]]
"""A list, for aiokafka's builder takes nothing else."""
Record = tuple[bytes | None, bytes | None, Headers]
"""Key, value, headers."""
Pair = tuple[bytes | None, bytes | None]
"""Key, value."""


class Section(NamedTuple):
    """What goes to one partition of one topic, in order."""

    topic: str
    """Catalogue name."""
    partition: int
    pairs: list[Pair]
    first: int = UNNUMBERED
    """The number of the first for its receiver, if the topic is an inbox; the others follow."""
    sender: bytes = b""

    def records(self) -> list[Record]:
        """The records with their headers: sender and number, where there is one."""
        if self.first == UNNUMBERED:
            return [(key, value, []) for key, value in self.pairs]
        sender = SENDER, self.sender
        return [(key, value, [sender, (NUMBER, b"%d" % n)]) for n, (key, value) in enumerate(self.pairs, self.first)]


def pack(sections: Iterable[Section]) -> list[bytes]:
    """The sections in parts of about `CHUNK_BYTES`; a part holds at least one whole message."""
    chunks: list[bytes] = []
    parts: list[bytes] = []
    size = 0
    for section in sections:
        done = 0
        while done < len(section.pairs):
            bodies, taken, length = _bodies(section.pairs, done, CHUNK_BYTES - size)
            parts.append(_head(section, done, taken))
            parts += bodies
            done += taken
            size += length
            if size >= CHUNK_BYTES:
                chunks.append(b"".join(parts))
                parts, size = [], 0
    if parts:
        chunks.append(b"".join(parts))
    return chunks


def unpack(chunks: Iterable[bytes]) -> Iterator[Section]:
    """The sections of a batch's outbox; one that was parted comes in parts."""
    for chunk in chunks:
        at = 0
        while at < len(chunk):
            name_size, partition, first, sender_size, count = _SECTION.unpack_from(chunk, at)
            at += _SECTION.size
            topic, at = chunk[at : at + name_size].decode(), at + name_size
            sender, at = chunk[at : at + sender_size], at + sender_size
            pairs: list[Pair] = []
            for _ in range(count):
                key_size, value_size = _SIZES.unpack_from(chunk, at)
                key, at = _field(chunk, at + _SIZES.size, key_size)
                value, at = _field(chunk, at, value_size)
                pairs.append((key, value))
            yield Section(topic, partition, pairs, first, sender)


def _head(section: Section, done: int, count: int) -> bytes:
    name, first = section.topic.encode(), section.first
    number = first if first == UNNUMBERED else first + done
    head = _SECTION.pack(len(name), section.partition, number, len(section.sender), count)
    return head + name + section.sender


def _bodies(pairs: list[Pair], start: int, room: int) -> tuple[list[bytes], int, int]:
    """Encoded messages from `start` on until `room` is filled (at least one), how many, and their size."""
    bodies: list[bytes] = []
    size, sizes = 0, _SIZES.pack
    for key, value in pairs[start:]:
        key_size = _ABSENT if key is None else len(key)
        value_size = _ABSENT if value is None else len(value)
        bodies += (sizes(key_size, value_size), key or b"", value or b"")
        size += key_size + value_size + 2 * _SIZES.size
        if size >= room:
            break
    return bodies, len(bodies) // 3, size


def _field(chunk: bytes, at: int, size: int) -> tuple[bytes | None, int]:
    return (None, at) if size == _ABSENT else (chunk[at : at + size], at + size)
