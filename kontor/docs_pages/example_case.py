"""The one small case all examples tell of: client C-1001 of holding G-12 calls the desk moscow-1."""

from typing import Final

from models.policy import Policy

DESK: Final = "moscow-1"
OPENED_AT: Final = "2026-11-23T09:15:00.120Z"
POLICY: Final = Policy.from_canonical(
    {
        "name": "head-office",
        "lines": [
            {
                "when": {"tier": "vip"},
                "priority": 5,
                "min_grade": 4,
                "steps": [{"after_s": 0, "who": ["chosen", "incumbent", "plan"]}, {"after_s": 30, "who": ["anyone"]}],
            },
            {"when": {}},
        ],
    }
)
VERSION: Final = POLICY.version
OPENED: Final = {"source": "crm/moscow-1", "id": "9f1c2a", "type": "contact.opened", "at": OPENED_AT}
