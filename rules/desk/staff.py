"""A manager as the desk knows him: profile, presence, and (derived) what he holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from rules.desk.client import Coverage
    from rules.desk.contact import Contact
    from rules.desk.need import PoolKey
    from rules.desk.spread import Spread
    from rules.desk.stay import Held

Far = tuple[int, str, bool]
"""Units, channel, and whether it is a wrap-up: what holds units of his at another desk."""
FIT: Final = -1
"""Stands for "no refusal" wherever a refusal's number may stand."""


@dataclass(slots=True, eq=False)
class Manager:
    """One manager; the second half is derived from contacts, policy and clock, and never written down."""

    id: str
    at: int
    """`at` of the snapshot in force."""
    profile: Mapping[str, Any]
    employed: bool = True
    """At this desk, now."""
    # The seven from here on are looked at for many managers in a row: they lie side by side in memory.
    place: int = 0
    """How many managers the desk knew before him: where lists of what is known of everybody keep him."""
    unfit: int = FIT
    """The refusal that holds whatever the contact: he left, or is not present."""
    slowed: bool = False
    """A gentle start: he has had his share of the hour."""
    load: int = 0
    capacity: int = 0
    full: frozenset[str] = frozenset()
    """Channels of which he holds as many contacts as he may."""
    last_seq: int | None = None
    """The decision that gave him a contact last."""
    left_at: int | None = None
    """`at` of his leaving; None for one who only moved to another desk."""
    last_day: str | None = None
    state: str | None = None
    """Presence as last said; None: never heard of."""
    until: int | None = None
    heard_at: int | None = None
    since: int | None = None
    """Since when the state is what it is, by `at`."""
    last_at: int | None = None
    first_at: int | None = None
    """`at` of the snapshot that first made him known here, in this employment."""
    returned_at: int | None = None
    """`at` of the presence that ended his last leave."""
    missed: int = 0
    """Offers not answered in a row."""
    set_aside_since: int | None = None
    """Since when he is offered nothing, for too long a row; None: he is."""
    given: list[int] = field(default_factory=list)
    """When the router gave him contacts within the last hour of a gentle start."""
    came_at: int | None = None
    """`at` of the record that made him known or employed here."""
    absent_since: int | None = None
    """Since when he is away without a break; None while he is not."""
    absent_last: int | None = None
    """End of his last absence that was as long as the policy asks."""
    absence_due_since: int | None = None
    """Since when an absence is due of him, where that was told."""
    concentrated_since: int | None = None
    """Since when his book is above a limit, where that was told."""
    joined: int = 0
    """The desk's record of his employment."""
    move: int = 0
    """Which of his changes of desk brought him here; 0: none."""
    awaits: list[str] = field(default_factory=list)
    """Former desks of his that have not told yet what he did there: until they have, he is not present."""
    away: int = 0
    """The last change of desk after which he was asked for here; 0: never."""

    segments: frozenset[str] = frozenset()
    industries: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    skills: dict[str, int] = field(default_factory=dict)
    limits: dict[str, int] = field(default_factory=dict)
    """Most contacts by channel, in the order of the channels' names."""
    grade: int = 1

    wrap_units: int = 0
    held: "dict[str, Contact]" = field(default_factory=dict)
    wrapping: "dict[str, Contact]" = field(default_factory=dict)
    by_channel: dict[str, int] = field(default_factory=dict)
    pools: "list[PoolKey]" = field(default_factory=list)
    """Pools of waiting contacts whom he suits, of those the desk had when he last looked."""
    pools_seen: int = 0
    held_back_for: str | None = None
    """The contact past the bound that he is kept free for."""
    backup_of: int = 0
    book: "dict[str, Coverage]" = field(default_factory=dict)
    """Coverages whose lead he is, on record or by plans."""
    spread: "Spread | None" = None
    spread_known: bool = False
    """Whether `spread` is that of the book as it is now."""
    clients: int = 0
    far: tuple[Far, ...] = ()
    """What he holds at other desks; counted in `load`, `wrap_units` and `by_channel`."""
    open_far: int = 0
    """How many of these are open contacts."""
    held_told: "tuple[Held, ...]" = ()
    """Of one who is away: what the desk where he works now was told that he holds here."""
    published: dict[str, Any] | None = None
    """What the last `manager.load` said, but for `at` and `seq`; None when there is none, or a null."""

    def take_profile(self, profile: Mapping[str, Any], at: int) -> None:
        """Put a snapshot in force."""
        self.at = at
        self.profile = profile
        self.segments = frozenset(profile["segments"])
        self.industries = frozenset(profile["industries"])
        self.languages = frozenset(profile["languages"])
        self.skills = dict(profile["skills"])
        self.limits = dict(sorted(profile["channels"].items()))
        self.grade = profile["grade"]
        self._tell_full()
        self.forget_pools()

    def forget_pools(self) -> None:
        """Other pools suit him now, or there are others."""
        self.pools = []
        self.pools_seen = 0

    def hold(self, contact: "Contact") -> None:
        """Count an assigned contact."""
        self.held[contact.id] = contact
        self._add(contact.channel, contact.weight, 1)

    def let_go(self, contact: "Contact") -> None:
        """Count it no more."""
        del self.held[contact.id]
        self._add(contact.channel, -contact.weight, -1)

    def wrap_up(self, contact: "Contact") -> None:
        """Keep the units of a closed contact held."""
        self.wrapping[contact.id] = contact
        self.wrap_units += contact.weight
        self._add(contact.channel, contact.weight, 1)

    def wrapped(self, contact: "Contact") -> None:
        """The wrap-up is over."""
        del self.wrapping[contact.id]
        self.wrap_units -= contact.weight
        self._add(contact.channel, -contact.weight, -1)

    def hold_far(self, far: tuple[Far, ...]) -> None:
        """Count what he holds at other desks, in place of what was counted so before."""
        for sign, each in [*((-1, each) for each in self.far), *((1, each) for each in far)]:
            weight, channel, wraps = each
            if wraps:
                self.wrap_units += sign * weight
            self._add(channel, sign * weight, sign)
        self.far = far
        self.open_far = sum(not wraps for _, _, wraps in far)

    def _add(self, channel: str, units: int, sign: int) -> None:
        self.load += units
        count = self.by_channel.get(channel, 0) + sign
        if count:
            self.by_channel[channel] = count
        else:
            del self.by_channel[channel]
        if channel in self.limits:
            self._tell_full()

    def _tell_full(self) -> None:
        count = self.by_channel.get
        self.full = frozenset(channel for channel, limit in self.limits.items() if count(channel, 0) >= limit)
