"""What Kontor decided about a contact: `kontor.assignments`."""

from typing import Annotated, Final, Literal, get_args

from pydantic import Field

from models.messages.fields import Channel, Code, Count, DeskId, Id, OutInstant, Seconds, Text, Tier, Told, Version

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
Status = Literal["queued", "offered", "assigned", "finished", "released"]
Origin = Literal["chosen", "incumbent", "plan", "backup", "specialist", "anyone", "overflow", "manual"]
SplitReason = Literal[
    "by_hand",
    "chosen",
    "backup_share",
    "left",
    "not_present",
    "skill",
    "wall",
    "declined",
    "ramp_up",
    "at_capacity",
    "held_back",
    "outranked",
]
Flag = Literal["over_capacity", "absent", "skill", "wall"]
ReleaseReason = Literal["abandoned", "declined", "timeout", "rescinded", "manager_left"]
EscalationReason = Literal["waited", "declined"]
Introducer = Literal["head", "deputy", "most_senior"]
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


class Ranked(Told):
    """One of the best candidates."""

    manager_id: Id
    rank: Rank


class Relaxation(Told):
    """One smallest change that would make a manager eligible."""

    kind: Literal["capacity", "presence", "grade", "skill", "channel"]
    manager_id: Id
    amount: Count | None


class Explanation(Told):
    """How many were looked at, why each of the others was refused, who came out best."""

    considered: Count
    eligible: Count
    refused: dict[Refusal, Count]
    top: Annotated[tuple[Ranked, ...], Field(strict=False, max_length=3)]
    relax: Annotated[tuple[Relaxation, ...], Field(strict=False, max_length=3)] | None


class Decision(Told):
    """One decision about one contact; the same whatever its type, what does not apply is null."""

    decision_id: Id
    seq: Annotated[int, Field(ge=1)]
    epoch: Count
    attempt: Count
    contact_id: Id
    client_id: Id
    coverage_id: Id
    desk_id: DeskId
    cause: Cause
    decided_at: OutInstant
    opened_at: OutInstant
    waited_s: Seconds
    policy_version: Version
    line: Count | None
    segment: Code | None
    tier: Tier
    channel: Channel
    weight: Count
    priority: Annotated[int, Field(ge=0, le=9)]
    status: Status
    manager_id: Id | None
    previous_manager_id: Id | None
    backup_id: Id | None
    introduced_by: Id | None
    introduced_why: Introducer | None
    origin: Origin | None
    step: Count | None
    split_reason: SplitReason | None
    reservation_id: Id | None
    expires_at: OutInstant | None
    by: Id | None
    flags: Annotated[tuple[Flag, ...], Field(strict=False)]
    reason: ReleaseReason | EscalationReason | None
    load_before: Count | None
    load_after: Count | None
    capacity: Count | None
    choice_fee_minor: Count | None
    next_step_at: OutInstant | None
    expected_wait_s: Seconds | None
    position: Annotated[int, Field(ge=1)] | None
    public_reason: Text | None
    explanation: Explanation | None


class Finished(Decision):
    """The service is over, and how long the manager's units stay held."""

    outcome: Text | None
    served_s: Seconds | None
    held_units_until: OutInstant | None
