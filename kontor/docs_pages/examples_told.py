"""One realistic example of every message Kontor publishes: data by (topic, type)."""

from typing import Any, Final

from kontor.docs_pages.example_case import DESK, OPENED, OPENED_AT, VERSION
from models.ids import decision_id
from models.messages.told import ASSIGNMENTS, COVERAGE, DEAD_LETTERS, LOADS

ASSIGNED: Final[dict[str, Any]] = {
    "decision_id": decision_id(DESK, 4711),
    "seq": 4711,
    "epoch": 3,
    "attempt": 1,
    "contact_id": "K-90017",
    "client_id": "C-1001",
    "coverage_id": "G-12",
    "desk_id": DESK,
    "cause": OPENED,
    "decided_at": OPENED_AT,
    "opened_at": OPENED_AT,
    "waited_s": 0,
    "policy_version": VERSION,
    "line": 0,
    "segment": "sme",
    "tier": "vip",
    "channel": "phone",
    "weight": 2,
    "priority": 1,
    "status": "assigned",
    "manager_id": "M-7",
    "previous_manager_id": None,
    "backup_id": "M-2",
    "introduced_by": None,
    "introduced_why": None,
    "origin": "plan",
    "step": 0,
    "split_reason": None,
    "reservation_id": None,
    "expires_at": None,
    "by": None,
    "flags": [],
    "reason": None,
    "load_before": 2,
    "load_after": 4,
    "capacity": 6,
    "choice_fee_minor": 0,
    "next_step_at": None,
    "expected_wait_s": None,
    "position": None,
    "public_reason": None,
    "explanation": {
        "considered": 9,
        "eligible": 2,
        "refused": {"not_present": 2, "skill": 1, "wall": 1, "at_capacity": 3},
        "top": [
            {"manager_id": "M-7", "rank": [2, 5, "2/3", 4102, "1f03c9ab"]},
            {"manager_id": "M-2", "rank": [3, 5, "1/2", None, "77e0d4c2"]},
        ],
        "relax": [],
    },
}

NOBODY: Final[dict[str, Any]] = {
    "manager_id": None,
    "origin": None,
    "step": None,
    "load_before": None,
    "load_after": None,
    "capacity": None,
    "choice_fee_minor": None,
    "explanation": {
        "considered": 4,
        "eligible": 0,
        "refused": {"not_present": 1, "at_capacity": 3},
        "top": [],
        "relax": [{"kind": "capacity", "manager_id": "M-2", "amount": 1}],
    },
}


def _later(seq: int, at: str, cause: str, **fields: object) -> dict[str, Any]:
    """The same contact a few decisions on; fields keep their order."""
    event = {"source": "crm/moscow-1", "id": f"9f1c{seq}", "type": cause, "at": at}
    changed = {"decision_id": decision_id(DESK, seq), "seq": seq, "cause": event, "decided_at": at, **fields}
    return {**ASSIGNED, **changed}


COVERAGE_OF_G12: Final = {"coverage_id": "G-12", "desk_id": DESK, "manager_id": "M-7", "backup_id": "M-2"}

TOLD_EXAMPLES: Final[dict[tuple[str, str], dict[str, Any]]] = {
    (ASSIGNMENTS, "contact.assigned"): ASSIGNED,
    (ASSIGNMENTS, "contact.offered"): {
        **ASSIGNED,
        "status": "offered",
        "reservation_id": decision_id(DESK, 4711),
        "expires_at": "2026-11-23T09:15:30.120Z",
    },
    (ASSIGNMENTS, "contact.queued"): {
        **ASSIGNED,
        **NOBODY,
        "status": "queued",
        "next_step_at": "2026-11-23T09:15:30.120Z",
        "expected_wait_s": 95,
        "position": 2,
        "public_reason": "waiting",
    },
    (ASSIGNMENTS, "contact.reassigned"): _later(
        4720,
        "2026-11-23T09:17:40.000Z",
        "contact.reassigned",
        manager_id="M-2",
        previous_manager_id="M-7",
        origin="manual",
        step=None,
        split_reason="by_hand",
        by="head-office/ivanova",
        flags=["over_capacity"],
        load_before=5,
        load_after=7,
    ),
    (ASSIGNMENTS, "contact.released"): _later(
        4722,
        "2026-11-23T09:18:02.500Z",
        "manager.left",
        status="released",
        reason="manager_left",
        load_before=4,
        load_after=2,
    ),
    (ASSIGNMENTS, "contact.escalated"): _later(
        4730, "2026-11-23T09:20:00.120Z", "tick", **NOBODY, status="queued", reason="waited", waited_s=300, position=1
    ),
    (ASSIGNMENTS, "contact.finished"): {
        **_later(4741, "2026-11-23T09:31:10.000Z", "contact.closed", status="finished", load_before=4, load_after=4),
        "outcome": "limit agreed",
        "served_s": 969,
        "held_units_until": "2026-11-23T09:32:10.000Z",
    },
    (COVERAGE, "coverage.started"): {**COVERAGE_OF_G12, "origin": "specialist", "reason": None, "seq": 4711},
    (COVERAGE, "coverage.ended"): {**COVERAGE_OF_G12, "origin": "specialist", "reason": "manager_left", "seq": 4722},
    (COVERAGE, "coverage.handover"): {
        "plan_id": "5f7e8c52-0a53-5f0e-9c26-3a2b7f9f1d10",
        "from": "M-7",
        "state": "planned",
        "steps": [{"coverage_id": "G-12", "to": "M-2", "backup": "M-4"}],
        "refused": [],
    },
    (LOADS, "manager.load"): {
        "manager_id": "M-7",
        "desk_id": DESK,
        "presence": "available",
        "until": None,
        "load": 4,
        "capacity": 6,
        "wrap_up_units": 0,
        "open_contacts": 2,
        "by_channel": {"phone": 1, "chat": 1},
        "channels": {"phone": 1, "chat": 3},
        "set_aside": False,
        "held_back_for": None,
        "book": {"groups": 31, "clients": 58, "margin_share_max_ppm": 120000, "hhi": 940},
        "last_assigned_at": OPENED_AT,
        "at": OPENED_AT,
        "seq": 4711,
    },
    (DEAD_LETTERS, "record.rejected"): {
        "topic": "crm.contacts",
        "partition": 3,
        "offset": 88120,
        "key_b64": "Qy0xMDAx",
        "value_b64": "eyJjb250YWN0X2lkIjoiSy05MDAxNyJ9",
        "headers": {"trace": "00-4bf92f35"},
        "reason": "not_cloudevent",
        "errors": ["specversion: neither in the value nor in a ce_specversion header"],
        "rejected_at": OPENED_AT,
    },
}
