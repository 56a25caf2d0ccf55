"""
What an oracle of the desk rules keeps: everything that was ever said, in plain lists.

Written from the policy, routing and contract pages alone, with no code of `rules/`. It is naive on
purpose: nothing is indexed, nothing is counted along; whatever is asked is counted anew.
"""

from dataclasses import dataclass, field
from typing import Any

from models.policy import Line, Policy
from tests.oracle.records import Contact, Data, HandOver, Holding, Manager, Membership, Record, Service


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
    record: int = 0
    """The number of the record at hand, ticks counted."""
    at: int = 0
    """The `at` of the record at hand."""
    plans_had: list[Service] = field(default_factory=list)
    leads_had: list[Service] = field(default_factory=list)
    memberships: dict[str, list[Membership]] = field(default_factory=dict)
    consents: dict[tuple[str, str, str], int | None] = field(default_factory=dict)
    """By the two coverages and the side: until when, None for good."""
    introduced: dict[str, set[str]] = field(default_factory=dict)
    """By coverage: whom the client knows."""
    alerts: dict[tuple[str, str], int] = field(default_factory=dict)
    """By kind and subject: those in force, and since when."""
    breaches: dict[tuple[str, str], int] = field(default_factory=dict)
    """By manager and the later coverage: since when."""
    by_hand: set[tuple[str, str]] = field(default_factory=set)
    """By manager and client: contacts of clients nobody knows that a person gave him through a wall."""
    breaches_said: set[tuple[str, str]] = field(default_factory=set)
    hand_overs: dict[str, HandOver] = field(default_factory=dict)
    """By leaver."""
    memo: dict[Any, Any] = field(default_factory=dict)
    """Answers that hold until something changes."""

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
        if "rules" not in self.memo:
            self.memo["rules"] = self.policy.for_desk(self.id)
        found: Policy = self.memo["rules"]
        return found

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
        return self.units(contact.data["channel"], contact.data["complexity"])

    def units(self, channel: str, complexity: int) -> int:
        """The same of any contact of a channel and a complexity."""
        weights = self.rules.contact_weight
        factor: int = weights.complexity[complexity - 1]
        units: int = getattr(weights.channel, channel)
        return units * factor

    def line_of(self, contact: Contact) -> tuple[int, Line]:
        """The first line that matches; remembered until something changes, for it is asked all the time."""
        found: tuple[int, Line] | None = self.memo.get(("line", contact.id))
        if found is None:
            found = self.memo["line", contact.id] = self._line_of(contact)
        return found

    def _line_of(self, contact: Contact) -> tuple[int, Line]:
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

    def holdings(self, coverage_id: str) -> list[Holding]:
        """Every time somebody had a contact of it."""
        mine = [contact for contact in self.contacts.values() if self.coverage(contact) == coverage_id]
        return [holding for contact in mine for holding in contact.holdings]

    def employed(self, manager_id: str) -> bool:
        """Whether he works here."""
        return manager_id in self.managers and self.managers[manager_id].employed
