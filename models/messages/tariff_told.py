"""What becomes of an agreement: `offer.*` on `kontor.tariff-offers`."""

from typing import Annotated, Final, Literal, get_args

from pydantic import Field

from models.messages.explanation import Cause
from models.messages.fields import (
    LARGEST,
    Code,
    Codes,
    Count,
    Currency,
    FullDate,
    Id,
    JsonObject,
    OutInstant,
    Ppm,
    Sum,
    Text,
    Told,
    Version,
)

State = Literal[
    "drafted",
    "pending",
    "returned",
    "approved",
    "rejected",
    "offered",
    "accepted",
    "declined",
    "withdrawn",
    "lapsed",
    "active",
    "suspended",
    "under_review",
    "ending",
    "settled",
    "superseded",
    "inactivated",
]
STATES: Final[tuple[State, ...]] = get_args(State)
STATE_SENTENCES: Final[dict[State, str]] = {
    "drafted": "Terms are proposed and simulated.",
    "pending": "Terms wait for approval, or for one more.",
    "returned": "The proposal goes back to its proposer: not like this, too late, or the price list changed.",
    "approved": "All approvals are there; the offer may be sent.",
    "rejected": "An approver said no.",
    "offered": "The offer is with the client.",
    "accepted": "The client accepted; it starts at its first bound.",
    "declined": "The client declined.",
    "withdrawn": "The bank took the proposal or the offer back.",
    "lapsed": "The client did not answer in time.",
    "active": "The agreement holds.",
    "suspended": "Risk control stopped it; its benefit stops for billing.",
    "under_review": "A person must say whether it goes on.",
    "ending": "It ends; its last windows are still to be judged.",
    "settled": "Its last window is final: nothing more comes of it.",
    "superseded": "A newer version stands in its place.",
    "inactivated": "Nobody went on with the draft in time.",
}
Scope = Literal["client", "coverage"]
Trigger = Literal["contact", "near_threshold", "at_risk"]


class Words(Told):
    """The same in both languages of the house."""

    en: Text
    ru: Text


class Window(Told):
    """`[from, to)` in business dates of the bank's time zone."""

    from_: Annotated[FullDate, Field(alias="from")]
    to: FullDate


class Approval(Told):
    """Who approved, and which place of the row of authority that fills."""

    by: Id
    level: Code


class Simulation(Told):
    """What the terms are worth by their own forecast."""

    break_even_minor: Sum | None
    """The turnover a window from which the bank earns as much as now; null: not simulated, or there is none."""
    no_break_even: bool
    """No turnover makes up for the terms."""
    npv_minor: Sum | None
    """Net present value over the validity; null without a forecast."""
    payback_window: Count | None
    """The first window, from 1, with a cumulative of at least 0; null: none."""
    depth_ppm: Ppm | None
    """(list fee − agreed fee) / list fee, rounded up."""
    floor_ok: bool | None
    """Whether the agreed fee keeps the price list's floor."""
    needs: Codes
    """The levels whose approval it takes."""
    flows: Annotated[tuple[Sum, ...], Field(strict=False)]
    """Per window, undiscounted, rounded."""


class OfTariff(Told):
    """What every message about an agreement says first. Of an agreement nobody knows much is null."""

    agreement_id: Id | None
    """Null of a proposal of Kontor's own."""
    version: Annotated[int, Field(ge=1, le=LARGEST)] | None
    coverage_id: Id
    client_id: Id | None
    scope: Scope | None
    item: Code | None
    currency: Currency | None
    seq: Annotated[int, Field(ge=1)]
    """Rises by one over the coverage's records on `kontor.tariff-offers`."""
    policy_version: Version
    price_list_version: Count | None
    decided_at: OutInstant
    """The coverage's clock."""
    cause: Cause


class OfferState(OfTariff):
    """A version of an agreement has entered a state; first of two approvals: still pending, published again."""

    state: State
    from_state: State | None
    by: Id | None
    """The person whose act it was."""
    reason: Text | None
    approvals: Annotated[tuple[Approval, ...], Field(strict=False)]
    terms: JsonObject
    """As requested."""
    valid_from: FullDate | None
    valid_to: FullDate | None
    expires_at: OutInstant | None
    """When it goes on by itself if nobody does anything."""


class OfferSimulated(OfferState):
    """The same, with what the terms are worth."""

    simulation: Simulation
    forecast: JsonObject | None
    """As requested."""


class OfferRefused(OfTariff):
    """Something asked for did not pass, and why; nothing changed."""

    reasons: Codes
    """Every reason that holds, in the catalogue's order."""
    message: Words
    distance: Annotated[tuple[JsonObject, ...], Field(strict=False)] | None
    """How far away it is, where that can be said."""
    posting_id: Id | None
    window: Window | None


class OfferProposed(OfTariff):
    """Kontor proposes something by itself: what the client is near to, and by how much."""

    proposal_id: Id
    trigger: Trigger
    manager_id: Id | None
    """Who will speak to the client."""
    terms: JsonObject
    simulation: Simulation | None
    distance: Annotated[tuple[JsonObject, ...], Field(strict=False)]
    talking_point: Words
    expires_at: OutInstant
