"""Who leads each coverage at which desk, who stands behind, and who holds which contact, as desks tell it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import orjson

LEAD_PREFIX: Final = "lead/"
HOLDER_PREFIX: Final = "holder/"


class Led(NamedTuple):
    """People of a coverage at a desk."""

    desk_id: str
    coverage_id: str
    lead: str | None
    backup: str | None


class Held(NamedTuple):
    """Whose an open contact is."""

    manager_id: str
    client_id: str


def lead_key(desk_id: str, coverage_id: str) -> str:
    """Key of the row of a coverage at a desk, whose id has no slash."""
    return f"{LEAD_PREFIX}{desk_id}/{coverage_id}"


class ServingTable:
    """Empty, and of no cost, where the policy has no tariffs."""

    __slots__ = ("_held", "_held_by", "_led", "_led_by", "_of_coverage")

    def __init__(self) -> None:
        self._led: dict[str, Led] = {}
        self._of_coverage: dict[str, set[str]] = {}
        self._led_by: dict[str, set[str]] = {}
        """Manager to the keys of the coverages he leads."""
        self._held: dict[str, Held] = {}
        self._held_by: dict[str, set[str]] = {}
        """Manager to his contacts."""

    def restore(self, rows: Mapping[str, bytes]) -> None:
        """Take over journal rows."""
        for key, row in rows.items():
            if key.startswith(LEAD_PREFIX):
                self.led(Led(*orjson.loads(row)))
            elif key.startswith(HOLDER_PREFIX):
                self.hold(key[len(HOLDER_PREFIX) :], Held(*orjson.loads(row)))

    def row(self, key: str) -> bytes | None:
        """The journal row of a coverage's people, or of a contact's holder."""
        row = self._led.get(key) if key.startswith(LEAD_PREFIX) else self._held.get(key[len(HOLDER_PREFIX) :])
        return None if row is None else orjson.dumps(tuple(row))

    def led(self, now: Led) -> None:
        """Who leads a coverage at a desk from now on, and who stands behind; nobody: it is forgotten."""
        key = lead_key(now.desk_id, now.coverage_id)
        before = self._led.pop(key, None)
        if before is not None:
            _discard(self._of_coverage, before.coverage_id, key)
            if before.lead is not None:
                _discard(self._led_by, before.lead, key)
        if now.lead is None and now.backup is None:
            return
        self._led[key] = now
        self._of_coverage.setdefault(now.coverage_id, set()).add(key)
        if now.lead is not None:
            self._led_by.setdefault(now.lead, set()).add(key)

    def hold(self, contact_id: str, held: Held) -> None:
        """A contact is a manager's."""
        self.let_go(contact_id)
        self._held[contact_id] = held
        self._held_by.setdefault(held.manager_id, set()).add(contact_id)

    def let_go(self, contact_id: str) -> bool:
        """A contact is over; says whether anybody held it."""
        held = self._held.pop(contact_id, None)
        if held is not None:
            _discard(self._held_by, held.manager_id, contact_id)
        return held is not None

    def stands_for(self, coverage_id: str, manager_id: str) -> bool:
        """Whether he leads the coverage or stands behind, at any desk."""
        return any(
            manager_id in (self._led[key].lead, self._led[key].backup) for key in self._of_coverage.get(coverage_id, ())
        )

    def led_by(self, manager_id: str) -> Iterator[str]:
        """Coverages he leads."""
        return (self._led[key].coverage_id for key in self._led_by.get(manager_id, ()))

    def clients_held_by(self, manager_id: str) -> Iterable[str]:
        """Clients of the contacts he holds."""
        return (self._held[contact_id].client_id for contact_id in self._held_by.get(manager_id, ()))


def _discard(index: dict[str, set[str]], name: str, key: str) -> None:
    index[name].discard(key)
    if not index[name]:
        del index[name]
