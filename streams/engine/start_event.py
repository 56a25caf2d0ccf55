"""The record by which a worker says from when on contacts are to be decided."""

from models.cloudevent import encode
from models.instants import format_instant


def start_event(worker: str, now_ms: int, start_ms: int | None) -> bytes:
    """`start_ms` is the installation's start (`KONTOR_START`); None means now. UTC milliseconds."""
    return encode(
        id=f"started/{worker}/{format_instant(now_ms)}",
        source="kontor",
        type="kontor.started",
        time=now_ms,
        subject=worker,
        data={"start": format_instant(now_ms if start_ms is None else start_ms)},
    )
