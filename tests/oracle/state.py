"""
What an oracle of the desk rules keeps: everything that was ever said, in plain lists.

Written from the policy, routing and contract pages alone, with no code of `rules/`. It is naive on
purpose: nothing is indexed, nothing is counted along; whatever is asked is counted anew.
"""

from dataclasses import dataclass, field
from typing import Any

from models.policy import Line, Policy

Data = dict[str, Any]


@dataclass
class Manager:
    """All that is known of one manager at this desk."""

    id: str
    snapshot: Data
    snapshot_at: int
    employed: bool = True
    elsewhere: bool = False
    state: str | None = None
    state_since: int = 0
    until: int | None = None
    presence_at: int | None = None
    last_seq: int | None = None
    last_assigned_at: int | None = None


@dataclass
class Holding:
    """One manager had one contact."""

    manager_id: str
    seq: int
    since: int
    ended_at: int | None = None
    end_order: int = 0


@dataclass
class Contact:
    """One contact, also after its end."""

    id: str
    data: Data
    start: int
    status: str = "waiting"
    attempt: int = 1
    holdings: list[Holding] = field(default_factory=list)
    answered_at: int | None = None
    first_held_at: int | None = None
    """When it was first assigned since it last entered the queue: the end of its waiting."""
    origin: str | None = None
    step: int | None = None
    split_reason: str | None = None
    explanation: Data | None = None
    entered: bool = False
    refused_said: Data | None = None
    open_before: tuple[int, ...] = ()
    escalated: bool = False
    wrap_up: tuple[str, int, int] | None = None
    """Who is held, from when, until when."""

    @property
    def holder(self) -> str | None:
        """Who has it now."""
        return self.holdings[-1].manager_id if self.status == "assigned" else None


@dataclass
class Record:
    """The lead and the backup on record of a coverage; the backup outlives the lead."""

    lead: str | None
    backup: str | None
    origin: str | None = None
    since: int = 0
    """When the lead became it; of a copy that came with a client, until when he had held a contact before."""


@dataclass
class Desk:
    """One desk and its whole history."""

    id: str
    policy: Policy | None = None
    clock: int | None = None
    first_at: int = 0
    seq: int = 0
    managers: dict[str, Manager] = field(default_factory=dict)
    clients: dict[str, Data] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    rows_said: dict[str, Data] = field(default_factory=dict)
    silent_since: int | None = None
    last_presence_at: int | None = None
    ends: int = 0

    @property
    def now(self) -> int:
        """The desk's clock."""
        assert self.clock is not None
        return self.clock

    @property
    def silent_at(self) -> int:
        """When the presence feed is silent unless it says something."""
        last = self.first_at if self.last_presence_at is None else self.last_presence_at
        return last + self.rules.presence.silent_after_s * 1000

    @property
    def rules(self) -> Policy:
        """The policy in force here."""
        assert self.policy is not None
        return self.policy.for_desk(self.id)

    def client(self, contact: Contact) -> Data:
        """The contact's client; empty when unknown."""
        return self.clients.get(contact.data["client_id"], {})

    def coverage(self, contact: Contact) -> str:
        """The coverage the contact counts for now."""
        client_id: str = contact.data["client_id"]
        coverage_id: str = self.clients.get(client_id, {}).get("coverage_id", client_id)
        return coverage_id

    def waiting(self) -> list[Contact]:
        """Those who wait, in no order."""
        return [contact for contact in self.contacts.values() if contact.status == "waiting"]

    def weight(self, contact: Contact) -> int:
        """Units the contact holds: channel times complexity, under the policy in force."""
        weights = self.rules.contact_weight
        factor: int = weights.complexity[contact.data["complexity"] - 1]
        units: int = getattr(weights.channel, contact.data["channel"])
        return units * factor

    def line_of(self, contact: Contact) -> tuple[int, Line]:
        """The first line that matches."""
        client, data = self.client(contact), contact.data
        facts = {
            "segment": client.get("segment"),
            "tier": client.get("tier", "standard"),
            "industry": client.get("industry"),
            "channel": data["channel"],
            "product": data["product"],
            "purpose": data["purpose"],
            "language": self.language(contact),
            "planned": client.get("planned", False),
        }
        for index, line in enumerate(self.rules.lines):
            asked = {key: getattr(line.when, key) for key in facts}
            if all(values is None or facts[key] in values for key, values in asked.items()):
                return index, line
        raise AssertionError("the last line matches everything")

    def language(self, contact: Contact) -> str | None:
        """The contact's language, else the client's."""
        said: str | None = contact.data["language"] or self.client(contact).get("language")
        return said

    def lead(self, coverage_id: str) -> str | None:
        """The lead on record; where there is none, in whose plan most clients of it are."""
        record = self.record(coverage_id)
        if record is not None and record.lead is not None:
            return record.lead
        plans = self.plans(coverage_id)
        if not plans:
            return None
        return min(set(plans), key=lambda manager_id: (-plans.count(manager_id), manager_id))

    def plans(self, coverage_id: str) -> list[str]:
        """For each client of the coverage in the plan of someone employed here, that manager."""
        named = [client.get("manager_id") for client in self.clients.values() if client["coverage_id"] == coverage_id]
        return [name for name in named if name is not None and self.employed(name)]

    def record(self, coverage_id: str) -> Record | None:
        """The lead on record, unless it has lapsed."""
        record = self.records.get(coverage_id)
        if record is None or record.lead is None:
            return None
        last = self.last_held(coverage_id)
        return None if self.now >= last + self.rules.walls.cooling_off_s * 1000 and last != self.now else record

    def last_held(self, coverage_id: str) -> int:
        """Until when the lead on record has held a contact of it; now, if he holds one."""
        record = self.records[coverage_id]
        held = [holding for holding in self.holdings(coverage_id) if holding.manager_id == record.lead]
        return max([record.since, *(self.now if holding.ended_at is None else holding.ended_at for holding in held)])

    def holdings(self, coverage_id: str) -> list[Holding]:
        """Every time somebody had a contact of it."""
        mine = [contact for contact in self.contacts.values() if self.coverage(contact) == coverage_id]
        return [holding for contact in mine for holding in contact.holdings]

    def employed(self, manager_id: str) -> bool:
        """Whether he works here."""
        return manager_id in self.managers and self.managers[manager_id].employed
