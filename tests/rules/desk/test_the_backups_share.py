"""A share of contacts goes to the backup first, so that the client knows two people."""

from hashlib import sha256
from typing import Any

from tests.rules.desk.bank import POLICY, Bank

WORDS = [{"after_s": 0, "who": ["chosen", "incumbent", "plan", "backup", "anyone"]}]
LINES: list[dict[str, Any]] = [{"when": {}, "steps": WORDS, "escalate_after_s": None}]


def staffed(share_ppm: int, capacity: int) -> Bank:
    bank = Bank(POLICY | {"lines": LINES, "coverage": {"backup_share_ppm": share_ppm}})
    for name in ("M1", "M2", "M3"):
        bank.manager(name, capacity=capacity)
    return bank


def test_a_share_of_contacts_goes_to_the_backup_first() -> None:
    bank = staffed(500_000, 500)
    bank.client("K")
    bank.open("first", 1, "K", requested_manager_id="M1")
    backup = bank.last("first")["backup_id"]
    bank.close("first", 2)
    for number in range(40):
        bank.open(f"C{number}", 3, "K")
        told = bank.last(f"C{number}")
        drawn = int.from_bytes(sha256(f"C{number}|backup".encode()).digest()[:4], "big") * 1_000_000 < 500_000 << 32
        assert told["manager_id"] == (backup if drawn else "M1")
        assert told["origin"] == ("backup" if drawn else "incumbent")
        assert told["split_reason"] == ("backup_share" if drawn else None)
        bank.close(f"C{number}", 4)


def test_the_share_waits_while_the_lead_has_a_contact_of_it_and_where_somebody_is_chosen() -> None:
    bank = staffed(1_000_000, 50)
    bank.client("K")
    bank.open("C1", 1, "K", requested_manager_id="M1")
    bank.open("C2", 2, "K")
    assert bank.last("C2")["origin"] == "incumbent"

    bank.close("C1", 3)
    bank.close("C2", 3)
    bank.open("C3", 4, "K", requested_manager_id="M1")
    assert bank.last("C3")["origin"] == "chosen"
