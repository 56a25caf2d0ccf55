"""Everything the intake keeps, as rows."""

from collections.abc import Mapping
from itertools import chain
from typing import Any, Final

import orjson

from models.notes import Notes
from models.policy.policy import Policy
from models.policy.sections import Duplicates
from rules.intake import (
    client_table,
    consent_table,
    contact_table,
    level_table,
    manager_table,
    margin_table,
    posting_table,
    seen,
    serving_table,
)
from rules.intake.client_table import ClientTable
from rules.intake.consent_table import ConsentTable
from rules.intake.contact_table import ContactTable
from rules.intake.horizon import Horizon
from rules.intake.level_table import LevelTable
from rules.intake.manager_table import ManagerTable
from rules.intake.margin_table import MarginTable
from rules.intake.posting_table import PostingTable
from rules.intake.seen import Seen
from rules.intake.serving_table import ServingTable
from rules.intake.tariff_table import TariffTable

PROGRESS: Final = "intake"
"""Key of the row that says how far the intake's clocks have come and what policy counts for it."""
USUAL_LATE_LIMIT_S: Final[int] = Policy.model_fields["late_limit_s"].default
USUAL_HORIZON_S: Final[int] = Duplicates().horizon_s
"""What holds before a first policy."""


class IntakeState(Notes):
    """The tables, what holds for all of them, and which rows were touched."""

    def __init__(self) -> None:
        super().__init__()
        self.clients = ClientTable()
        self.managers = ManagerTable()
        self.margins = MarginTable()
        self.contacts = ContactTable()
        self.seen = Seen()
        self.consents = ConsentTable()
        self.horizon = Horizon()
        self.tariffs = TariffTable()
        self.serving = ServingTable()
        self.levels = LevelTable()
        self.postings = PostingTable()
        self.postings_horizon = Horizon()
        """Postings are kept longer than all else, and only where there are tariffs."""
        self.clock_ms = 0
        """The largest `at` of all accepted lines."""
        self.now_ms = 0
        """The largest arrival."""
        self.start_ms: int | None = None
        """Contacts whose source record is older are history; None: nothing is."""
        self.late_limit_ms = USUAL_LATE_LIMIT_S * 1000
        self.horizon_ms = USUAL_HORIZON_S * 1000

    def restore(self, rows: Mapping[str, bytes]) -> None:
        """Take over journal rows; only on a new state."""
        if PROGRESS in rows:
            said = orjson.loads(rows[PROGRESS])
            self.clock_ms, self.now_ms, self.start_ms = said["clock"], said["heard"], said["start"]
            self.late_limit_ms, self.horizon_ms = said["late_limit"], said["horizon"]
        self.consents.restore(rows)
        self.clients.restore(rows)
        self.managers.restore(rows)
        self.margins.restore(rows)
        self.tariffs.restore(rows)
        self.serving.restore(rows)
        self.levels.restore(rows)
        self.postings_horizon.restore(self.postings.restore(rows))
        self.horizon.restore(chain(self.contacts.restore(rows), self.seen.restore(rows)))

    def row(self, key: str) -> bytes | None:
        """The journal row of `key` as it now is; None when it is gone."""
        if key.startswith(seen.PREFIX):
            return self.seen.row(key)
        if key.startswith(posting_table.PREFIX):
            return self.postings.row(key)
        kind, _, name = key.partition("/")
        match f"{kind}/":
            case contact_table.PREFIX:
                return self.contacts.row(name)
            case contact_table.EARLY_PREFIX:
                return self.contacts.early_row(name)
            case client_table.PREFIX:
                return self.clients.row(name)
        return self._other_row(kind, name, key)

    def _other_row(self, kind: str, name: str, key: str) -> bytes | None:
        match f"{kind}/":
            case manager_table.PREFIX:
                return self.managers.row(name)
            case margin_table.PREFIX:
                return self.margins.row(name)
            case consent_table.PREFIX:
                return self.consents.row(key)
            case level_table.PREFIX:
                return self.levels.row(name)
            case serving_table.LEAD_PREFIX | serving_table.HOLDER_PREFIX:
                return self.serving.row(key)
        return self._progress() if key == PROGRESS else self.tariffs.row(key)

    def _progress(self) -> bytes:
        progress = {"clock": self.clock_ms, "heard": self.now_ms, "start": self.start_ms}
        return orjson.dumps({**progress, "late_limit": self.late_limit_ms, "horizon": self.horizon_ms})

    def snapshot(self, client_id: str) -> dict[str, Any]:
        """What a desk is told about a known client: all of him, and his margins where there are any."""
        client = self.clients.get(client_id)
        assert client is not None, "nobody is told of a client nobody knows"
        margins = self.margins.of(client_id)
        snapshot = client.snapshot(client_id)
        return {**snapshot, "margins": margins} if margins else snapshot

    def expired_ms(self) -> int:
        """What was heard at or before this instant lies outside the horizon of repeats."""
        return self.now_ms - self.horizon_ms

    def purge(self) -> None:
        """Forget what lies outside the horizon, some of it at a time."""
        self.horizon.purge(self.expired_ms(), self._forget)
        self.postings_horizon.purge(self.now_ms - self.tariffs.kept_ms(), self._forget_posting)

    def _forget_posting(self, key: str, place: int) -> bool:
        forgotten = self.postings.forget(key, place)
        if forgotten:
            self.touch(key)
        return forgotten

    def _forget(self, key: str, place: int) -> bool:
        if key.startswith(seen.PREFIX):
            forgotten = self.seen.forget(key, place)
        elif key.startswith(contact_table.EARLY_PREFIX):
            forgotten = self.contacts.forget_early(key[len(contact_table.EARLY_PREFIX) :], place)
        else:
            contact = self.contacts.forget(key[len(contact_table.PREFIX) :], place)
            forgotten = contact is not None
            if contact is not None and contact.client_id is not None:
                self.forget_stranger(contact.client_id)
        if forgotten:
            self.touch(key)
        return forgotten

    def forget_stranger(self, client_id: str) -> None:
        """Drop the row of a client whom nobody knows and of whom no contact is left."""
        client = self.clients.get(client_id)
        if client is not None and client.data is None and not self.contacts.has_contact_of(client_id):
            self.clients.drop(client_id)
            self.touch(client_table.PREFIX + client_id)
