"""What a coverage's tariffs cost with nothing around them: CPU by how long its agreement has been running."""

import gc
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import orjson

from bench.machine import Range
from bench.one_process import as_collected
from kontor.policy_file import activation
from models.business_days import first_instant
from models.cloudevent import encode
from models.inbox_headers import TARIFF_INBOX, TICKS, TOPIC
from models.instants import format_instant
from models.policy import Policy
from models.unit import InboxRecord
from rules.intake.fold import IntakeFold
from rules.tariff.partition import TariffPartition

MONTHS: Final = (1, 12, 48)
ZONE: Final = "Europe/Moscow"
FIRST: Final = date(2026, 1, 1)
POSTINGS_A_DAY: Final = 20
_CLIENTS: Final = 3
POLICY: Final = """
name: bench
lines: [{}]
tariffs:
  authority: [{up_to_ppm: 1000000, approvals: [head, head]}]
  bubble: {windows: 999}
  price_lists:
    - {item: settlement, version: 1, currency: RUB, valid_from: 2025-01-01, variable_cost_ppm: 500, float_ppm: 400,
       tiers: [{from_minor: 0, rate_ppm: 3000}, {from_minor: 100000000, rate_ppm: 2000}]}
"""


class Cost(NamedTuple):
    """CPU microseconds of the tariffs' fold, rows encoded."""

    months: int
    """For so long the agreement has been running, a window a month."""
    posting_us: Range
    day_us: Range
    """The beginning of a business date on which nothing closes."""
    rows: int


class Coverage:
    """A coverage of a few clients with one agreement that is judged every month."""

    def __init__(self, months: int) -> None:
        self.intake, self.fold = IntakeFold(), TariffPartition()
        self.intake.restore({}, 0)
        self.fold.restore({}, 0)
        self.rows: set[str] = set()
        self._place, self._command = 0, 0
        self.now = first_instant(FIRST - timedelta(days=12), ZONE)
        self._agree()
        day = FIRST
        while day < FIRST + timedelta(days=30 * months + 12):
            self._apply(self.postings(day))
            day += timedelta(days=1)
            self._apply(self.midnight(day))
        self.day = day

    def _agree(self) -> None:
        told: list[tuple[str, str, dict[str, Any]]] = [
            ("crm.managers", "manager.updated", {"manager_id": f"M{number}", "desk_id": "D", "segments": ["sme"],
             "approval_levels": ["head"] if number else []}) for number in range(3)
        ]  # fmt: skip
        for number in range(_CLIENTS):
            client = {"client_id": f"C{number}", "segment": "sme", "desk_id": "D", "group_id": "G", "manager_id": "M0"}
            told.append(("crm.clients", "client.updated", client))
        which = {"agreement_id": "A", "version": 1}
        clause = {"metric": "qualified_turnover", "op": ">=", "value_minor": 100_000_000}
        terms = {
            "mode": "grant_first", "valid_from": "2026-01-01", "valid_to": "2036-01-01", "on_miss": "reprice",
            "window": {"kind": "calendar", "unit": "month"}, "obligations": {"all": [clause]},
            "benefit": {"target": "fee", "type": "pct_off", "off_ppm": 100_000},
        }  # fmt: skip
        forecast = {"volume_now_minor": 100_000_000, "volume_minor": [900_000_000]}
        request = {**which, "client_id": "C0", "item": "settlement", "by": "M0", "terms": terms, "forecast": forecast}
        told.append(("crm.offers", "offer.requested", request))
        told += [("crm.offers", "offer.decided", {**which, "decision": "approve", "by": by}) for by in ("M1", "M2")] + [
            ("crm.offers", f"offer.{step}", {**which, "by": "M0"}) for step in ("sent", "accepted")
        ]
        policy = activation(Policy.from_yaml(POLICY), "bench", self.now)
        self._apply(self._heard("kontor.policies", policy))
        for topic, kind, data in told:
            self._apply(self._said(topic, kind, data))

    def _said(self, topic: str, kind: str, data: dict[str, Any]) -> list[InboxRecord]:
        value = encode(id=f"e{self._place}", source="crm/bench", type=kind, time=self.now, subject="x", data=data)
        return self._heard(topic, value)

    def _heard(self, topic: str, value: bytes) -> list[InboxRecord]:
        self._place += 1
        record = as_collected(topic, 0, self._place, self.now, b"key", value, self._place)
        return list(self._commands(record))

    def _commands(self, record: InboxRecord) -> Iterator[InboxRecord]:
        for message in self.intake.apply(record):
            if message.topic == TARIFF_INBOX:
                self._command += 1
                yield InboxRecord(self._command, self.now, message.key, message.value)

    def postings(self, day: date, count: int = POSTINGS_A_DAY) -> list[InboxRecord]:
        """What the coverage is told of a day's postings."""
        self.now = first_instant(day, ZONE) + 3_600_000
        told: list[InboxRecord] = []
        for number in range(count):
            posting = {
                "posting_id": f"{day}/{number}", "client_id": f"C{number % _CLIENTS}", "amount_minor": 400_000 + number,
                "currency": "RUB", "direction": "credit", "kind": "sale", "value_date": day.isoformat(),
            }  # fmt: skip
            told += self._said("crm.activity", "turnover.posted", posting)
        return told

    def midnight(self, day: date) -> list[InboxRecord]:
        """The tick with which a business date begins."""
        self.now = first_instant(day, ZONE)
        self._place += 1
        tick = {"specversion": "1.0", "id": f"tick/G/{day}", "source": "kontor", "type": "tick.coverage"}
        value = orjson.dumps(tick | {"time": format_instant(self.now), "subject": "G", "data": {"coverage_id": "G"}})
        headers = ((TOPIC, TICKS.encode()),)
        return list(self._commands(InboxRecord(self._place, self.now, b"G", value, headers)))

    def _apply(self, commands: list[InboxRecord]) -> None:
        self.cost_us(commands)

    def cost_us(self, commands: list[InboxRecord]) -> float:
        """CPU of folding them in and of encoding what they change."""
        begun = time.thread_time_ns()
        for command in commands:
            self.fold.apply(command)
        rows = [(key, self.fold.row(key)) for key in self.fold.take_touched()]
        used = (time.thread_time_ns() - begun) / 1000
        for key, row in rows:
            (self.rows.discard if row is None else self.rows.add)(key)
        return used


def measure(months: int, repeats: int = 3) -> Cost:
    """A running month's postings, and its days, after so many months."""
    coverage = Coverage(months)
    posting_us, day_us = [], []
    gc.collect()
    for _ in range(repeats):
        postings = days = 0.0
        for _ in range(5):
            postings += coverage.cost_us(coverage.postings(coverage.day, 200))
            coverage.day += timedelta(days=1)
            days += coverage.cost_us(coverage.midnight(coverage.day))
        posting_us.append(postings / 1000)
        day_us.append(days / 5)
    return Cost(months, Range.of(posting_us), Range.of(day_us), len(coverage.rows))
