"""
Ids that Kontor derives: uuid5 (RFC 9562, version 5) in its own namespace.

Derived and never drawn, so the same log gives the same ids on every machine.
"""

from hashlib import sha1
from typing import Final
from uuid import UUID

KONTOR: Final = UUID("5e719a38-3339-53f7-b1b5-15a7199cd5df")
"""uuid5(NAMESPACE_URL, "kontor")."""

_SEEDED = sha1(KONTOR.bytes, usedforsecurity=False)


def kontor_uuid(name: str) -> str:
    """`str(uuid.uuid5(KONTOR, name))`, at a quarter of its cost."""
    digest = _SEEDED.copy()
    digest.update(name.encode())
    text = digest.hexdigest()
    variant = "89ab"[int(text[16], 16) & 3]
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{variant}{text[17:20]}-{text[20:32]}"


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
