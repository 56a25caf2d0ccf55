"""What the engine reports, counted."""
# ruff: noqa: ARG002  # reason: the engine reports more than is counted

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from operator import attrgetter
from typing import Final

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client import Counter as PrometheusCounter

from models.figures import TellsAgreements
from models.messages.told import ASSIGNMENTS
from models.unit import Fold, Message
from streams.engine.observer import Observer
from streams.metrics import labels
from streams.metrics.catalogue import DECISION, ENGINE, TARIFFS, WORK
from streams.metrics.children import Children
from streams.metrics.desks import DeskGauges
from streams.metrics.instruments import BoundedCounters, Instruments
from streams.metrics.lag import Lag
from streams.metrics.latency import LatencyHistogram
from streams.metrics.metric import Label
from streams.metrics.proposals import CAME_OF, PROPOSED, Proposals
from streams.metrics.recovery import Recovery

REFUSED: Final = "refused_"
"""How what the tariffs' rules count of refusals begins; the code follows."""
_TOPIC_AND_TYPE: Final = attrgetter("topic", "type")


class EngineMetrics(Observer):
    """
    The catalogue's metrics of a worker, kept by what its engine reports.

    In the hot path (`journaled`, `published`, `acknowledged`, once a batch) no
    label is looked up: children are bound beforehand or in a dict by value.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self.desks = DeskGauges(registry)
        self.instruments = Instruments(
            (metric for metric in (*WORK, *TARIFFS, *ENGINE) if metric is not DECISION), registry
        )
        self.lags = Lag(self.instruments)
        self._agreements: tuple[TellsAgreements, ...] = ()
        self._benefits = self._counters("kontor_benefits_total", labels.BENEFIT)
        self._adjusted = self._counters("kontor_fee_adjustments_total", labels.ADJUSTMENT)
        self._refused = self._counters("kontor_offer_refusals_total", labels.REFUSAL)
        self._proposals = Proposals(self.instruments)
        self._recovery = Recovery(self.instruments)
        self._decision = LatencyHistogram(DECISION, registry)
        self._contacts = self._counters("kontor_contacts_total", labels.OUTCOME)
        self._topics = self._counters("kontor_messages_published_total", labels.TOPIC)
        self._letters = self._counters("kontor_dead_letters_total", labels.REASON)
        self._copied = self._counters("kontor_copied_records_total", labels.SOURCE)
        self._done = self._counters("kontor_records_total", labels.UNIT)
        self._rows = self._counters("kontor_rows_total", labels.UNIT)
        self._sizes = self._histograms("kontor_batch_records")
        self._journal = self._histograms("kontor_journal_seconds")
        self._publish = self._histograms("kontor_publish_seconds")
        self._alerts = self._counters("kontor_alerts_total", labels.KIND)
        self._noted: dict[str, BoundedCounters] = {}

    def look_at_agreements(self) -> None:
        """Ask the folds of coverages. Only in the event loop, where no fold is at work."""
        states = sum((Counter(fold.agreements_by_state()) for fold in self._agreements), Counter[str]())
        for state in labels.STATE.values:
            self.instruments.gauge("kontor_agreements", state=state).set(states[state])

    # --- the hot path -------------------------------------------------------------------------------------------

    def journaled(self, unit: str, partition: int, records: int, rows: int, seconds: float) -> None:
        """Count a durable batch."""
        self._sizes[unit].observe(records)
        self._rows[unit].inc(rows)
        self._journal[unit].observe(seconds)

    def published(self, unit: str, partition: int, messages: Sequence[Message], seconds: float, now_ms: int) -> None:
        """Count what was published, and how long after its cause."""
        if not messages:
            return
        self._publish[unit].observe(seconds)
        decided = False
        for (topic, kind), times in Counter(map(_TOPIC_AND_TYPE, messages)).items():
            self._topics[topic].inc(times)
            if topic == ASSIGNMENTS:
                decided = True
                self._contacts[kind.removeprefix("contact.")].inc(times)
            elif kind.startswith("alert."):
                self._alerts[kind.removeprefix("alert.")].inc(times)
            elif kind.startswith("benefit."):
                self._benefits[kind.removeprefix("benefit.")].inc(times)
            elif kind.startswith(PROPOSED):
                self._proposals.published(kind, times)
            elif kind.startswith("fee.adjusted:"):
                self._adjusted[kind.removeprefix("fee.adjusted:")].inc(times)
            elif kind.startswith("record.rejected:"):
                self._letters[kind.removeprefix("record.rejected:")].inc(times)
        if decided:
            self._decision.add([message.at_ms for message in messages if message.topic == ASSIGNMENTS], now_ms)

    def acknowledged(self, unit: str, partition: int, records: int, last_offset: int, timestamp_ms: int) -> None:
        """Count records done."""
        self._done[unit].inc(records)

    def counted(self, unit: str, counts: Mapping[str, int]) -> None:
        """Count what the rules counted."""
        noted = self._noted.get(unit)
        if noted is None:
            parent = self.instruments.counter("kontor_noted_total")
            noted = self._noted[unit] = BoundedCounters(parent, labels.WHAT.at_most, (unit,))
        for what, times in counts.items():
            noted.add(what, times)
            if what.startswith(REFUSED):
                self._refused[what.removeprefix(REFUSED)].inc(times)
            elif what.startswith(CAME_OF):
                self._proposals.counted(what, times)

    def copied(self, topic: str, records: int, timestamp_ms: int) -> None:
        """Count what collect copied."""
        self._copied[topic].inc(records)

    # --- now and then -------------------------------------------------------------------------------------------

    def rebalance_started(self) -> None:
        """Nothing to count before it ends."""

    def rebalance_ended(self, generation: int, seconds: float) -> None:
        """Count the rebalance."""
        self.instruments.counter("kontor_rebalances_total").inc()
        self.instruments.histogram("kontor_rebalance_seconds").observe(seconds)

    def recovering(self, unit: str, partition: int, read: int, to_read: int) -> None:
        """Show how far the recovery is."""
        self._recovery.read(unit, partition, read, to_read)

    def opened(self, unit: str, folds: Mapping[int, Fold], epoch: int) -> None:
        """Show what this worker owns."""
        self._recovery.settled(unit)
        self.instruments.gauge("kontor_partitions_owned", unit=unit).set(len(folds))
        self.instruments.gauge("kontor_epoch").set(epoch)
        if unit == "desk":
            self.desks.watch(folds)
        elif unit == "tariff":
            self._agreements = tuple(fold for fold in folds.values() if isinstance(fold, TellsAgreements))

    def assigned(self, topics: Mapping[str, Collection[int]]) -> None:
        """Forget the lag of partitions that are no longer ours."""
        self.lags.only(topics)

    def republished(self, unit: str, partition: int, messages: int) -> None:
        """Count what was published again."""
        self.instruments.counter("kontor_messages_republished_total", unit=unit).inc(messages)

    def dropped(self, unit: str, reason: str, records: int) -> None:
        """Count records that had been folded before."""
        self.instruments.counter("kontor_dropped_records_total", unit=unit, reason=reason).inc(records)

    def committed(self, seconds: float) -> None:
        """Count a commit."""
        self.instruments.histogram("kontor_commit_seconds").observe(seconds)

    def lag(self, topic: str, partition: int, records: int, oldest_ms: int | None) -> None:
        """Show what is not done yet."""
        self.lags.tell(topic, partition, records, oldest_ms)

    def oldest_unacknowledged(self, seconds: float) -> None:
        """Show the age of the oldest batch in work."""
        self.instruments.gauge("kontor_oldest_unacknowledged_seconds").set(seconds)

    def repaired(self, unit: str, partition: int, rows: int, foreign: int) -> None:
        """Count what had to be put right in a journal."""
        self.instruments.counter("kontor_repaired_rows_total", unit=unit).inc(rows)
        self.instruments.counter("kontor_foreign_writes_total", unit=unit).inc(foreign)

    def ticked(self, unit: str, ticks: int) -> None:
        """Count ticks appended."""
        self.instruments.counter("kontor_ticks_total", unit=unit).inc(ticks)

    def searched(self, unit: str, result: str) -> None:
        """Count searches that were answered or failed."""
        self.instruments.counter("kontor_searches_total", unit=unit, result=result).inc()

    def heartbeat(self, age_s: float) -> None:
        """Show how old the last answered heartbeat is."""
        self.instruments.gauge("kontor_heartbeat_age_seconds").set(age_s)

    def stopping(self, why: str, code: int) -> None:
        """Nobody will scrape this process again: the launcher counts its exit."""

    def _counters(self, name: str, label: Label) -> Children[PrometheusCounter]:
        return Children(self.instruments.counter(name).labels, label.values)

    def _histograms(self, name: str) -> Children[Histogram]:
        return Children(self.instruments.histogram(name).labels, labels.UNIT.values)
