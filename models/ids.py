"""
Ids that Kontor derives: uuid5 (RFC 9562, version 5) in its own namespace.

Derived and never drawn, so the same log gives the same ids on every machine.
"""

from typing import Final
from uuid import UUID

from models.short_hashes import sha1_hex

KONTOR: Final = UUID("5e719a38-3339-53f7-b1b5-15a7199cd5df")
"""uuid5(NAMESPACE_URL, "kontor")."""

_SEED: Final = KONTOR.bytes
_VARIANT: Final = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))


def kontor_uuid(name: str) -> str:
    """`str(uuid.uuid5(KONTOR, name))`, at a tenth of its cost."""
    text = sha1_hex(_SEED + name.encode())
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{_VARIANT[text[16]]}{text[17:20]}-{text[20:32]}"


def decision_id(desk_id: str, seq: int) -> str:
    """Id of the desk's decision number `seq`; also the `reservation_id` of an offer."""
    return kontor_uuid(f"{desk_id}|{seq}")


def message_id(unit: str, seq: int, kind: str, subject: str, ordinal: int) -> str:
    """
    Id of a message that is no decision on `kontor.assignments`.

    `unit` is the desk or coverage, `seq` its decision the message belongs to, `kind` the
    CloudEvents type, `subject` the key, `ordinal` its place in its command.
    """
    return kontor_uuid(f"{unit}|{seq}|{kind}|{subject}|{ordinal}")
