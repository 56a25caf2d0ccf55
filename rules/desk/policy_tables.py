"""A policy as the desk's rules read it: compiled once when it comes into force, looked up ever after."""

from dataclasses import dataclass, field
from typing import Final

from models.policy import Line, Policy
from rules.desk.order_of_words import Words

MS: Final = 1000
FACTS: Final = ("segment", "tier", "industry", "channel", "product", "purpose", "language", "planned")
"""What a line's `when` may ask about, in the order in which facts are given to `Tables.line_of`."""


@dataclass(frozen=True, slots=True, eq=False)
class LineTable:
    """One line of the policy."""

    index: int
    when: tuple[tuple[int, frozenset[object]], ...]
    """Place of a fact in `FACTS`, and the values it may have."""
    priority: int
    min_grade: int
    hard_segment: bool
    hard_language: bool
    hard_industry: bool
    opens_ms: tuple[int, ...]
    """When each step opens, milliseconds after the virtual start."""
    plain: Words
    backup_first: Words
    max_load_ppm: int
    escalate_ms: int | None
    introduces: bool
    """The desk's head introduces."""
    overflow_step: int | None
    """The first step that other desks are asked from."""
    open_above_s: int | None
    """Expected wait above which all steps are open."""
    sla_method: str
    """What stops the clock of the service level: offered, answered or positive."""
    sla_ms: int
    """The time it promises, from the virtual start."""


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The policy in force at one desk."""

    name: str
    version: str
    lines: tuple[LineTable, ...]
    weights: dict[tuple[str, int], int]
    """Units by (channel, complexity)."""
    wrap_up_ms: dict[str, int]
    default_capacity: int
    ageing_ms: int
    bound_ms: int
    debounce_ms: int
    silent_after_ms: int
    nobody_when_silent: bool
    memory_ms: int
    horizon_ms: int
    cooling_off_ms: int
    closed_to_unknown: bool
    backup_share_ppm: int
    ramp_up_an_hour: int | None
    """Contacts an hour at a gentle start; None: there is none."""
    ramp_up_ms: int
    """How long a gentle start lasts."""
    offer_timeout_ms: int | None
    """How long an offer stands; None: managers are not asked."""
    decline_limit: int
    missed_limit: int
    opened_by_health: tuple[tuple[int, int], ...]
    """Lines with an `open_when`, and the expected wait in seconds above which it opens all their steps."""
    max_groups: int
    max_margin_share_ppm: int
    max_hhi: int
    rotation_months: int
    choice_enabled: bool
    choice_shown: int
    choice_answer_within_s: int
    absence_ms: int
    """How long an absence must be; 0: none is owed."""
    lines_by_facts: dict[tuple[object, ...], LineTable] = field(default_factory=dict)
    """What `line_of` found before; emptied when it grows too large."""

    def line_of(self, facts: tuple[object, ...]) -> LineTable:
        """The first line that matches `facts`; None among them matches nothing that is asked for."""
        found = self.lines_by_facts.get(facts)
        if found is None:
            found = next(line for line in self.lines if all(facts[place] in values for place, values in line.when))
            if len(self.lines_by_facts) >= _MOST_FACTS:
                self.lines_by_facts.clear()
            self.lines_by_facts[facts] = found
        return found


_MOST_FACTS: Final = 4096
_CHANNELS: Final = ("branch", "phone", "callback", "chat", "email", "web")


def _line(index: int, line: Line) -> LineTable:
    words = [step.who for step in line.steps]
    asked = ((place, getattr(line.when, fact)) for place, fact in enumerate(FACTS))
    return LineTable(
        index=index,
        when=tuple((place, frozenset(values)) for place, values in asked if values is not None),
        priority=line.priority,
        min_grade=line.min_grade,
        hard_segment="segment" in line.mandatory,
        hard_language="language" in line.mandatory,
        hard_industry="industry" in line.mandatory,
        opens_ms=tuple(step.after_s * MS for step in line.steps),
        plain=Words.of(words),
        backup_first=Words.backup_first(words),
        max_load_ppm=line.max_load_ppm,
        escalate_ms=None if line.escalate_after_s is None else line.escalate_after_s * MS,
        introduces=line.introduce == "head",
        overflow_step=next((at for at, step in enumerate(line.steps) if step.overflow), None),
        open_above_s=None if line.open_when is None else line.open_when.expected_wait_s,
        sla_method=line.sla.method,
        sla_ms=line.sla.within_s * MS,
    )


class PolicyInForce:
    """The policy of a partition; desks without overrides share one table."""

    __slots__ = ("_by_desk", "_whole", "has_tariffs", "overflows", "policy")

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._whole = _build(policy)
        self._by_desk: dict[str, Tables] = {}
        self.has_tariffs = bool(policy.tariffs)
        self.overflows = policy.overflows  # asked at every command, and never another under one policy

    def at(self, desk_id: str) -> Tables:
        """What holds at `desk_id`."""
        own = self.policy.for_desk(desk_id)
        if own is self.policy:
            return self._whole
        if desk_id not in self._by_desk:
            self._by_desk[desk_id] = _build(own)
        return self._by_desk[desk_id]

    def helpers(self, desk_id: str) -> tuple[str, ...]:
        """The desks that help `desk_id` out, in order."""
        return self.policy.for_desk(desk_id).overflow.get(desk_id, ())


def _build(policy: Policy) -> Tables:
    weight = policy.contact_weight
    lines = tuple(_line(index, line) for index, line in enumerate(policy.lines))
    return Tables(
        name=policy.name,
        version=policy.version,
        lines=lines,
        weights={(channel, step): weight.of(channel, step) for channel in _CHANNELS for step in range(1, 6)},
        wrap_up_ms={channel: policy.wrap_up_s.of(channel) * MS for channel in _CHANNELS},
        default_capacity=policy.default_capacity,
        ageing_ms=policy.queue.ageing_s * MS,
        bound_ms=policy.queue.bound_s * MS,
        debounce_ms=policy.presence.debounce_s * MS,
        silent_after_ms=policy.presence.silent_after_s * MS,
        nobody_when_silent=policy.presence.when_silent == "nobody",
        memory_ms=policy.incumbent_memory_s * MS,
        horizon_ms=policy.duplicates.horizon_s * MS,
        cooling_off_ms=policy.walls.cooling_off_s * MS,
        closed_to_unknown=policy.walls.unknown_client == "closed",
        offer_timeout_ms=policy.offer.timeout_s * MS if policy.offer.enabled else None,
        decline_limit=policy.offer.decline_limit,
        missed_limit=policy.offer.missed_in_a_row,
        backup_share_ppm=policy.coverage.backup_share_ppm,
        ramp_up_an_hour=policy.ramp_up.new_contacts_per_hour,
        ramp_up_ms=policy.ramp_up.for_hours * 3600 * MS,
        opened_by_health=tuple((line.index, line.open_above_s) for line in lines if line.open_above_s is not None),
        max_groups=policy.coverage.max_groups,
        max_margin_share_ppm=policy.coverage.max_margin_share_ppm,
        max_hhi=policy.coverage.max_hhi,
        rotation_months=policy.coverage.rotation_months,
        choice_enabled=policy.choice.enabled,
        choice_shown=policy.choice.shown,
        choice_answer_within_s=policy.choice.answer_within_s,
        absence_ms=policy.coverage.absence_days * 86_400 * MS,
    )
