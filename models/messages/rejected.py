"""What could not be taken in: `kontor.dead-letters`."""

from base64 import b64encode
from collections.abc import Iterable
from typing import Annotated, Final

from pydantic import Field

from models.messages.fields import OutInstant, Told, Whole
from models.rejection import Reason

BASE64_MARK: Final = "base64:"


class RecordRejected(Told):
    """A record that was not taken in: where it stands, what it held, what is wrong with it."""

    topic: str
    partition: Whole
    offset: Whole
    key_b64: str | None
    value_b64: str | None
    """Null when the record is too large: it is read again at topic, partition, offset."""
    headers: dict[str, str]
    reason: Reason
    errors: Annotated[tuple[str, ...], Field(strict=False, min_length=1)]
    rejected_at: OutInstant
    """Its arrival."""


def headers_text(headers: Iterable[tuple[str, bytes]]) -> dict[str, str]:
    """
    A record's headers as `{name: text}`, so that the bytes can be told from the text.

    Bytes that are no UTF-8, or a text that itself begins with `base64:`, are written
    `base64:<base64 of the bytes>`. Of a repeated name the last counts, as for CloudEvents readers.
    """
    return {name: _text(value) for name, value in headers}


def _text(value: bytes) -> str:
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return BASE64_MARK + b64encode(value).decode()
    return BASE64_MARK + b64encode(value).decode() if text.startswith(BASE64_MARK) else text
