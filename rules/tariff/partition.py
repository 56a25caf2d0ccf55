"""The coverages of one partition of `kontor.tariff-inbox`, as the fold the engine runs."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import orjson

from models.policy import Policy
from models.row_version import FIRST
from models.ticks import TICK, tick_cause, tick_message
from models.unit import InboxRecord, Message
from rules.tariff import activity_acts, member_acts, offer_acts, proposing, waiving
from rules.tariff.coverage import Coverage, Work
from rules.tariff.credit_only import watch_credit_only
from rules.tariff.house import House
from rules.tariff.passing_days import archive, begin_day, next_due
from rules.tariff.restoring import restored_coverages
from rules.tariff.row_keys import FEED, POLICY, ids_of
from rules.tariff.rows import row_of

Act = Callable[[Coverage, Mapping[str, Any]], None]

ACTS: Final[dict[str, Act]] = {
    "turnover.posted": activity_acts.posted,
    "turnover.reversed": activity_acts.taken_back,
    "balance.recorded": activity_acts.balance_recorded,
    "loan.updated": activity_acts.loan_updated,
    "product.activated": activity_acts.product_activated,
    "product.closed": activity_acts.product_closed,
    "margin.recorded": activity_acts.margin_recorded,
    "client.updated": member_acts.updated,
    "client.forgotten": member_acts.forgotten,
    "member.left": member_acts.left,
    "offer.requested": offer_acts.requested,
    "offer.submitted": offer_acts.submitted,
    "offer.decided": offer_acts.decided,
    "offer.sent": offer_acts.sent,
    "offer.accepted": offer_acts.accepted,
    "offer.declined": offer_acts.declined,
    "offer.withdrawn": offer_acts.withdrawn,
    "offer.reviewed": offer_acts.reviewed,
    "offer.ended": offer_acts.ended,
    "fee.waiver": waiving.waived,
    "risk.hold": offer_acts.held,
    "contact.assigned": proposing.assigned,
}
"""What each command does to its coverage."""
FEED_CAME_TO: Final = "postings_to"


class TariffPartition:
    """The state of one tariff-inbox partition: many coverages, each by itself."""

    def __init__(self, source: str = "kontor") -> None:
        """Begin empty; `source` is the CloudEvents source of all that is published."""
        self._house = House(source)
        self._policy_row: bytes | None = None
        self.coverages: dict[str, Coverage] = {}
        self._dues: dict[str, int] = {}
        """The next due instant of each coverage that has one."""

    def restore(self, rows: Mapping[str, bytes], epoch: int) -> None:  # noqa: ARG002  # nothing told carries one
        """Replace the state by `rows`."""
        self._house = House(self._house.source)
        self._policy_row = rows.get(POLICY)
        self.coverages = restored_coverages(rows, self._house)
        self._dues.clear()
        for coverage in self.coverages.values():
            self._note_due(coverage)

    def renew(self, epoch: int) -> None:
        """Nothing: nothing told carries an epoch."""

    def apply(self, record: InboxRecord) -> Sequence[Message]:
        """Fold one command in."""
        assert record.value is not None, "a tariff-inbox has no nulls"
        command = orjson.loads(record.value)
        kind = command["type"]
        if kind == "policy.activated":
            return self._activate(command)
        if kind == FEED_CAME_TO:
            return self._feed_came_to(command)
        coverage = self._coverage(command["coverage_id"], command["at"])
        out = self._tick_until(coverage, command["clock"]) if coverage.id in self._dues else []
        self._note_feed(command["postings_to"])
        if kind == TICK:
            # What was due is done. One told twice or too late changes nothing.
            self._advance(coverage, command["at"])
            return out
        act = ACTS.get(kind)
        if act is None:
            raise ValueError(f"the command {kind!r} is unknown: a newer Kontor wrote it, and must read it")
        return out + self._run(coverage, command["at"], command["cause"], act, command)

    def take_touched(self) -> Iterable[str]:
        """Keys of rows that may have changed since the last call."""
        return self._house.take_touched()

    def row(self, key: str) -> bytes | None:
        """The row of `key` as it now is."""
        if key == POLICY:
            return self._policy_row
        if key == FEED:
            return orjson.dumps(self._house.postings_to)
        kind, (coverage_id, *ids) = ids_of(key)
        return row_of(self.coverages[coverage_id], kind, ids)

    def needs_version(self) -> int:
        """The row version a reader of the rows must know."""
        return FIRST

    def take_counts(self) -> Mapping[str, int]:
        """What was counted since the last call."""
        return self._house.take_counts()

    def next_due(self) -> int | None:
        """The earliest due instant of all coverages."""
        return min(self._dues.values(), default=None)

    def ticks(self, now_ms: int) -> Sequence[Message]:
        """A tick for each coverage whose next business date has begun, by instant, then coverage."""
        due = sorted((instant, coverage_id) for coverage_id, instant in self._dues.items() if instant <= now_ms)
        return [
            tick_message("tick.coverage", coverage_id, instant, {"coverage_id": coverage_id})
            for instant, coverage_id in due
        ]

    def agreements_by_state(self) -> Mapping[str, int]:
        """How many versions of agreements are in each state, for the metrics page."""
        coverages = self.coverages.values()
        return Counter(agreement.state for coverage in coverages for agreement in coverage.agreements.values())

    def _coverage(self, coverage_id: str, at: int) -> Coverage:
        coverage = self.coverages.get(coverage_id)
        if coverage is None:
            coverage = self.coverages[coverage_id] = Coverage(coverage_id, self._house, at)
            coverage.touch("coverage")
        return coverage

    def _activate(self, command: Mapping[str, Any]) -> list[Message]:
        """A policy comes into force for every coverage of the partition, and for those still to come."""
        data, out = command["data"], self._tick_all_until(command["clock"])
        self._house.policy = Policy.from_canonical(data["policy"])
        self._policy_row = orjson.dumps({"version": data["version"], "policy": data["policy"]})
        self._house.touch(POLICY)
        for coverage_id in sorted(self.coverages):
            self._note_due(self.coverages[coverage_id])
        return out

    def _feed_came_to(self, command: Mapping[str, Any]) -> list[Message]:
        """The feed of postings has come to a new date, for all coverages, after what was due before it."""
        out = self._tick_all_until(command["clock"])
        self._note_feed(command["postings_to"])
        return out

    def _note_feed(self, postings_to: str | None) -> None:
        if postings_to is not None and postings_to > (self._house.postings_to or ""):
            self._house.postings_to = postings_to
            self._house.touch(FEED)

    def _tick_all_until(self, clock: int) -> list[Message]:
        out: list[Message] = []
        for coverage_id in sorted(self._dues):
            out += self._tick_until(self.coverages[coverage_id], clock)
        return out

    def _tick_until(self, coverage: Coverage, clock: int) -> list[Message]:
        """Each business date that has begun up to the virtual clock is a tick of its own, in time order."""
        out: list[Message] = []
        while (instant := self._dues.get(coverage.id)) is not None and instant <= clock:
            out += self._run(coverage, instant, tick_cause(coverage.id, instant), begin_day, {})
        return out

    def _run(
        self, coverage: Coverage, at: int, cause: Mapping[str, Any], act: Act, command: Mapping[str, Any]
    ) -> list[Message]:
        coverage.work = Work(cause)
        self._advance(coverage, at)
        act(coverage, command)
        watch_credit_only(coverage)
        self._note_due(coverage)
        return coverage.work.out

    def _advance(self, coverage: Coverage, at: int) -> None:
        if at > coverage.clock:
            coverage.clock = at
            coverage.touch("coverage")
            if self._house.policy is not None:
                archive(coverage)

    def _note_due(self, coverage: Coverage) -> None:
        due = next_due(coverage)
        if due is None:
            self._dues.pop(coverage.id, None)
        else:
            self._dues[coverage.id] = due
