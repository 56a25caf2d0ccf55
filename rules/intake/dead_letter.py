"""What is published of a record that could not be taken in."""

from base64 import b64encode
from typing import Any, Final

from models.cloudevent import encode
from models.ids import kontor_uuid
from models.inbox_headers import Origin
from models.instants import format_instant
from models.messages.rejected import headers_text
from models.rejection import Rejection
from models.unit import InboxRecord, Message

DEAD_LETTERS: Final = "kontor.dead-letters"
RECORD_REJECTED: Final = "record.rejected"


def dead_letter(
    record: InboxRecord, origin: Origin, rejection: Rejection, source: str, max_record_bytes: int
) -> Message:
    """
    The `record.rejected` of a record, under its original key.

    Its id comes from the record's place, so that publishing it again changes nothing. What would
    make it larger than `max_record_bytes` is left out: whoever mends the record reads it again at its place.
    """
    data: dict[str, Any] = {
        "topic": origin.topic,
        "partition": origin.partition,
        "offset": origin.offset,
        "key_b64": None if record.key is None else b64encode(record.key).decode(),
        "value_b64": None,
        "headers": headers_text(origin.headers),
        "reason": rejection.reason,
        "errors": list(rejection.errors),
        "rejected_at": format_instant(record.timestamp_ms),
    }
    subject = (record.key or b"").decode(errors="replace")
    place = f"{origin.topic}/{origin.partition}|{origin.offset}"
    envelope: dict[str, Any] = {
        "id": kontor_uuid(f"{place}|{RECORD_REJECTED}|{subject}|0"),
        "source": source,
        "type": RECORD_REJECTED,
        "time": record.timestamp_ms,
        "subject": subject,
    }
    kind = f"{RECORD_REJECTED}:{rejection.reason}"
    if record.value is not None and rejection.reason != "too_large":
        data["value_b64"] = b64encode(record.value).decode()
    value = encode(**envelope, data=data)
    for bulky, without in (("value_b64", None), ("headers", {}), ("key_b64", None)):
        if len(value) > max_record_bytes:
            data[bulky] = without
            value = encode(**envelope, data=data)
    return Message(DEAD_LETTERS, record.key, value, kind, record.timestamp_ms)
