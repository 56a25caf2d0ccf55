"""Why a record goes to `kontor.dead-letters`."""

from typing import Final, Literal, NamedTuple, get_args

Reason = Literal["not_json", "not_cloudevent", "unknown_type", "invalid", "too_large", "conflicting_posting"]
REASONS: Final[tuple[Reason, ...]] = get_args(Reason)
SENTENCES: Final[dict[Reason, str]] = {
    "not_json": "The value is no JSON.",
    "not_cloudevent": "It is JSON and no CloudEvents 1.0 event, neither in structured nor in binary mode.",
    "unknown_type": "Its type is not known, or does not stand on this topic.",
    "invalid": "Its data are not what the type promises, or nothing can be done with them.",
    "too_large": "The value is larger than `KONTOR_MAX_RECORD_BYTES`.",
    "conflicting_posting": "A posting of this id is known with another content.",
}


class Rejection(NamedTuple):
    """A record that could not be taken in: the reason for machines, the errors for people."""

    reason: Reason
    errors: tuple[str, ...]
    """Sentences, each naming the field it is about: `data.complexity: ...`. Never empty."""
