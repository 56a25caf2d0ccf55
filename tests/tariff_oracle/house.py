"""One bank's tariff life in the making: what it says goes through a real intake, day after day."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, Final

import orjson

from models.business_days import business_date, first_instant
from models.inbox_headers import DESKS, TARIFF_INBOX, TICKS, TOPIC, Origin
from models.instants import format_instant, parse_instant
from models.policy import Policy
from models.unit import InboxRecord
from rules.intake.fold import IntakeFold
from tests.rules.intake.bank import TOPICS, event

ZONE: Final = "Europe/Moscow"
START: Final = parse_instant("2025-12-20T06:00:00Z")
Data = dict[str, Any]


@dataclass
class House:
    """What the maker of one life remembers, so that it stays plausible."""

    random: Random
    calls: Random
    """Of what was added later: the lives of before stay what they were."""
    now: int = START
    number: int = 0
    intake: IntakeFold = field(default_factory=IntakeFold)
    records: list[InboxRecord] = field(default_factory=list)
    """The tariffs' inbox."""
    clients: dict[str, Data] = field(default_factory=dict)
    coverages: set[str] = field(default_factory=set)
    asked: dict[str, Data] = field(default_factory=dict)
    """The last request of each agreement."""
    posted: list[Data] = field(default_factory=list)
    proposes: bool = False
    """Whether the policy has templates: they look back at months whose postings may be gone."""
    reversed: set[str] = field(default_factory=set)
    """Postings that were taken back."""
    held: set[str] = field(default_factory=set)
    planned: list[tuple[str, Data]] = field(default_factory=list)
    """What people are still to do, in order."""

    def some(self, values: Any) -> Any:
        return self.random.choice(list(values))

    def chance(self, of_hundred: int) -> bool:
        return self.random.randrange(100) < of_hundred

    @property
    def today(self) -> date:
        return business_date(self.now, ZONE)

    def ago(self, most: int) -> str:
        """A day, today or some before."""
        return (self.today - timedelta(days=self.random.randrange(most + 1))).isoformat()

    def says(self, kind: str, /, **data: Any) -> None:
        """An event of the bank."""
        topic = TOPICS.get(kind.partition(".")[0], "crm.activity")
        self.number += 1
        value = event(kind, data, time_ms=self.now, named=f"e{self.number}")
        origin = Origin(topic, 0, self.number, self.now, ())
        self._pass_on(self.intake.take(InboxRecord(self.number, self.now, b"key", value), origin))
        self.now += self.some((0, 1000, 60_000))

    def given(self, client_id: str, manager_id: str) -> None:
        """A desk has given a contact of a client to a manager, and says so."""
        self.number += 1
        nothing = dict.fromkeys(("product", "purpose", "language"))
        data = {"contact_id": f"c{self.number}", "client_id": client_id, "manager_id": manager_id, "channel": "phone"}
        value = event("contact.assigned", {**data, **nothing}, time_ms=self.now, named=f"d{self.number}")
        record = InboxRecord(self.number, self.now, client_id.encode(), value)
        self._pass_on(self.intake.take(record, Origin(DESKS, 0, -1, -1, ())))

    def activate(self, policy: Data) -> None:
        loaded = Policy.from_canonical(policy)
        self.says("policy.activated", policy=loaded.canonical, version=loaded.version)

    def client(self, client_id: str, **more: Any) -> None:
        self.clients[client_id] = {"client_id": client_id, "segment": "sme", "desk_id": "D", **more}
        self.says("client.updated", **self.clients[client_id])

    def coverage_of(self, client_id: str) -> str:
        return self.clients[client_id].get("group_id") or client_id

    def next_day(self) -> None:
        """Midnight: every coverage is told that it is another day."""
        midnight = first_instant(self.today + timedelta(days=1), ZONE)
        self.now = midnight
        for coverage_id in sorted(self.coverages):
            text = format_instant(midnight)
            value = orjson.dumps(
                {
                    "specversion": "1.0", "id": f"tick/{coverage_id}/{text}", "source": "kontor",
                    "type": "tick.coverage", "time": text, "data": {"coverage_id": coverage_id},
                }
            )  # fmt: skip
            self.number += 1
            headers = ((TOPIC, TICKS.encode()),)
            self._pass_on(self.intake.apply(InboxRecord(self.number, midnight, coverage_id.encode(), value, headers)))
        self.now += self.random.randrange(1, 12 * 3600) * 1000

    def _pass_on(self, messages: Any) -> None:
        for message in messages:
            assert message.type not in ("record.rejected:invalid", "record.rejected:not_json"), message.value
            if message.topic == TARIFF_INBOX:
                self.records.append(InboxRecord(len(self.records), self.now, message.key, message.value))
                coverage_id = orjson.loads(message.value)["coverage_id"] if message.partition is None else None
                if coverage_id is not None:
                    self.coverages.add(coverage_id)
