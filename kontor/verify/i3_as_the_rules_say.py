"""I3: the published decisions, repeats dropped, equal the fold of the inbox, in order, per desk."""

from collections.abc import Mapping
from typing import Final

import orjson

from kontor.verify.content import differences, without_epoch
from kontor.verify.decisions import Decision, Decisions
from kontor.verify.findings import Findings
from models.instants import parse_instant

_BY_ITS_NUMBER: Final = "decision {seq} of {desk} about contact {contact}"


class AsTheRulesSay:
    """Holds every decision of the fold against the one that was published."""

    def __init__(self, findings: Findings, decisions: Decisions) -> None:
        self._findings = findings
        self._decisions = decisions
        self._first: dict[str, int] = {}
        self._last: dict[str, int] = {}
        """Desk to the first and the last number the fold gave."""
        self._before: dict[str, int] = {}

    def starts_behind(self, seqs: Mapping[str, int]) -> None:
        """The fold starts when these desks had decided up to these numbers: those are not looked at."""
        self._before |= seqs

    def arrived(self, decision: Decision) -> None:
        """A record of the topic, in the order of its partition; readers drop what is not above the last."""
        if decision.earlier is None and not decision.fresh:
            self._findings.violated(
                f"decision {decision.data['seq']} of {decision.data['desk_id']} stands behind a later one of its desk: "
                "readers pass over it",
                decision.record,
            )

    def expect(self, value: bytes, *, due: bool) -> bool:
        """The fold decides `value` next; says whether it was published. `due`: it must have been by now."""
        self._findings.checked += 1
        data = orjson.loads(value)["data"]
        desk, seq = data["desk_id"], data["seq"]
        self._first.setdefault(desk, seq)
        self._last[desk] = seq
        found = self._decisions.find(desk, seq)
        name = _BY_ITS_NUMBER.format(seq=seq, desk=desk, contact=data["contact_id"])
        if found is None:
            if due and not self._gone(data["decided_at"]):
                self._findings.violated(f"{name} was not published", expected=differences(value, None)[0])
                return False
            return True
        if without_epoch(found.value or b"") != value or found.key != data["contact_id"].encode():
            expected, told = differences(value, found.value)
            self._findings.violated(f"{name} is not what the rules decide", found, expected=expected, found=told)
        return True

    def finish(self, *, without: frozenset[str] = frozenset()) -> None:
        """All is folded: what else was published nobody decides. `without` names desks that could not be folded."""
        for desk, numbers in self._decisions.by_desk.items():
            if desk in without:
                continue
            before = self._before.get(desk, 0)
            first, last = self._first.get(desk), self._last.get(desk, before)
            for seq in sorted(each for each in numbers if each > before):
                if seq > last or (first is not None and seq < first and self._decisions.begins_ms is None):
                    record = self._decisions.find(desk, seq)
                    self._findings.violated(
                        f"decision {seq} of {desk} was published and the rules do not decide it", record,
                        found=differences(None, record.value if record else None)[1],
                    )  # fmt: skip

    def _gone(self, decided_at: str) -> bool:
        """Whether the topic's beginning, where this stood, is gone with its retention."""
        begins = self._decisions.begins_ms
        return begins is not None and parse_instant(decided_at) <= begins
