"""
A journal as the log cleaner may leave it, read by the rule its next owner reads by.

The cleaner keeps the last record of each key and knows no epochs. So a stale or torn record that
nobody put right takes the true row with it, on the day the cleaner comes.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from kontor.verify.journal import FENCE, MARK, OUTBOX, Entry, Marker, marker_of


class Takeover(NamedTuple):
    """What the next owner would find."""

    rows: dict[bytes, bytes]
    marker: Marker
    missing_outbox: tuple[bytes, ...]
    """Keys of parts of the outbox that the marker names and that are not there."""


def next_owner_reads(latest: Mapping[bytes, Entry]) -> Takeover:
    """`latest` holds the last entry of each key."""
    top, marker = 0, Marker()
    kept: dict[bytes, Entry] = {}
    for entry in sorted(latest.values(), key=lambda each: each.offset):
        if entry.epoch < top:
            continue
        top = entry.epoch
        if entry.key == MARK:
            with suppress(ValueError):  # told where it stands in the log
                marker = marker_of(entry)
        elif entry.key != FENCE:
            kept[entry.key] = entry
    rows: dict[bytes, bytes] = {}
    for key, entry in kept.items():
        if key.startswith(OUTBOX):
            continue
        value = entry.previous if entry.batch > marker.batch else entry.value
        if value is not None:
            rows[key] = value
    return Takeover(rows, marker, _missing(kept, marker))


def _missing(kept: Mapping[bytes, Entry], marker: Marker) -> tuple[bytes, ...]:
    missing = []
    for back, parts in enumerate(marker.outbox):
        batch = marker.batch - back
        for index in range(parts):
            key = b"%s%d/%d" % (OUTBOX, batch % marker.depth, index)
            entry = kept.get(key)
            if entry is not None and entry.batch > batch:
                break  # a later batch, torn, has the slot: it could begin only when this one was published
            if entry is None or entry.batch != batch or entry.value is None:
                missing.append(key)
    return tuple(missing)
