"""The kinds of field messages are made of, each with its limits, and the two base models."""

from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from models.instants import format_instant, parse_instant

LONGEST_ID: Final = 256
LONGEST_TEXT: Final = 4000
LARGEST: Final = 2**63 - 1
"""Whole numbers are signed 64-bit: what JSON writers, databases and Kafka's own clients all hold exactly."""
DEEPEST: Final = 32
"""Levels of nesting in a field whose inside is not modelled here."""


class Said(BaseModel):
    """The data of a message from outside: strict about what is known, deaf to what is not."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class Told(BaseModel):
    """The data of a message Kontor publishes: every field present, none unknown, in this order."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


def _instant(text: str) -> str:
    return format_instant(parse_instant(text))


def _full_date(text: str) -> str:
    if len(text) != 10:
        raise ValueError("not a date YYYY-MM-DD")
    date.fromisoformat(text)
    return text


def _month(text: str) -> str:
    if len(text) != 7:
        raise ValueError("not a month YYYY-MM")
    date.fromisoformat(f"{text}-01")
    return text


def _without_slash(text: str) -> str:
    if "/" in text:
        # Keys are `<desk_id>/<coverage_id>`: with a slash in the first part two pairs could share one key.
        raise ValueError("a desk_id has no slash")
    return text


def _not_too_deep(value: dict[str, Any]) -> dict[str, Any]:
    level: list[Any] = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return value
    raise ValueError(f"nested deeper than {DEEPEST} levels")


Id = Annotated[str, Field(min_length=1, max_length=LONGEST_ID)]
DeskId = Annotated[Id, AfterValidator(_without_slash), Field(json_schema_extra={"pattern": "^[^/]+$"})]
Code = Annotated[str, Field(min_length=1, max_length=128)]
"""A word of the bank's own lists: a skill, a product, a segment, a language, an industry."""
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Instant = Annotated[
    str, AfterValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time", "maxLength": LONGEST_ID})
]
"""RFC 3339; written back in UTC with three decimals."""
OutInstant = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$",
        json_schema_extra={"format": "date-time"},
    ),
]
"""RFC 3339 as Kontor writes it: UTC, exactly three decimals."""
FullDate = Annotated[str, AfterValidator(_full_date), WithJsonSchema({"type": "string", "format": "date"})]
Month = Annotated[
    str, AfterValidator(_month), WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"})
]
Whole = Annotated[int, Field(ge=-LARGEST - 1, le=LARGEST)]
Count = Annotated[int, Field(ge=0, le=LARGEST)]
Seconds = Count
Minor = Whole
"""Money in minor units; its currency stands beside it."""
Sum = int
"""
Money that was added up or multiplied, minor units: of any size.

What comes from outside is within 64 bits, but no number of postings keeps their sum there, and a sum that
is cut off would be wrong.
"""
Ppm = Whole
"""Parts per million: 0.35 % = 3500."""
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
"""ISO 4217."""
Level = Annotated[int, Field(ge=0, le=5)]
Grade = Annotated[int, Field(ge=1, le=5)]
Units = Annotated[int, Field(ge=0, le=1_000_000)]
"""Units of capacity."""
Version = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
JsonObject = Annotated[dict[str, Any], AfterValidator(_not_too_deep)]
"""An object whose inside another model checks."""
Channel = Literal["branch", "phone", "chat", "email", "web", "callback"]
Tier = Literal["standard", "vip"]
Presence = Literal["available", "busy", "wrap_up", "away", "leave", "offline"]

# A tuple where JSON has an array: strict would ask for a Python tuple, which JSON cannot give.
Ids = Annotated[tuple[Id, ...], Field(strict=False)]
Codes = Annotated[tuple[Code, ...], Field(strict=False)]
