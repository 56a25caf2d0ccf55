"""What each command does by itself, before anybody is served."""

from dataclasses import replace

from models.instants import parse_instant
from tests.oracle import coverages, elsewhere, hand_overs, offers, people
from tests.oracle.contact_acts import on_contact, released
from tests.oracle.messages import Said, alert, coverage
from tests.oracle.records import Contact, Data, Manager
from tests.oracle.state import Desk


def apply(desk: Desk, command: Data) -> list[Said]:
    """Do what the command says; returns what that alone makes to be said."""
    kind: str = command["type"]
    if kind == "tick":
        return []
    act = {
        "manager.updated": _manager_updated,
        "manager.presence": _manager_presence,
        "manager.left": _manager_left,
        "manager.moved": _manager_moved,
        "manager.history": elsewhere.told,
        "manager.notice": hand_overs.noticed,
        "handover.planned": hand_overs.planned,
        "handover.continued": hand_overs.continued,
        "client.updated": _client_updated,
        "client.forgotten": _client_forgotten,
        "wall.consent": _consented,
        "wall.consent_withdrawn": _withdrawn,
        "contact.opened": _opened,
    }.get(kind)
    if act is not None:
        return act(desk, command)
    return on_contact(desk, kind, command["at"], command["cause"], command["data"])


def _is_stale(manager: Manager, at: int) -> bool:
    """Older than what is in force, or not later than his leaving."""
    return (manager.employed and at < manager.snapshot_at) or (manager.left_at is not None and at <= manager.left_at)


def _manager_updated(desk: Desk, command: Data) -> list[Said]:
    data, at = command["data"], command["at"]
    known = desk.managers.get(data["manager_id"])
    if known is not None and _is_stale(known, at):
        return []
    hand_overs.somebody_new(desk)
    if known is None:
        new = desk.managers[data["manager_id"]] = Manager(data["manager_id"], data, at, first_heard_at=at)
        elsewhere.comes(new, command)
        return []
    if not known.employed:
        elsewhere.comes(known, command)
        known.state = known.until = known.presence_at = None  # the intake sends what holds now
    if not known.employed and not known.elsewhere:
        known.last_seq = known.last_assigned_at = known.gentle_from = None  # a new employment
        known.first_heard_at = at
        known.given_at.clear()
        known.leaving = False
    known.snapshot, known.snapshot_at, known.employed, known.elsewhere = data, at, True, False
    return []


def _manager_presence(desk: Desk, command: Data) -> list[Said]:
    data, at = command["data"], command["at"]
    manager = desk.managers[data["manager_id"]]
    if manager.presence_at is not None and at < manager.presence_at:
        return []
    if manager.state == "leave" and data["state"] != "leave":
        manager.gentle_from = at
    if manager.state != data["state"]:
        manager.state, manager.state_since = data["state"], at
    manager.presence_at = at
    manager.until = None if data["until"] is None else parse_instant(data["until"])
    desk.last_presence_at = max(at, desk.last_presence_at or at)
    said: list[Said] = []
    if data["state"] in ("away", "leave", "offline"):
        for contact in offers.pending(desk, manager.id):
            said += released(desk, contact, command["cause"], "rescinded")
    if data["state"] == "available":
        said += offers.comes_back(desk, manager, command["cause"])
    if desk.silent_since is None:
        return said
    since, desk.silent_since = desk.silent_since, None
    return [*said, alert(desk, command["cause"], "presence_silent", desk.id, since, cleared=True)]


def _manager_left(desk: Desk, command: Data) -> list[Said]:
    manager_id = command["data"]["manager_id"]
    manager = desk.managers[manager_id]
    said = hand_overs.finished(desk, manager_id) if manager.employed else []
    manager.employed = manager.elsewhere = False
    manager.left_at = command["at"]
    mine = sorted(people.open_contacts(desk, manager_id), key=lambda contact: (contact.start, contact.id))
    for contact in mine:
        reason = "manager_left" if contact.offer is None else "rescinded"
        said += released(desk, contact, command["cause"], reason)
    said += offers.comes_back(desk, manager, command["cause"])
    for contact in desk.contacts.values():
        if contact.wrap_up is not None and contact.wrap_up[0] == manager_id:
            contact.wrap_up = None
    for coverage_id in sorted(desk.records):
        record = desk.records[coverage_id]
        if record.lead == manager_id:
            said.append(coverage(desk, coverage_id, "coverage.ended", record, "manager_left"))
            record.lead = None
    return said


def _manager_moved(desk: Desk, command: Data) -> list[Said]:
    manager = desk.managers[command["data"]["manager_id"]]
    if not manager.employed:
        return []  # he went on from there to a third desk
    said = hand_overs.finished(desk, manager.id)
    manager.employed, manager.elsewhere = False, True
    return said + offers.comes_back(desk, manager, command["cause"])


def _consented(desk: Desk, command: Data) -> list[Said]:
    data = command["data"]
    until = None if data["until"] is None else parse_instant(data["until"])
    desk.consents[data["coverage_a"], data["coverage_b"], data["side"]] = until
    return []


def _withdrawn(desk: Desk, command: Data) -> list[Said]:
    data = command["data"]
    desk.consents.pop((data["coverage_a"], data["coverage_b"], data["side"]), None)
    return []


def _client_updated(desk: Desk, command: Data) -> list[Said]:
    return _client_known(desk, command["data"])


def _client_known(desk: Desk, snapshot: Data) -> list[Said]:
    before = desk.clients.get(snapshot["client_id"], {}).get("coverage_id")
    held = coverages.last_held(desk, before) if before in desk.records else 0
    desk.clients[snapshot["client_id"]] = snapshot
    coverages.note(desk)
    after = snapshot["coverage_id"]
    if before is not None and before != after and before in desk.introduced and after not in desk.introduced:
        desk.introduced[after] = set(desk.introduced[before])
    if before in (None, after):
        return []
    said: list[Said] = []
    if before in desk.records:
        desk.records[before].since = held  # what left with the client was held until now
    if before in desk.records and after not in desk.records:
        desk.records[after] = replace(desk.records[before], since=held)
        if desk.records[after].lead is not None:
            said.append(coverage(desk, after, "coverage.started", desk.records[after], "client_moved"))
    return [*said, *_without_clients(desk, before, "client_moved")]


def _client_forgotten(desk: Desk, command: Data) -> list[Said]:
    desk.clients.pop(command["data"]["client_id"], None)
    return _without_clients(desk, command["data"]["coverage_id"], "client_forgotten")


def _without_clients(desk: Desk, coverage_id: str, reason: str) -> list[Said]:
    if any(known["coverage_id"] == coverage_id for known in desk.clients.values()):
        return []
    desk.introduced.pop(coverage_id, None)
    if coverage_id not in desk.records:
        return []
    record = desk.records.pop(coverage_id)
    return [] if record.lead is None else [coverage(desk, coverage_id, "coverage.ended", record, reason)]


def _opened(desk: Desk, command: Data) -> list[Said]:
    said: list[Said] = []
    for snapshot in command.get("clients", []):
        said += _client_known(desk, snapshot)
    data = command["data"]
    desk.contacts[data["contact_id"]] = Contact(data["contact_id"], data, command["at"])
    for early in command.get("early", []):
        said += on_contact(desk, early["type"], early["at"], command["cause"], early["data"])
    return said
