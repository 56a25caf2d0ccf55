"""Random histories of one partition: small worlds, so that everything meets everything."""

from typing import Any

from hypothesis import strategies as st

from tests.rules.desk.bank import Bank

MANAGERS = ("M1", "M2", "M3", "M4")
CLIENTS = ("K1", "K2", "K3", "K4", "K5")
CONTACTS = tuple(f"C{number}" for number in range(14))
DESKS = ("D", "E")

VIP_LINE: dict[str, Any] = {
    "when": {"tier": "vip"},
    "priority": 3,
    "min_grade": 2,
    "mandatory": ["segment", "language", "industry"],
    "steps": [
        {"after_s": 0, "who": ["chosen", "incumbent", "plan"]},
        {"after_s": 7, "who": ["backup", "specialist"]},
        {"after_s": 20, "who": ["anyone"]},
    ],
    "max_load_ppm": 800000,
    "escalate_after_s": 25,
}
CHAT_LINE: dict[str, Any] = {
    "when": {"channel": ["chat", "web"]},
    "steps": [{"after_s": 0, "who": ["incumbent", "anyone"]}],
    "escalate_after_s": 40,
}
LAST_LINE: dict[str, Any] = {
    "when": {},
    "steps": [
        {"after_s": 0, "who": ["chosen", "incumbent"]},
        {"after_s": 5, "who": ["plan", "specialist"]},
        {"after_s": 15, "who": ["backup", "anyone"]},
    ],
    "escalate_after_s": 30,
}
BASE: dict[str, Any] = {
    "name": "small",
    "lines": [VIP_LINE, CHAT_LINE, LAST_LINE],
    "wrap_up_s": {"phone": 6, "chat": 3},
    "queue": {"ageing_s": 4, "bound_s": 24},
    "presence": {"debounce_s": 2, "silent_after_s": 45},
    "incumbent_memory_s": 50,
    "duplicates": {"horizon_s": 60},
    "walls": {"cooling_off_s": 40},
    "coverage": {"backup_share_ppm": 400000},
}
POLICIES: tuple[dict[str, Any], ...] = (
    BASE,
    BASE
    | {
        "name": "other",
        "lines": [CHAT_LINE, LAST_LINE],
        "presence": {"debounce_s": 0, "silent_after_s": 20, "when_silent": "nobody"},
        "contact_weight": {"channel": {"chat": 2}},
        "default_capacity": 3,
        "desks": {"E": {"queue": {"ageing_s": 9}, "wrap_up_s": {"web": 4}}},
    },
)

_managers = st.sampled_from(MANAGERS)
_clients = st.sampled_from(CLIENTS)
_contacts = st.sampled_from(CONTACTS)
_groups = st.sampled_from((None, None, "G1", "G2"))
_maybe_manager = st.sampled_from((None, None, *MANAGERS, "M9"))
_skills = st.lists(
    st.fixed_dictionaries(
        {"skill": st.sampled_from(("fx", "loan")), "min_level": st.integers(0, 3), "mandatory": st.booleans()}
    ),
    max_size=2,
)
_profile = st.fixed_dictionaries(
    {
        "segments": st.sampled_from((["sme"], ["sme", "retail"], [])),
        "industries": st.sampled_from(([], ["agro"], ["agro", "it"])),
        "skills": st.sampled_from(({}, {"fx": 2}, {"fx": 3, "loan": 1})),
        "languages": st.sampled_from((["ru"], ["ru", "en"])),
        "grade": st.integers(1, 3),
        "capacity": st.sampled_from((None, 0, 2, 3, 5)),
        "channels": st.sampled_from(({}, {"phone": 1}, {"chat": 2, "phone": 0})),
    }
)
_snapshot = st.fixed_dictionaries(
    {
        "segment": st.sampled_from(("sme", "retail")),
        "tier": st.sampled_from(("standard", "vip")),
        "industry": st.sampled_from((None, "agro", "it")),
        "group_id": _groups,
        "manager_id": _maybe_manager,
        "backup_manager_id": _maybe_manager,
        "language": st.sampled_from((None, "ru", "en")),
    }
)
_contact = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(("chat", "phone", "web")),
        "complexity": st.integers(1, 5),
        "priority": st.sampled_from((0, 0, 1, 9)),
        "required_skills": _skills,
        "requested_manager_id": _maybe_manager,
        "language": st.sampled_from((None, "en")),
    }
)
_states = st.sampled_from(("available", "available", "available", "busy", "wrap_up", "away", "leave", "offline"))

