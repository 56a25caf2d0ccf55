"""Why a record goes to `kontor.dead-letters`."""

from typing import Final, Literal, NamedTuple, get_args

Reason = Literal["not_json", "not_cloudevent", "unknown_type", "invalid", "too_large", "conflicting_posting"]
REASONS: Final[tuple[Reason, ...]] = get_args(Reason)


class Rejection(NamedTuple):
    """A record that could not be taken in: the reason for machines, the errors for people."""

    reason: Reason
    errors: tuple[str, ...]
    """Sentences, each naming the field it is about: `data.complexity: ...`. Never empty."""
