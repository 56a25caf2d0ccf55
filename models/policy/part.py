"""The base of every section of a policy, and the kinds of value that may stand in one."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints

LONGEST_S: Final = 100 * 366 * 86_400
"""A hundred years in seconds: the longest duration a policy may name."""
MILLION: Final = 1_000_000
"""Parts per million of one whole."""

Whole = Annotated[int, Strict(), Field(ge=0, le=1_000_000_000)]
AtLeastOne = Annotated[int, Strict(), Field(ge=1, le=1_000_000_000)]
Seconds = Annotated[int, Strict(), Field(ge=0, le=LONGEST_S)]
SomeSeconds = Annotated[int, Strict(), Field(ge=1, le=LONGEST_S)]
Share = Annotated[int, Strict(), Field(ge=0, le=MILLION)]
SomeShare = Annotated[int, Strict(), Field(ge=1, le=MILLION)]
Grade = Annotated[int, Strict(), Field(ge=1, le=5)]
Priority = Annotated[int, Strict(), Field(ge=0, le=9)]
YesNo = Annotated[bool, Strict()]
Word = Annotated[str, Strict(), StringConstraints(min_length=1, max_length=200)]
Channel = Literal["branch", "phone", "callback", "chat", "email", "web"]

NO_DEFAULT: Final = object()
"""Stands for the default of a key that has none: equal to no value."""


class Part(BaseModel):
    """A frozen section of the policy; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def default_of(cls, key: str) -> object:
        """Return the default of `key`; `NO_DEFAULT` where it must be given."""
        field = cls.model_fields[key]
        value: object = NO_DEFAULT if field.is_required() else field.get_default(call_default_factory=True)
        return value

    def said(self, base: Self | None = None) -> dict[str, object]:
        """
        Say this section as plain data, leaving out every key that says what `base` says.

        `base` None: against the defaults of its own kind. A list is said whole, each of
        the sections in it against its own defaults, because lists replace.
        """
        plain: dict[str, object] = {}
        for key in type(self).model_fields:
            value: object = getattr(self, key)
            usual = self.default_of(key) if base is None else getattr(base, key)
            if value != usual:
                plain[key] = self.said_key(key, value, usual)
        return plain

    def said_key(self, key: str, value: object, usual: object) -> object:  # noqa: ARG002  sections with a shorthand override it by key
        """Say one key's `value`, which differs from the `usual` one, as plain data."""
        return _plain(value, usual)


def _plain(value: object, usual: object) -> object:
    if isinstance(value, Part):
        return value.said(usual if isinstance(usual, type(value)) else None)
    if isinstance(value, Mapping):
        known: Mapping[object, object] = usual if isinstance(usual, Mapping) else {}
        pairs = ((key, inner, known.get(key, NO_DEFAULT)) for key, inner in value.items())
        return {key: _plain(inner, before) for key, inner, before in pairs if inner != before}
    if isinstance(value, list | tuple):
        return [_plain(inner, NO_DEFAULT) for inner in value]
    return value