_commands = st.one_of(
    st.tuples(st.just("open"), _contacts, _clients, _contact),
    st.tuples(st.just("open"), _contacts, _clients, _contact),
    st.tuples(st.just("open"), _contacts, _clients, _contact),
    st.tuples(st.just("close"), _contacts),
    st.tuples(st.just("close"), _contacts),
    st.tuples(st.just("abandon"), _contacts),
    st.tuples(st.just("accept"), _contacts, _managers),
    st.tuples(st.just("move"), _contacts, _maybe_manager.filter(bool)),
    st.tuples(st.just("presence"), _managers, _states, st.sampled_from((None, None, 4, 12, 60))),
    st.tuples(st.just("presence"), _managers, _states, st.none()),
    st.tuples(st.just("manager"), _managers, _profile),
    st.tuples(st.just("left"), _managers),
    st.tuples(st.just("away_to"), _managers),
    st.tuples(st.just("client"), _clients, _snapshot),
    st.tuples(st.just("forget"), _clients),
    st.tuples(st.just("tick")),
    st.tuples(st.just("policy"), st.integers(0, len(POLICIES) - 1)),
)
Step = tuple[float, float, str, tuple[Any, ...]]
"""Seconds since the step before, seconds by which it comes late, desk, command."""

histories = st.lists(
    st.tuples(st.sampled_from((0, 0, 0.5, 1, 3, 11)), st.sampled_from((0, 0, 0, 2, 8)), st.sampled_from(DESKS), _commands),
    min_size=5,
    max_size=60,
)


def opening(desk: str = "D") -> list[Step]:
    """Some staff to begin with."""
    profile = {"grade": 2, "capacity": 3, "languages": ["ru", "en"]}
    staff = [(0.0, 0.0, desk, ("manager", name, profile)) for name in MANAGERS[:3]]
    return staff + [(0.0, 0.0, desk, ("presence", name, "available", None)) for name in MANAGERS[:3]]


class History:
    """Plays steps into a bank, keeping the clock."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.now = 0.0

    def play(self, step: Step) -> list[dict[str, Any]]:
        """One step; gives what was said."""
        passed, late, desk, (kind, *rest) = step
        self.now += passed
        bank, at = self.bank, max(0.0, self.now - late)
        bank.desk = desk
        match kind, rest:
            case "open", (contact, client, data):
                return bank.open(f"{contact}{desk}", at, client, **data)
            case "close", (contact,):
                return bank.close(f"{contact}{desk}", at)
            case "abandon", (contact,):
                return bank.abandon(f"{contact}{desk}", at)
            case "accept", (contact, manager):
                data = {"contact_id": f"{contact}{desk}", "manager_id": f"{manager}{desk}", "reservation_id": None}
                return bank.send("contact.accepted", at, data)
            case "move", (contact, manager):
                return bank.move(f"{contact}{desk}", f"{manager}{desk}", at)
            case "presence", (manager, state, length):
                until = None if length is None else self.now + length
                return bank.presence(f"{manager}{desk}", at, state, until)
            case "manager", (manager, profile):
                return bank.manager(f"{manager}{desk}", at, None, **profile)
            case "left", (manager,):
                return bank.left(f"{manager}{desk}", at)
            case "away_to", (manager,):
                return bank.send("manager.moved", at, {"manager_id": f"{manager}{desk}", "to": "X"})
            case "client", (client, snapshot):
                named = {key: f"{value}{desk}" if key.endswith("manager_id") and value else value for key, value in snapshot.items()}
                return bank.client(client, at, **named)
            case "forget", (client,):
                return bank.send("client.forgotten", at, {"client_id": client, "coverage_id": client})
            case "tick", _:
                return bank.tick(self.now)
            case "policy", (which,):
                return bank.activate(POLICIES[which], at)
        raise AssertionError(kind)
