"""The people of the demo's bank: three desks, twelve managers, and clients with holdings, plans and languages."""

from collections.abc import Mapping
from typing import Any, Final

DESKS: Final = ("business", "private", "retail")


def _manager(manager_id: str, desk_id: str, segments: tuple[str, ...], grade: int, **more: Any) -> Mapping[str, Any]:
    said = {"manager_id": manager_id, "desk_id": desk_id, "segments": list(segments), "grade": grade}
    return said | {"languages": ["en", "ru"], "capacity": 4} | more


_BUSINESS = ("sme", "corporate")
MANAGERS: Final = (
    _manager("Boris", "business", _BUSINESS, 5, head=True, industries=["trade"]),
    _manager("Clara", "business", _BUSINESS, 4, deputy=True, industries=["food"], skills={"fx": 4}),
    _manager("Dmitri", "business", _BUSINESS, 3, industries=["transport"], languages=["ru"], skills={"fx": 2}),
    _manager("Elena", "business", _BUSINESS, 2, industries=["food"], languages=["ru"]),
    _manager("Kira", "private", ("private",), 5, head=True),
    _manager("Leo", "private", ("private",), 4, deputy=True),
    _manager("Maria", "private", ("private",), 4, languages=["ru"]),
    _manager("Farid", "retail", ("retail",), 2, languages=["ru"]),
    _manager("Gala", "retail", ("retail",), 3, head=True),
    _manager("Hugo", "retail", ("retail",), 1, languages=["en"]),
    _manager("Irina", "retail", ("retail",), 2, skills={"mortgage": 3}),
    _manager("Jonas", "retail", ("retail",), 1, skills={"mortgage": 1}),
)
"""Data of their `manager.updated`."""


def _client(client_id: str, desk_id: str, segment: str, **more: Any) -> Mapping[str, Any]:
    return {"client_id": client_id, "desk_id": desk_id, "segment": segment, "language": "ru"} | more


CLIENTS: Final = (
    _client("Northwind-Shipping", "business", "corporate", group_id="Northwind", industry="transport", tier="vip",
            manager_id="Boris"),
    _client("Northwind-Ports", "business", "corporate", group_id="Northwind", industry="transport", tier="vip"),
    _client("Northwind-Fuel", "business", "sme", group_id="Northwind", industry="trade", tier="vip"),
    _client("Baltic-Bakery", "business", "sme", group_id="Baltic-Food", industry="food", manager_id="Clara",
            backup_manager_id="Elena"),
    _client("Baltic-Dairy", "business", "sme", group_id="Baltic-Food", industry="food"),
    _client("Volga-Trucks", "business", "sme", industry="transport"),
    _client("Orchid-Trade", "business", "sme", industry="trade", language="en"),
    _client("Tea-House", "business", "sme", industry="food"),
    _client("Amber-Works", "business", "sme", industry="trade"),
    *(_client(name, "private", "private", tier="vip", **more) for name, more in (
        ("Mrs-Adler", {"manager_id": "Kira", "backup_manager_id": "Leo"}), ("Mr-Brandt", {"manager_id": "Kira"}),
        ("Ms-Castro", {"language": "en"}), ("Mr-Dorn", {}), ("Mrs-Egorova", {"manager_id": "Maria"}),
    )),
    *(_client(f"client-{number:02d}", "retail", "retail", language="en" if number % 4 == 0 else "ru")
      for number in range(1, 21)),
)  # fmt: skip
"""Data of their `client.updated`."""

PURPOSES: Final[Mapping[str, tuple[str, ...]]] = {
    "business": ("payment abroad", "new account", "credit line", "salary project"),
    "private": ("portfolio", "travel", "new account"),
    "retail": ("card", "transfer", "mortgage", "deposit"),
}
SKILL_FOR: Final = {"payment abroad": "fx", "mortgage": "mortgage"}
CHANNELS: Final = ("phone", "phone", "phone", "chat", "chat", "branch", "email")
