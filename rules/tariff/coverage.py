"""One coverage: its clients, what they did, its agreements, and its clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.business_days import business_date
from models.money import Money
from models.policy.tariffs import Tariffs
from models.unit import Message
from rules.tariff.agreement import Agreement, WindowRow
from rules.tariff.client import Client
from rules.tariff.house import House
from rules.tariff.ledger import Ledger, Place
from rules.tariff.row_keys import key_of
from rules.tariff.turnover import Posting


@dataclass(slots=True)
class Work:
    """The command in hand: what caused it, and what is published of it."""

    cause: Mapping[str, Any]
    out: list[Message] = field(default_factory=list)


@dataclass(slots=True)
class Coverage:
    """See the module."""

    id: str
    house: House
    clock: int
    """The largest `at` so far, UTC milliseconds; time never goes back."""
    seq: int = 0
    """Number of the last record on `kontor.tariff-offers`."""
    holds: list[tuple[str, str | None]] = field(default_factory=list)
    """Business dates `[from, to)` of the holds of risk control; an open one has no end."""
    late: list[str] = field(default_factory=list)
    """Value dates of postings that came since the last business date began, for windows that are closed."""
    proposed: list[list[str]] = field(default_factory=list)
    """What was proposed from templates for windows still to begin: first day, trigger, template, client, item."""
    clients: dict[str, Client] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    agreements: dict[tuple[str, int], Agreement] = field(default_factory=dict)
    """By agreement id and version."""
    windows: dict[tuple[str, int], dict[str, WindowRow]] = field(default_factory=dict)
    """By agreement id and version, then by the window's first day."""
    work: Work = field(default_factory=lambda: Work({}))
    first_kept: str = ""
    """Postings of value dates before it are gone into the archive."""
    credit_only_turns: int = 0
    """How often people were told that it is credit only, or no more: the number of the last telling."""

    @property
    def today(self) -> date:
        """The business date of the clock."""
        return business_date(self.clock, self.house.zone)

    @property
    def tariffs(self) -> Tariffs:
        """The tariffs in force."""
        policy = self.house.policy
        rules = None if policy is None else policy.tariff_rules
        assert rules is not None, "nothing is asked of coverages without tariffs"
        return rules

    @property
    def held(self) -> bool:
        """Whether risk control holds it now."""
        return bool(self.holds) and self.holds[-1][1] is None

    @property
    def is_credit_only(self) -> bool:
        """Whether people were told that it has a soft rate and little else with the bank, and not that this is over."""
        return self.credit_only_turns % 2 == 1

    def touch(self, kind: str, *ids: str) -> None:
        """Say that a row of this coverage has changed."""
        self.house.touch(key_of(kind, self.id, *ids))

    def window(self, agreement: Agreement, first: date, to: date) -> WindowRow:
        """The row of a window, newly entered if nothing was said of it; touched."""
        rows = self.windows.setdefault(agreement.key, {})
        row = rows.get(first.isoformat())
        if row is None:
            row = rows[first.isoformat()] = WindowRow(first.isoformat(), to.isoformat())
        self.touch("window", agreement.agreement_id, str(agreement.version), row.first)
        return row

    def client(self, client_id: str) -> Client:
        """The client, newly entered if nothing was said of him; touched."""
        client = self.clients.get(client_id)
        if client is None:
            client = self.clients[client_id] = Client(client_id)
            if client_id == self.id:
                client.enter(None)
        self.touch("client", client_id)
        return client

    def counted(self, client_id: str, posting: Posting) -> Money | None:
        """What a posting comes to for this coverage: nothing when the client was in another on its day."""
        client = self.clients.get(client_id)
        if client is None or not client.counts_on(posting.value_date):
            return None
        return posting.qualified()

    def post(self, place: Place, posting: Posting) -> None:
        """Keep a posting and count it."""
        self.ledger.put(place, posting)
        self.ledger.count(place[0], posting.value_date, self.counted(place[0], posting))

    def count_anew(self, client_id: str) -> None:
        """A client came or went: what of his postings counts may have changed."""
        self.ledger.leave_out(client_id)
        for _, posting in self.ledger.of_client(client_id):
            self.ledger.count(client_id, posting.value_date, self.counted(client_id, posting))

    def live(self, item: str | None = None) -> list[Agreement]:
        """Agreements that are neither over nor still to begin their life, by id and version; of an item, or of all."""
        return [
            self.agreements[key]
            for key in sorted(self.agreements)
            if not self.agreements[key].is_over and item in (None, self.agreements[key].item)
        ]


def concerned(coverage: Coverage, agreement: Agreement) -> list[str]:
    """Whom an agreement is about: its client, his coverage, all its clients where they earn together, who sent him."""
    together = agreement.scope == "coverage"
    others = [client.id for _, client in sorted(coverage.clients.items()) if together and client.is_in]
    partner = [] if agreement.partner_id is None else [agreement.partner_id]
    return [coverage.id, *dict.fromkeys([agreement.client_id, *others]), *partner]
