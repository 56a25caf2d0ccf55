"""Why a decision came out as it did: its cause, and what was weighed."""

from typing import Annotated, Final, Literal, get_args

from pydantic import Field

from models.messages.fields import Count, Id, OutInstant, Told

Refusal = Literal[
    "left",
    "not_present",
    "set_aside",
    "grade",
    "skill",
    "wall",
    "declined",
    "ramp_up",
    "at_capacity",
    "channel_limit",
    "held_back",
]
REFUSALS: Final[tuple[Refusal, ...]] = get_args(Refusal)
"""Why a manager does not get a contact; the first that holds, in this order, is the one counted."""
REFUSAL_SENTENCES: Final[dict[Refusal, str]] = {
    "left": "He works here no more.",
    "not_present": "He is not available, or not for long enough to be believed.",
    "set_aside": "He missed too many offers in a row and has not said since that he is available.",
    "grade": "His grade is below what the policy's line asks for.",
    "skill": "He lacks a mandatory skill, language, segment or industry.",
    "wall": "He serves, or served within the cooling-off, a rival of the client.",
    "declined": "He declined this contact.",
    "ramp_up": "He is new or back from leave and has had his share of this hour.",
    "at_capacity": "The contact does not fit into his units.",
    "channel_limit": "He holds as many contacts of this channel as he may.",
    "held_back": "He is kept free for a contact that waits beyond the bound.",
}

Rank = Annotated[
    tuple[
        Count,
        Count,
        Annotated[str, Field(pattern=r"^[0-9]+/[0-9]+$")],
        Count | None,
        Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")],
    ],
    Field(strict=False),
]
"""`[word, levels, "load/capacity", seq of the last assignment or null, 8 hex digits]`: smaller first, levels larger."""


class Cause(Told):
    """The event that led to a decision. A null record has no type."""

    source: Annotated[str, Field(min_length=1)]
    id: Annotated[str, Field(min_length=1)]
    type: Annotated[str, Field(min_length=1)] | None
    at: OutInstant
    """The event's own time, as believed."""


class Ranked(Told):
    """One of the best candidates."""

    manager_id: Id
    rank: Rank


class Relaxation(Told):
    """One smallest change that would make a manager eligible."""

    kind: Literal["capacity", "presence", "grade", "skill", "channel"]
    manager_id: Id
    amount: Count | None
    """How many units, levels or contacts more."""


class Explanation(Told):
    """How many were looked at, why each of the others was refused, who came out best."""

    considered: Count
    """Managers named by an open step, each once."""
    eligible: Count
    """Of them, those nothing speaks against."""
    refused: dict[Refusal, Count]
    """The others, each under the first reason that holds."""
    top: Annotated[tuple[Ranked, ...], Field(strict=False, max_length=3)]
    """The best three."""
    relax: Annotated[tuple[Relaxation, ...], Field(strict=False, max_length=3)] | None
    """Smallest changes that would make someone eligible, cheapest first. Null: not looked for."""
