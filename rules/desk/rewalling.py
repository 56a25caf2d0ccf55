"""What clients' snapshots and consents say of rivalries comes into force."""

from collections.abc import Mapping
from typing import Any

from rules.desk.apart import mark_held, rivals_concerned, settle, stir_unknown
from rules.desk.client import Client
from rules.desk.desk import Desk
from rules.desk.due import Due

Snapshot = Mapping[str, Any] | None


class Rewalling:
    """One client's snapshot is about to change: his rivalries go, and come again as they then are."""

    __slots__ = ("_client", "_desk", "_ids", "_touched")

    def __init__(self, desk: Desk, client: Client, data: Snapshot) -> None:
        """Take out what he says, and what is said of him; `data` is the snapshot to come."""
        self._desk, self._client = desk, client
        self._touched: set[str] = set()
        self._ids = _concerned(desk, client, data)
        self._look()
        for coverage_id in self._ids:
            _bind(desk, coverage_id, bound=False)
        if self._ids:
            _count(desk, client, -1)

    def put(self) -> None:
        """The client is now as his snapshot says: take in what he says and what is said of him."""
        if not self._ids:
            return
        _count(self._desk, self._client, 1)
        for coverage_id in self._ids:
            _bind(self._desk, coverage_id, bound=True)

    def settle(self) -> None:
        """Tell anew whose the coverages are and who may take their contacts."""
        if self._ids:
            self._look()
            settle(self._desk, sorted(self._touched))
            stir_unknown(self._desk)
            concerned = (self._desk.coverages.get(coverage_id) for coverage_id in self._ids)
            for manager_id in sorted({each for one in concerned if one is not None for each in one.serving}):
                mark_held(self._desk, manager_id)

    def _look(self) -> None:
        for coverage_id in self._ids:
            coverage = self._desk.coverages.get(coverage_id)
            served_by = () if coverage is None else tuple(coverage.serving)
            self._touched.update((coverage_id, *rivals_concerned(self._desk, coverage_id, served_by)))


def _concerned(desk: Desk, client: Client, data: Snapshot) -> list[str]:
    """Coverages whose rivalries a new snapshot may change; most say nothing of rivals."""
    namers = desk.rivals.namers.get(client.id)
    says = _says(client.data)
    will = _says(data)
    if not (namers or any(says) or any(will)):
        return []
    new_id = client.id if data is None else data["group_id"] or client.id
    if says == will and new_id == client.coverage_id:
        return []
    named = (_resolved(desk, name) for name in (*says[0], *will[0]))
    named_by = (desk.clients[each].coverage_id for each in namers or ())
    return sorted({client.id, client.coverage_id, new_id, *named, *named_by})


def _says(data: Snapshot) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Rivals and classes of a snapshot."""
    if data is None:
        return (), ()
    return tuple(dict.fromkeys(data["rivals"])), tuple(dict.fromkeys(data["conflict_classes"]))


def _resolved(desk: Desk, name: str) -> str:
    """The coverage that is meant by a rival's name: a client's own, else the name itself."""
    client = desk.clients.get(name)
    return name if client is None else client.coverage_id


def _count(desk: Desk, client: Client, one: int) -> None:
    """Count in (1) or out (-1) what he says, and what others say of him."""
    rivals, mine = desk.rivals, client.coverage_id
    named, classes = _says(client.data)
    for name in named:
        rivals.name(mine, _resolved(desk, name), one)
    for namer in rivals.namers.get(client.id, ()):
        if namer != client.id:
            rivals.name(desk.clients[namer].coverage_id, mine, one)
    for code in classes:
        rivals.classify(mine, code, one)
    for name in named:
        namers = rivals.namers.setdefault(name, {})
        if one > 0:
            namers[client.id] = None
        else:
            namers.pop(client.id, None)
            if not namers:
                del rivals.namers[name]


def _bind(desk: Desk, coverage_id: str, *, bound: bool) -> None:
    coverage = desk.coverages.get(coverage_id)
    if coverage is None or not desk.rivals.walled(coverage_id):
        return
    classes = desk.rivals.classes.get(coverage_id, {})
    for manager_id in coverage.serving:
        (desk.bound.put if bound else desk.bound.take)(manager_id, coverage_id, classes)


def derive(desk: Desk) -> None:
    """Tell all rivalries and who is bound by them anew from what is written down; services are told already."""
    for client in desk.clients.values():
        named, classes = _says(client.data)
        for name in named:
            desk.rivals.name(client.coverage_id, _resolved(desk, name), 1)
            desk.rivals.namers.setdefault(name, {})[client.id] = None
        for code in classes:
            desk.rivals.classify(client.coverage_id, code, 1)
    for coverage_id in desk.coverages:
        _bind(desk, coverage_id, bound=True)


def consent(desk: Desk, key: str, said: Mapping[str, Any] | None) -> None:
    """One side consents, or (None) takes it back."""
    pair = desk.rivals.consent(key, said)
    if pair is None:
        desk.house.count("unknown_consent")
        return
    desk.house.touch("consent", desk.id, key)
    if said is not None:
        watch_consent(desk, key, said)
    settle(desk, pair)


def watch_consent(desk: Desk, key: str, said: Mapping[str, Any]) -> None:
    """Note when a consent will end."""
    if said["until"] is not None and said["until"] > desk.clock:
        desk.due.put(said["until"], Due.CONSENT_END, key)


def end_consent(desk: Desk, key: str) -> None:
    """A consent may have ended by time."""
    said = desk.rivals.consents.get(key)
    if said is not None:
        settle(desk, (said["coverage_a"], said["coverage_b"]))
