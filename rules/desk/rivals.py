"""Which coverages may not share a manager: rivals by name, by class, and the consents that open a pair."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

FOR_EVER: Final = 1 << 62
"""Stands for a consent that names no end."""

Pair = tuple[str, str]
"""Two coverages, the smaller id first."""


def pair_of(one: str, other: str) -> Pair:
    """Two coverages in the order in which pairs are kept."""
    return (one, other) if one < other else (other, one)


@dataclass(slots=True, eq=False)
class Rivals:
    """Who is whose rival at one desk; all but the consents is derived from the clients."""

    named: dict[str, dict[str, int]] = field(default_factory=dict)
    """Coverage to the coverages it names or is named by, and how many clients say so."""
    classes: dict[str, dict[str, int]] = field(default_factory=dict)
    """Coverage to its classes, and how many of its clients are of each."""
    members: dict[str, dict[str, None]] = field(default_factory=dict)
    """Class to its coverages."""
    namers: dict[str, dict[str, None]] = field(default_factory=dict)
    """What was written as a rival, a client's or a coverage's id, to the clients who name it."""
    consents: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """By row: what one side said."""
    open_until: dict[Pair, int] = field(default_factory=dict)
    """Pairs both sides of which consent, and until when."""
    consenting: dict[str, dict[str, None]] = field(default_factory=dict)
    """Coverage to those it is in `open_until` with."""

    def walled(self, coverage_id: str) -> bool:
        """Whether it has or is named as a rival, or is of a class."""
        return coverage_id in self.named or coverage_id in self.classes

    def are(self, one: str, other: str, clock: int) -> bool:
        """Whether no manager may serve both now."""
        if one == other or not (other in self.named.get(one, ()) or self._share_class(one, other)):
            return False
        return not self.may_share(one, other, clock)

    def may_share(self, one: str, other: str, clock: int) -> bool:
        """Whether both sides consent now."""
        return bool(self.open_until) and clock < self.open_until.get(pair_of(one, other), 0)

    def of(self, coverage_id: str) -> Iterator[str]:
        """All its rivals, whatever they consent to, each once; grows with its classes."""
        named = self.named.get(coverage_id, {})
        yield from named
        seen = {coverage_id, *named}
        for code in self.classes.get(coverage_id, ()):
            for other in self.members[code]:
                if other not in seen:
                    seen.add(other)
                    yield other

    def _share_class(self, one: str, other: str) -> bool:
        ours, theirs = self.classes.get(one), self.classes.get(other)
        return ours is not None and theirs is not None and not ours.keys().isdisjoint(theirs)

    def name(self, one: str, other: str, count: int) -> None:
        """So many clients more (fewer) say that the two are rivals. A coverage is no rival of itself."""
        if one == other:
            return
        for here, there in ((one, other), (other, one)):
            ours = self.named.setdefault(here, {})
            ours[there] = ours.get(there, 0) + count
            if not ours[there]:
                del ours[there]
                if not ours:
                    del self.named[here]

    def classify(self, coverage_id: str, code: str, count: int) -> None:
        """So many clients of the coverage more (fewer) are of a class."""
        ours = self.classes.setdefault(coverage_id, {})
        ours[code] = ours.get(code, 0) + count
        self.members.setdefault(code, {})[coverage_id] = None
        if not ours[code]:
            del ours[code]
            if not ours:
                del self.classes[coverage_id]
            del self.members[code][coverage_id]
            if not self.members[code]:
                del self.members[code]

    def consent(self, key: str, said: Mapping[str, Any] | None) -> Pair | None:
        """Keep or withdraw one side's consent, by its row's key; tells which pair it is of."""
        before = self.consents.pop(key, None)
        if said is not None:
            self.consents[key] = said
        known = said or before
        if known is None:
            return None
        pair = (known["coverage_a"], known["coverage_b"])
        ends = [self._until(pair, side) for side in ("a", "b")]
        until = min(ends)
        if until:
            self.open_until[pair] = until
        else:
            self.open_until.pop(pair, None)
        for here, there in (pair, pair[::-1]):
            if until:
                self.consenting.setdefault(here, {})[there] = None
            elif here in self.consenting:
                self.consenting[here].pop(there, None)
                if not self.consenting[here]:
                    del self.consenting[here]
        return pair

    def _until(self, pair: Pair, side: str) -> int:
        """Until when a side consents; 0: it does not."""
        said = self.consents.get(consent_key(*pair, side))
        if said is None:
            return 0
        until: int | None = said["until"]
        return FOR_EVER if until is None else until


def consent_key(coverage_a: str, coverage_b: str, side: str) -> str:
    """What a consent's row is kept under."""
    return f"{coverage_a}/{coverage_b}/{side}"
