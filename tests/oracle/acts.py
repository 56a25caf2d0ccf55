"""What each command does by itself, before anybody is served."""

from models.instants import parse_instant
from tests.oracle import people
from tests.oracle.contact_acts import on_contact, released
from tests.oracle.messages import Said, alert, coverage
from tests.oracle.state import Contact, Data, Desk, Manager


def apply(desk: Desk, command: Data) -> list[Said]:
    """Do what the command says; returns what that alone makes to be said."""
    kind: str = command["type"]
    if kind == "tick":
        return []
    act = {
        "manager.updated": _manager_updated,
        "manager.presence": _manager_presence,
        "manager.left": _manager_left,
        "client.updated": _client_updated,
        "client.forgotten": _client_forgotten,
        "contact.opened": _opened,
    }.get(kind)
    if act is not None:
        return act(desk, command)
    return on_contact(desk, kind, command["at"], command["cause"], command["data"])


def _manager_updated(desk: Desk, command: Data) -> list[Said]:
    data, at = command["data"], command["at"]
    known = desk.managers.get(data["manager_id"])
    if known is None:
        desk.managers[data["manager_id"]] = Manager(data["manager_id"], data, at)
        return []
    if known.employed and at < known.snapshot_at:
        return []
    if not known.employed:
        known.state = known.until = known.presence_at = known.last_seq = known.last_assigned_at = None
    known.snapshot, known.snapshot_at, known.employed, known.elsewhere = data, at, True, False
    return []


def _manager_presence(desk: Desk, command: Data) -> list[Said]:
    data, at = command["data"], command["at"]
    manager = desk.managers[data["manager_id"]]
    if manager.presence_at is not None and at < manager.presence_at:
        return []
    if manager.state != data["state"]:
        manager.state, manager.state_since = data["state"], at
    manager.presence_at = at
    manager.until = None if data["until"] is None else parse_instant(data["until"])
    desk.last_presence_at = max(at, desk.last_presence_at or at)
    if desk.silent_since is None:
        return []
    since, desk.silent_since = desk.silent_since, None
    return [alert(desk, command["cause"], "presence_silent", desk.id, since, cleared=True)]


def _manager_left(desk: Desk, command: Data) -> list[Said]:
    manager_id = command["data"]["manager_id"]
    manager = desk.managers[manager_id]
    manager.employed = False
    for contact in desk.contacts.values():
        if contact.wrap_up is not None and contact.wrap_up[0] == manager_id:
            contact.wrap_up = None
    said: list[Said] = []
    mine = sorted(people.open_contacts(desk, manager_id), key=lambda contact: (contact.start, contact.id))
    for contact in mine:
        said += released(desk, contact, command["cause"], "manager_left")
    for coverage_id in sorted(desk.records):
        record = desk.records[coverage_id]
        if record.lead == manager_id:
            said.append(coverage(desk, coverage_id, "coverage.ended", record, "manager_left"))
            record.lead = None
    return said


def _client_updated(desk: Desk, command: Data) -> list[Said]:
    data = command["data"]
    desk.clients[data["client_id"]] = data
    return []


def _client_forgotten(desk: Desk, command: Data) -> list[Said]:
    desk.clients.pop(command["data"]["client_id"], None)
    coverage_id = command["data"]["coverage_id"]
    if coverage_id not in desk.records or any(known["coverage_id"] == coverage_id for known in desk.clients.values()):
        return []
    record = desk.records.pop(coverage_id)
    if record.lead is None:
        return []
    return [coverage(desk, coverage_id, "coverage.ended", record, "client_forgotten")]


def _opened(desk: Desk, command: Data) -> list[Said]:
    for snapshot in command.get("clients", []):
        desk.clients[snapshot["client_id"]] = snapshot
    data = command["data"]
    desk.contacts[data["contact_id"]] = Contact(data["contact_id"], data, command["at"])
    said: list[Said] = []
    for early in command.get("early", []):
        said += on_contact(desk, early["type"], early["at"], command["cause"], early["data"])
    return said
