"""Who is there, who has room, who may, and whom the words name."""

from hashlib import sha256

from tests.oracle import coverages, ramp, walls
from tests.oracle.records import Contact, Manager
from tests.oracle.state import Desk


def heard_of(desk: Desk, manager: Manager) -> bool:
    """Whether his presence is believed: under `nobody` a silent feed makes everyone as one never heard of."""
    silent = desk.silent_since is not None and desk.rules.presence.when_silent == "nobody"
    return manager.state is not None and not silent


def available(desk: Desk, manager: Manager) -> bool:
    """Available, and for the debounce long without another state."""
    if not heard_of(desk, manager) or manager.state != "available" or manager.awaits:
        return False
    return desk.now >= manager.state_since + desk.rules.presence.debounce_s * 1000


def capacity(desk: Desk, manager: Manager) -> int:
    """Units he can hold."""
    own: int | None = manager.snapshot["capacity"]
    return desk.rules.default_capacity if own is None else own


def open_contacts(desk: Desk, manager_id: str) -> list[Contact]:
    """What he has now, or is asked to take."""
    return [contact for contact in desk.contacts.values() if contact.taker == manager_id]


def wrap_ups(desk: Desk, manager_id: str) -> list[Contact]:
    """What still holds units of his after its end."""
    return [
        contact
        for contact in desk.contacts.values()
        if contact.wrap_up is not None
        and contact.wrap_up[0] == manager_id
        and desk.now < contact.wrap_up[2]  # it may be told by an opening that the desk's clock says is earlier
    ]


def held_elsewhere(desk: Desk, manager_id: str) -> list[tuple[str, int, bool]]:
    """What holds units of his at other desks, for one who works here: channel, complexity, whether it wraps up."""
    manager = desk.managers.get(manager_id)
    stays = [] if manager is None or not manager.employed else manager.brought.values()
    return [each for brought in stays for each in brought.held]


def load(desk: Desk, manager_id: str) -> int:
    """Units held by contacts and wrap-ups."""
    held = [*open_contacts(desk, manager_id), *wrap_ups(desk, manager_id)]
    far = sum(desk.units(channel, complexity) for channel, complexity, _ in held_elsewhere(desk, manager_id))
    return far + sum(desk.weight(contact) for contact in held)


def in_channel(desk: Desk, manager_id: str, channel: str) -> int:
    """Contacts of one channel, wrap-ups too."""
    held = [*open_contacts(desk, manager_id), *wrap_ups(desk, manager_id)]
    channels = [contact.data["channel"] for contact in held]
    return [*channels, *(each for each, _, _ in held_elsewhere(desk, manager_id))].count(channel)


def over_capacity(desk: Desk, contact: Contact, manager: Manager) -> bool:
    """Whether he would hold more units than he may."""
    _, line = desk.line_of(contact)
    after = load(desk, manager.id) + desk.weight(contact)
    return after > capacity(desk, manager) or after * 1_000_000 > capacity(desk, manager) * line.max_load_ppm


def over_channel(desk: Desk, contact: Contact, manager: Manager) -> bool:
    """Whether he would hold more contacts of the channel than he may."""
    channel = contact.data["channel"]
    limit = manager.snapshot["channels"].get(channel)
    return limit is not None and in_channel(desk, manager.id, channel) + 1 > limit


def lacks_grade(desk: Desk, contact: Contact, manager: Manager) -> bool:
    """Below the line's grade."""
    _, line = desk.line_of(contact)
    return bool(manager.snapshot["grade"] < line.min_grade)


def lacks_skill(desk: Desk, contact: Contact, manager: Manager) -> bool:
    """Without a mandatory skill, language, segment or industry; what nobody knows asks for nothing."""
    _, line = desk.line_of(contact)
    client, snapshot = desk.client(contact), manager.snapshot
    for skill in contact.data["required_skills"]:
        if skill["mandatory"] and snapshot["skills"].get(skill["skill"], 0) < skill["min_level"]:
            return True
    asked = {
        "language": (desk.language(contact), snapshot["languages"]),
        "segment": (client.get("segment"), snapshot["segments"]),
        "industry": (client.get("industry"), snapshot["industries"]),
    }
    return any(asked[word][0] is not None and asked[word][0] not in asked[word][1] for word in line.mandatory)


def refusal(desk: Desk, contact: Contact, manager: Manager) -> str | None:
    """The first reason why not, in the page's order."""
    return next(iter(refusals(desk, contact, manager)), None)


