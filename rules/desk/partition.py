"""The desks of one partition of `kontor.desk-inbox`, as the fold the engine runs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import orjson

from models.figures import DeskFigures
from models.policy import Policy
from models.row_version import FIRST
from models.ticks import TICK, tick_cause, tick_message
from models.unit import InboxRecord, Message, Search
from rules.desk import client_acts, contact_acts, elsewhere, former, handing_over, leaving, manager_acts, overflow
from rules.desk.board import figures_of
from rules.desk.concluding import conclude
from rules.desk.desk import Desk
from rules.desk.house import House
from rules.desk.passing_time import advance, next_due, still_due
from rules.desk.placing import watch_bound
from rules.desk.policy_act import put_in_force
from rules.desk.policy_tables import PolicyInForce
from rules.desk.presence import silence_due
from rules.desk.restoring import POLICY_KEY, restored_desks
from rules.desk.rows import encode_desk, row_of
from rules.desk.told_of_serving import tell_leads

Act = Callable[[Desk, Mapping[str, Any]], None]

ACTS: Final[dict[str, Act]] = {
    "contact.opened": contact_acts.opened,
    "contact.accepted": contact_acts.followed,
    "contact.declined": contact_acts.followed,
    "contact.closed": contact_acts.followed,
    "contact.abandoned": contact_acts.followed,
    "contact.reassigned": contact_acts.followed,
    "client.updated": client_acts.updated,
    "client.forgotten": client_acts.forgotten,
    "margin.recorded": client_acts.margin_recorded,
    "wall.consent": client_acts.consented,
    "wall.consent_withdrawn": client_acts.withdrawn,
    "manager.updated": manager_acts.updated,
    "manager.presence": manager_acts.presence,
    "manager.notice": manager_acts.noticed,
    "manager.left": manager_acts.left,
    "manager.moved": manager_acts.moved,
    former.HISTORY: elsewhere.told,
    overflow.ASKED: overflow.asked,
    overflow.ANSWERED: overflow.answered,
    leaving.PLANNED: handing_over.planned,
    leaving.CONTINUED: handing_over.continued,
}
"""What each command does to its desk before the drain."""


class DeskPartition:
    """The state of one desk-inbox partition: many desks, each decided for on its own."""

    def __init__(self, source: str = "kontor") -> None:
        """Begin empty; `source` is the CloudEvents source of all that is published."""
        self._house = House(source)
        self._policy_row: bytes | None = None
        self.desks: dict[str, Desk] = {}
        self._dues: dict[str, int] = {}
        """The next due instant of each desk that has one."""
        self._leaving: set[str] = set()
        """Desks where somebody gave notice."""

    def restore(self, rows: Mapping[str, bytes], epoch: int) -> None:
        """Replace the state by `rows`; new decisions carry `epoch`."""
        self._house = House(self._house.source, epoch)
        self._policy_row = rows.get(POLICY_KEY)
        self.desks = restored_desks(rows, self._house)
        self._dues.clear()
        self._leaving.clear()
        for desk in self.desks.values():
            self._note_due(desk)

    def renew(self, epoch: int) -> None:
        """New decisions carry `epoch`."""
        self._house.epoch = epoch

    def apply(self, record: InboxRecord) -> Sequence[Message]:
        """Fold one command in."""
        assert record.value is not None, "a desk-inbox has no nulls"
        command = orjson.loads(record.value)
        if command["type"] == "policy.activated":
            return self._activate(command)
        desk_id, at = command["desk_id"], command["at"]
        desk = self.desks.get(desk_id)
        if desk is None:
            desk = self._new_desk(desk_id, at)
        out = self._tick_until(desk, command["clock"]) if desk_id in self._dues else []
        if command["type"] == TICK:
            # What was due is done. One told twice or too late changes nothing; one whose reason is gone moves the clock
            self._move_clock(desk, at)
            return out
        act = ACTS.get(command["type"])
        if act is None:
            raise ValueError(f"the command {command['type']!r} is unknown: a newer Kontor wrote it, and must read it")
        told = self._run(desk, at, command["cause"], act, command)
        return out + told if out else told

    def take_touched(self) -> Iterable[str]:
        """Keys of rows that may have changed since the last call."""
        return self._house.take_touched()

    def row(self, key: str) -> bytes | None:
        """The row of `key` as it now is."""
        if key == POLICY_KEY:
            return self._policy_row
        kind, desk_id, *rest = key.split("/", 2)
        desk = self.desks[desk_id]
        return row_of(desk, kind, rest[0]) if rest else encode_desk(desk)

    def needs_version(self) -> int:
        """The row version a reader of the rows must know."""
        return FIRST

    def take_counts(self) -> Mapping[str, int]:
        """What was counted since the last call."""
        return self._house.take_counts()

    def next_due(self) -> int | None:
        """The earliest due instant of all desks."""
        return min(self._dues.values(), default=None)

    def ticks(self, now_ms: int) -> Sequence[Message]:
        """A tick for each due instant of each desk up to `now_ms`, by instant, then desk."""
        instants: set[tuple[int, str]] = set()
        for desk_id in [each for each, due in self._dues.items() if due <= now_ms]:
            desk = self.desks[desk_id]
            instants.update((entry[0], desk.id) for entry in desk.due.all_until(now_ms) if still_due(desk, entry))
            silence = silence_due(desk)
            if silence is not None and desk.clock < silence <= now_ms:
                instants.add((silence, desk.id))
        return [tick_message(TICK, desk_id, instant, {"desk_id": desk_id}) for instant, desk_id in sorted(instants)]

    def searches(self) -> Sequence[Search]:
        """What the desks want to know that takes too long to be told by the fold: at most one question a desk."""
        found = (leaving.open_search(self.desks[desk_id]) for desk_id in sorted(self._leaving))
        return [each for each in found if each is not None]

    def figures(self) -> Iterable[DeskFigures]:
        """How the desks stand, for the metrics page."""
        return [figures_of(self.desks[desk_id]) for desk_id in sorted(self.desks)]

    def _new_desk(self, desk_id: str, at: int) -> Desk:
        desk = self.desks[desk_id] = Desk(desk_id, self._house, first_at=at, clock=at)
        self._house.touched[desk.row_key] = None  # its first record may be a tick that changes nothing more
        if self._house.policy is not None:
            desk.tables = self._house.policy.at(desk_id)
        return desk

    def _activate(self, command: Mapping[str, Any]) -> list[Message]:
        """A policy comes into force at every desk of the partition, and for those still to come."""
        data = command["data"]
        self._house.policy = PolicyInForce(Policy.from_canonical(data["policy"]))
        self._policy_row = orjson.dumps({"version": data["version"], "policy": data["policy"]})
        self._house.touched[POLICY_KEY] = None
        out: list[Message] = []
        for desk_id in sorted(self.desks):
            desk = self.desks[desk_id]
            out += self._tick_until(desk, command["clock"])
            out += self._run(desk, command["at"], command["cause"], _put_in_force, command)
        return out

    def _tick_until(self, desk: Desk, clock: int) -> list[Message]:
        """Each due instant up to the virtual clock is a tick of its own, in time order."""
        out: list[Message] = []
        while (instant := self._dues.get(desk.id)) is not None and instant <= clock:
            out += self._run(desk, instant, tick_cause(desk.id, instant), _time_passes, {})
        return out

    def _run(
        self, desk: Desk, at: int, cause: Mapping[str, Any], act: Act, command: Mapping[str, Any]
    ) -> list[Message]:
        desk.work.begin(cause, at)
        clock = max(desk.clock, at)
        desk.acts = max(desk.acts + 1, clock)
        advance(desk, clock)
        act(desk, command)
        conclude(desk)
        self._note_due(desk)
        return desk.work.out

    def _move_clock(self, desk: Desk, at: int) -> None:
        if at > desk.clock:
            desk.clock = at
            self._house.touched[desk.row_key] = None
            self._note_due(desk)

    def _note_due(self, desk: Desk) -> None:
        if desk.leavers:
            self._leaving.add(desk.id)
        else:
            self._leaving.discard(desk.id)
        due = next_due(desk)
        if due is None:
            self._dues.pop(desk.id, None)
        else:
            self._dues[desk.id] = due


def _time_passes(_desk: Desk, _command: Mapping[str, Any]) -> None:
    """A tick has no act of its own: the clock has moved, the drain follows."""


def _put_in_force(desk: Desk, _command: Mapping[str, Any]) -> None:
    assert desk.house.policy is not None
    put_in_force(desk, desk.house.policy.at(desk.id))
    tell_leads(desk)
    handing_over.look_again(desk)
    for contact in desk.waiting.by_id.values():
        watch_bound(desk, contact)
