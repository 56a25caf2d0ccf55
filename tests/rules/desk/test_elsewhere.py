"""What a manager does at the desk he comes from binds him here: whom he serves there is whom his walls are against."""

from typing import Any

import pytest

from tests.rules.desk.bank import Bank, kinds


def told(bank: Bank, at: float, subject: str, until: int | None) -> list[dict[str, Any]]:
    """D0 tells that M1 serves, or served, client or coverage A there."""
    data: dict[str, Any] = {"manager_id": "M1", "former": "D0", "move": 1, "clients": [], "coverages": [], "held": []}
    entry = {f"{subject}_id": "A", "began": 5, "until": until}
    return bank.send("manager.history", at, data | {f"{subject}s": [entry]})


@pytest.mark.parametrize("subject", ["client", "coverage"])
def test_whom_he_serves_elsewhere_keeps_him_from_their_rivals_until_he_never_did(subject: str) -> None:
    bank = Bank()
    bank.manager("M1", move=1, awaits=["D0"])
    bank.client("B", rivals=["A"])
    told(bank, 2, subject, None)
    bank.open("X1", 3, "B")
    assert bank.last("X1")["explanation"]["refused"]["wall"] == 1

    assert kinds(told(bank, 4, subject, 0)) == [("assigned", "X1")]
