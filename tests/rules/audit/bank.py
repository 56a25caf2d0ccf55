"""A bank whose tariffs are audited: what is published of them is copied to the audit, and the days tick for both."""

from dataclasses import dataclass
from typing import Any

import orjson

from models.inbox_headers import AUDIT_INBOX, TICKS, TOO_LARGE, TOPIC
from models.messages.told import TARIFF_OFFERS
from models.unit import InboxRecord, Message
from rules.audit.partition import AuditPartition
from tests.rules.restarted import play_restarted
from tests.rules.tariff.agreed import FORECAST, policy
from tests.rules.tariff.bank import Bank, read
from tests.rules.tariff.prices import terms

COMMITTEE = ("M40", "M41")
DEEP, SHALLOW = 1500, 2700
"""Agreed rates: half of the list's 3000 ppm, and a tenth off."""


@dataclass
class Audited:
    """The audit's log, and what came of it."""

    log: list[InboxRecord]
    said: list[Message]


class AuditBank(Bank):
    """See the module."""

    def __init__(self, **favouritism: int) -> None:
        self.audit = AuditPartition()
        self.audited = Audited([], [])
        self.alerts: list[dict[str, Any]] = []
        super().__init__(policy(favouritism={"min_agreements": 2, **favouritism}))
        for manager_id in ("M1", "M2", "M3"):
            self.manager(manager_id)
        for manager_id in COMMITTEE:
            self.manager(manager_id, "committee")

    def manager(self, manager_id: str, *levels: str, **more: Any) -> None:
        """A manager, and his levels."""
        self.says(
            "manager.updated", manager_id=manager_id, desk_id="D", segments=["sme"], approval_levels=levels, **more
        )

    def asks(self, name: str, by: str, rate_ppm: int = SHALLOW, /, *, begins: str = "2026-01-01", **more: Any) -> None:
        """Somebody asks for a rate for a client of his own coverage, and the committee approves."""
        of: dict[str, Any] = {"agreement_id": f"A-{name}", "version": 1}
        benefit = {"target": "fee", "type": "fixed", "rate_ppm": rate_ppm}
        said = terms(valid_from=begins, valid_to=f"{begins[:4]}-07-01", benefit=benefit) | more.pop("terms", {})
        asked = {"client_id": name, "item": "settlement", "by": by, "terms": said, "forecast": FORECAST}
        self.says("offer.requested", **of, **{**asked, **more})
        for approver in COMMITTEE:
            self.says("offer.decided", **of, decision="approve", by=approver)

    def agrees(self, name: str, by: str, rate_ppm: int = SHALLOW, /, **more: Any) -> None:
        """The same, up to the client's word."""
        self.asks(name, by, rate_ppm, **more)
        of: dict[str, Any] = {"agreement_id": f"A-{name}", "version": 1}
        self.says("offer.sent", **of, by=by)
        assert self.says("offer.accepted", **of, by=by)[0]["type"] == "offer.accepted", self.told[-1]

    def hears(self, key: bytes | None, value: bytes | None) -> None:
        """A record of the audit's inbox."""
        record = InboxRecord(len(self.audited.log), self.now, key, value)
        self.audited.log.append(record)
        messages = list(self.audit.apply(record))
        self.audited.said.extend(messages)
        self.alerts += map(read, messages)

    def put(self, record: InboxRecord) -> list[dict[str, Any]]:
        before = len(self.said)
        told = super().put(record)
        for message in self.said[before:]:
            if message.topic == TARIFF_OFFERS:
                self.hears(message.key, message.value)
        return told

    def copies(self) -> list[InboxRecord]:
        """What was copied to the audit, in order."""
        return [each for each in self.audited.log if b'"specversion"' in (each.value or b"")]

    def restarted(self) -> None:
        """Fail if the audit says or writes anything else when it is read from its rows after every record."""
        play_restarted(AuditPartition, self.audited)

    def of_alerts(self, *, cleared: bool = False) -> list[str]:
        """Kind and subject of what was raised, or cleared, in order."""
        return [f"{each['kind']} {each['subject_id']}" for each in self.alerts if each["cleared"] is cleared]

    def _pass_on(self, message: Message) -> list[dict[str, Any]]:
        if message.topic == AUDIT_INBOX:
            self.hears(message.key, message.value)
        return super()._pass_on(message)

    def _tick_until(self, now: int) -> None:
        while dues := [due for due in (self.audit.next_due(), self.fold.next_due()) if due is not None]:
            due = min(dues)
            if due > now:
                return
            self.now = max(self.now, due)
            for tick in [*self.audit.ticks(due), *self.fold.ticks(due)]:
                record = InboxRecord(self._lines, self.now, tick.key, tick.value, ((TOPIC, TICKS.encode()),))
                self._lines += 1
                for message in self.intake.apply(record):
                    self._pass_on(message)


def too_large() -> InboxRecord:
    """A copy of a record that was too large to copy."""
    return InboxRecord(0, 0, b"C", None, ((TOPIC, TARIFF_OFFERS.encode()), (TOO_LARGE, b"9999999")))


def changed(record: InboxRecord, **data: Any) -> bytes:
    """A copied record that says something else."""
    event = orjson.loads(record.value or b"")
    return orjson.dumps(event | {"data": event["data"] | data})
