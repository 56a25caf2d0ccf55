"""I3, the other topics: what is told of coverages, loads and alerts is what the fold tells, key by key."""

from typing import Final

from kontor.verify.chains import COMPACTED, Chain, Chains, Key, chain_of
from kontor.verify.content import shown
from kontor.verify.findings import Findings

SET_BACK: Final = "stands at an earlier value"
"""What is said of a key whose last value is an old one."""


class BesideTheDecisions:
    """
    Holds what else the fold says against what was published.

    A new owner may say again what its predecessor said last, so a value may come twice; of a topic
    that has been compacted (or is older than its retention) only what is left can be asked for.
    """

    def __init__(self, findings: Findings, chains: Chains) -> None:
        self._findings = findings
        self._chain = Chain(chains)

    def starts_in_the_middle(self) -> None:
        """The fold starts at checkpoints: what a key was told before the fold's first word of it is not looked at."""
        self._chain.begun = True

    def expect(self, topic: str, key: bytes | None, value: bytes | None, *, due: bool) -> bool:
        """The fold tells this next; says whether it was published. `due`: it must have been by now."""
        chains = self._chain.chains
        if topic not in chains.topics:
            return True
        self._findings.checked += 1
        place = chain_of(topic, key, value)
        step = self._chain.step(place, value)
        if topic in chains.thinned or (step.there and not step.late):
            return True
        if step.late:
            self._violated("a value is missing before", place, value)
        elif due:
            self._violated("not published", place, value)
            return False
        return True

    def finish(self, *, all_due: bool, without: bool = False) -> None:
        """All is told; `without`: part of the inbox could not be folded, so what is left over proves nothing."""
        chains = self._chain.chains
        if without:
            return
        for key in sorted(chains.keys(), key=lambda each: (each[0], each[1] or b"")):
            extra = next(self._chain.rest(key), None)
            if extra is not None:
                self._findings.violated(
                    f"{_name(key)} was told what the rules do not tell", extra, found=shown(extra.value)
                )
            elif all_due and key[0] in COMPACTED:
                self._last(key)
        if all_due:
            self._forgotten()

    def _last(self, key: Key) -> None:
        """Where the last value of a key wins, it must be the fold's last; elsewhere a repeat is passed over."""
        walk = self._chain.walks.get(key)
        if walk is None:
            return
        record = self._chain.chains.get(key, self._chain.chains.count(key) - 1)
        if record.value != walk.last:
            self._findings.violated(
                f"{_name(key)} {SET_BACK}", record, expected=shown(walk.last), found=shown(record.value)
            )

    def _forgotten(self) -> None:
        """Of a compacted topic the last value of every key must be left."""
        chains = self._chain.chains
        for key, walk in self._chain.walks.items():
            kept = key[0] in chains.thinned and key[0] in COMPACTED
            if kept and walk.last is not None and not chains.count(key):
                self._violated("nothing is left of", key, walk.last)

    def _violated(self, what: str, key: Key, value: bytes | None) -> None:
        self._findings.violated(f"{_name(key)}: {what}", expected=shown(value))


def _name(key: Key) -> str:
    return f"{(key[1] or b'').decode(errors='replace')} on {key[0]}"
