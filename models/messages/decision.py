"""What Kontor decided about a contact: `kontor.assignments`."""

from typing import Annotated, Literal

from pydantic import Field

from models.messages.explanation import Cause, Explanation
from models.messages.fields import Channel, Code, Count, DeskId, Id, OutInstant, Seconds, Text, Tier, Told, Version

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


class Decision(Told):
    """One decision about one contact; the same whatever its type, what does not apply is null."""

    decision_id: Id
    """uuid5 of `desk_id|seq`; the same again means the same decision again."""
    seq: Annotated[int, Field(ge=1)]
    """Rises by one over the desk's decisions."""
    epoch: Count
    """Which ownership of the desk published it; 0 in a replay."""
    attempt: Count
    """How often the contact has entered the queue."""
    contact_id: Id
    client_id: Id
    coverage_id: Id
    """The client's group, else the client."""
    desk_id: DeskId
    cause: Cause
    decided_at: OutInstant
    """The desk's clock."""
    opened_at: OutInstant
    """Virtual start: kept across re-routes."""
    waited_s: Seconds
    """Whole seconds from `opened_at` to the assignment, else to now."""
    policy_version: Version
    line: Count | None
    """Which line of the policy applied, from 0."""
    segment: Code | None
    """Null: client not known."""
    tier: Tier
    channel: Channel
    weight: Count
    """Units of capacity."""
    priority: Annotated[int, Field(ge=0, le=9)]
    """The contact's own."""
    status: Status
    manager_id: Id | None
    previous_manager_id: Id | None
    """Only where a person moved it."""
    backup_id: Id | None
    """Who stands behind at this coverage."""
    introduced_by: Id | None
    """Who introduces the client to the manager."""
    introduced_why: Introducer | None
    origin: Origin | None
    """The word of the policy that named the manager."""
    step: Count | None
    """The step whose word it was, from 0."""
    split_reason: SplitReason | None
    """Why not the coverage's lead."""
    reservation_id: Id | None
    """Of an offer: its decision_id."""
    expires_at: OutInstant | None
    """Of an offer."""
    by: Id | None
    """The person who moved it."""
    flags: Annotated[tuple[Flag, ...], Field(strict=False)]
    """What a person's act went beyond."""
    reason: ReleaseReason | EscalationReason | None
    """Of a release or an escalation."""
    load_before: Count | None
    """The manager's units before the decision."""
    load_after: Count | None
    """And after it."""
    capacity: Count | None
    choice_fee_minor: Count | None
    """Of a chosen manager's dossier."""
    next_step_at: OutInstant | None
    """Next opening by time."""
    expected_wait_s: Seconds | None
    """Null: not known."""
    position: Annotated[int, Field(ge=1)] | None
    """Place in the queue, 1 first."""
    public_reason: Text | None
    """Neutral words for a channel that faces the client."""
    explanation: Explanation | None


class Finished(Decision):
    """The service is over, and how long the manager's units stay held."""

    outcome: Text | None
    """In the words of the CRM."""
    served_s: Seconds | None
    """From the answer or the assignment to the end."""
    held_units_until: OutInstant | None
    """End of the wrap-up."""
