"""A small world in which everything meets everything: its people, desks and policies."""

from typing import Any

MANAGERS = ("M1", "M2", "M3", "M4")
CLIENTS = ("K1", "K2", "K3", "K4", "K5")
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
    "open_when": {"expected_wait_s": 4},
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
    "open_when": {"expected_wait_s": 9},
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
    "ramp_up": {"new_contacts_per_hour": 2, "for_hours": 1},
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
