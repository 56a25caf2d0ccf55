"""A contact as the desk knows it: what was said of it, where it stands, and (derived) what it needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from rules.desk.need import Need, PoolKey
    from rules.desk.order_of_words import Words
    from rules.desk.policy_tables import LineTable

WAITING: Final = "waiting"
ASSIGNED: Final = "assigned"
ENDED: Final = "ended"
OFFERED: Final = "offered"

Skill = tuple[str, int, bool]
"""Code, least level, whether it is mandatory."""
BoundKey = tuple[int, int, str]
"""Priority without ageing (negative), virtual start, id: the order of those past the bound."""


@dataclass(slots=True, eq=False)
class Contact:
    """One contact; the second half is derived from client, policy and clock, and never written down."""

    id: str
    client_id: str
    channel: str
    complexity: int
    priority: int
    language: str | None
    purpose: str | None
    product: str | None
    chosen: str | None
    skills: tuple[Skill, ...]
    opened_at: int
    """The virtual start."""
    status: str = WAITING
    attempt: int = 1
    escalated: bool = False
    refused: dict[str, int] | None = None
    """What the last `contact.queued` of this attempt said; None before."""
    steps: int = 0
    """How many steps were open at the last command."""
    manager_id: str | None = None
    origin: str | None = None
    step: int | None = None
    split_reason: str | None = None
    assigned_at: int | None = None
    assigned_seq: int = 0
    waited_s: int = 0
    """Seconds from the virtual start to the last assignment."""
    answered_at: int | None = None
    first_assigned_at: int | None = None
    """When it was first assigned, if not to the manager it has now; None: to nobody before him."""
    first_answered_at: int | None = None
    """When a manager before the one it has now first answered it."""
    ended_at: int | None = None
    """The desk's clock at the end."""
    wrap_until: int | None = None
    declined: tuple[str, ...] = ()
    """Managers who declined it or did not answer in time."""
    tries: int = 0
    """How often it was declined, or not answered."""
    offered_at: int | None = None
    """When the offer that stands, or led to the assignment, was made."""
    expires_at: int | None = None
    """When that offer runs, or would have run, out."""
    offer_seq: int = 0
    """The decision that made the offer."""
    offer_told: "dict[str, Any] | None" = None
    """What the offer said that its accept repeats: explanation, introducer."""
    over_since: int | None = None
    """When it came past the bound, while it waits; None: it has not."""
    unskilled: tuple[str, int] | None = None
    """While it waits: a mandatory skill that nobody here has, and since when; None: there is none."""
    held_since: int = 0
    """The desk's record in which its manager got it, or was offered it."""
    home: str | None = None
    """The desk it overflowed from, whose lines hold for it; None: it is at home."""
    home_lead: str | None = None
    """Who leads its coverage at home."""
    home_split: str | None = None
    """Why he did not get it."""
    wide: int = 0
    """How many steps were open when it came here."""
    asked: str | None = None
    """The desk it is offered to: nobody here gets it before that desk has answered."""
    asks: int = 0
    """How often it was offered to another desk; the number of the last offer."""
    tried: tuple[str, ...] = ()
    """Desks it was offered to."""
    moves: int = 0
    """How many acts of people the desks have heard of it: by this the intake sees whether an offer still holds."""

    coverage_id: str = ""
    line: "LineTable | None" = None
    weight: int = 0
    base: int = 0
    """min(9, line's + contact's priority)."""
    need: "Need | None" = None
    specialism: str | None = None
    """The client's industry, whose specialists `specialist` names."""
    words: "Words | None" = None
    named: dict[str, str] = field(default_factory=dict)
    """Manager named by each word that names one, where there is one."""
    singles: tuple[str, ...] = ()
    """Managers whom a word of an open step names, each once."""
    open_steps: int = 0
    shared: bool = False
    """The backup's share: `backup` stands first."""
    watching: tuple[str, ...] = ()
    """Whose coming or going may change which steps are open; "" stands for everybody's."""
    barred: "dict[str, int]" = field(default_factory=dict)
    """Managers whom something refuses this contact alone, with the number of the refusal."""
    pool: "PoolKey | None" = None
    listed: tuple[str, ...] = ()
    """Managers under whose name it waits."""
    forgets_at: int | None = None
    """When its remembered incumbent will be forgotten, if that is noted."""
    due_line: "LineTable | None" = None
    """The line whose openings stand among the due instants."""

    @property
    def opened_words(self) -> tuple[str, ...]:
        """The words of the steps that are open; only of a contact that waits or did."""
        assert self.words is not None
        return self.words.opened[self.open_steps]

    @classmethod
    def opened(cls, data: Mapping[str, Any], at: int) -> "Contact":
        """A contact by the data of its `contact.opened`."""
        skills = tuple((each["skill"], each["min_level"], each["mandatory"]) for each in data["required_skills"])
        return cls(
            data["contact_id"],
            data["client_id"],
            data["channel"],
            data["complexity"],
            data["priority"],
            data["language"],
            data["purpose"],
            data["product"],
            data["requested_manager_id"],
            skills,
            at,
        )

    @property
    def age_key(self) -> tuple[int, str]:
        """Earlier virtual start, then smaller contact_id: the end of every order of contacts."""
        return (self.opened_at, self.id)