def refusals(desk: Desk, contact: Contact, manager: Manager) -> list[str]:
    """Every reason why not, in the page's order."""
    if not manager.employed:
        return ["left"]  # of one who is gone nothing else is known
    reasons = {
        "not_present": not available(desk, manager),
        "set_aside": manager.set_aside,
        "grade": lacks_grade(desk, contact, manager),
        "skill": lacks_skill(desk, contact, manager),
        "wall": walls.refused(desk, contact, manager.id),
        "declined": manager.id in contact.turned_down,
        "ramp_up": ramp.had_his_share(desk, manager),
        "at_capacity": over_capacity(desk, contact, manager),
        "channel_limit": over_channel(desk, contact, manager),
    }
    return [reason for reason, holds in reasons.items() if holds]


def could_come(desk: Desk, contact: Contact, manager: Manager, next_opening: int) -> bool:
    """Whether he is worth the wait for until the next step opens."""
    _, line = desk.line_of(contact)
    units, room = desk.weight(contact), capacity(desk, manager)
    never = units > room or units * 1_000_000 > room * line.max_load_ppm
    never = never or manager.snapshot["channels"].get(contact.data["channel"]) == 0
    if not manager.employed or lacks_grade(desk, contact, manager) or lacks_skill(desk, contact, manager) or never:
        return False
    if manager.id in contact.turned_down or walls.refused(desk, contact, manager.id):
        return False
    if not heard_of(desk, manager) or manager.state == "offline":
        return False
    if manager.state == "leave" and manager.until is None:
        return False
    away = manager.state in ("away", "leave")
    return not (away and manager.until is not None and manager.until > next_opening)


def named(desk: Desk, contact: Contact, word: str) -> list[Manager]:
    """Whom a word names at this desk."""
    coverage_id, client = desk.coverage(contact), desk.client(contact)
    here = [manager for manager in desk.managers.values() if manager.employed]
    if word == "anyone":
        return here
    if word == "specialist":
        industry = client.get("industry")
        return [manager for manager in here if industry is not None and industry in manager.snapshot["industries"]]
    one = {
        "chosen": contact.data["requested_manager_id"],
        "incumbent": incumbent(desk, coverage_id),
        "plan": None if walls.lost(desk, client.get("manager_id") or "", coverage_id) else client.get("manager_id"),
        "backup": backup(desk, contact),
    }[word]
    known = desk.managers.get(one or "")
    return [] if known is None or known.elsewhere else [known]


def incumbent(desk: Desk, coverage_id: str) -> str | None:
    """The lead; else who holds an open contact of it, the last one assigned; else who served it last."""
    if ("incumbent", coverage_id) not in desk.memo:
        desk.memo["incumbent", coverage_id] = _incumbent(desk, coverage_id)
    found: str | None = desk.memo["incumbent", coverage_id]
    return found


def _incumbent(desk: Desk, coverage_id: str) -> str | None:
    lead = coverages.lead(desk, coverage_id)
    if lead is not None:
        return lead
    held = desk.holdings(coverage_id)
    now_held = [holding for holding in held if holding.ended_at is None]
    now_held = [holding for holding in now_held if not walls.lost(desk, holding.manager_id, coverage_id)]
    if now_held:
        return max(now_held, key=lambda holding: holding.seq).manager_id
    memory = desk.rules.incumbent_memory_s * 1000
    served = [holding for holding in held if holding.ended_by is not None and desk.now < holding.ended_by + memory]
    last = max(served, key=lambda holding: holding.end_order).manager_id if served else None
    return None if last is None or walls.lost(desk, last, coverage_id) else last


def backup(desk: Desk, contact: Contact) -> str | None:
    """The coverage's backup; where there is none, the client's."""
    record = desk.records.get(desk.coverage(contact))
    if record is not None and record.backup is not None:
        return record.backup
    of_client: str | None = desk.client(contact).get("backup_manager_id")
    return of_client


def digest(left: str, right: str) -> str:
    """The hash that decides ties."""
    return sha256(f"{left}|{right}".encode()).hexdigest()


def new_backup(desk: Desk, contact: Contact, lead: str | None) -> str | None:
    """Whom to name as backup of the contact's coverage beside `lead`."""
    of_client = desk.client(contact).get("backup_manager_id")
    walled = of_client is not None and walls.refused(desk, contact, of_client)
    known = of_client is not None and desk.employed(of_client) and not desk.managers[of_client].awaits
    if known and of_client != lead and not walled:
        return str(of_client)
    coverage_id = desk.coverage(contact)
    fit = [
        manager
        for manager in desk.managers.values()
        if manager.employed
        and not manager.awaits
        and manager.id != lead
        and not lacks_skill(desk, contact, manager)
        and not lacks_grade(desk, contact, manager)
        and not walls.refused(desk, contact, manager.id)
    ]

    def rank(manager: Manager) -> tuple[int, int, str]:
        backs = sum(record.backup == manager.id for known, record in desk.records.items() if known != coverage_id)
        return -manager.snapshot["grade"], backs, digest(coverage_id, manager.id)

    return min(fit, key=rank).id if fit else None
