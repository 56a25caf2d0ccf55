"""Nobody decides about a tariff of a client he serves, or of a rival of one: what desks know reaches the intake."""

from typing import Any

import orjson
import pytest

from kontor.policy_file import activation
from models.cloudevent import encode
from models.instants import parse_instant
from models.policy import Policy
from models.recording import Line, write_line
from rules.replay.driver import replay
from rules.replay.kind import Kind
from tests.rules.tariff.agreed import FORECAST, policy
from tests.rules.tariff.prices import ONE_TIER, terms

START_MS = parse_instant("2025-12-20T09:00:00Z")


class Day:
    """A bank says things a second apart."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []

    def says(self, topic: str, key: str, kind: str, /, **data: Any) -> None:
        at = START_MS + 1000 * len(self.lines)
        value = encode(id=f"e{len(self.lines)}", source="crm", type=kind, time=at, subject=key, data=data)
        self.lines.append(write_line(Line(topic, key.encode(), at, value)))

    def activates(self, **tariffs: Any) -> None:
        at = START_MS + 1000 * len(self.lines)
        loaded = Policy.from_canonical(tariffs or {"name": "test", "lines": [{}]})
        self.lines.append(write_line(Line("kontor.policies", b"policy", at, activation(loaded, "kontor", at))))

    def people(self) -> None:
        """M40 alone at desk E, M41 alone at desk F; C1 of F and C2 of E are rivals, in nobody's plan."""
        for name, desk in (("M1", "D"), ("M40", "E"), ("M41", "F")):
            self.hires(name, desk)
        for name, desk in (("C1", "F"), ("C2", "E")):
            rivals = ["C2"] if name == "C1" else []
            self.says("crm.clients", name, "client.updated", client_id=name, segment="sme", desk_id=desk, rivals=rivals)

    def hires(self, name: str, desk: str) -> None:
        levels = ["committee"] if name != "M1" else []
        self.says(
            "crm.managers", name, "manager.updated", manager_id=name, desk_id=desk, segments=["sme"], capacity=4,
            approval_levels=levels,
        )  # fmt: skip
        self.says("crm.managers", f"{name}/presence", "manager.presence", manager_id=name, state="available")

    def opens(self, client_id: str) -> None:
        self.says(
            "crm.contacts", client_id, "contact.opened", contact_id=f"K-{client_id}", client_id=client_id,
            channel="phone",
        )  # fmt: skip

    def closes(self, client_id: str) -> None:
        self.says("crm.contacts", client_id, "contact.closed", contact_id=f"K-{client_id}")

    def decides(self, by: str) -> None:
        of: dict[str, Any] = {"agreement_id": "A-1", "version": 1}
        self.says("crm.offers", "C1", "offer.decided", **of, decision="approve", by=by)

    def requests(self) -> None:
        asked = {"client_id": "C1", "item": "settlement", "by": "M1", "terms": terms(), "forecast": FORECAST}
        self.says("crm.offers", "C1", "offer.requested", agreement_id="A-1", version=1, **asked)

    def refusals(self) -> list[list[str]]:
        """Why decisions did not pass, in order."""
        lines = [orjson.loads(line.value or b"null") for line in replay(self.lines, Kind.BANK)]
        assert [each for each in lines if each["type"] == "offer.pending"]
        return [each["data"]["reasons"] for each in lines if each["type"] == "offer.refused"]


WITH = policy({**ONE_TIER, "valid_from": "2025-01-01"})


@pytest.mark.parametrize("tariffs_first", [True, False])
def test_who_got_a_contact_of_the_client_leads_him_and_who_got_one_of_his_rival_is_walled(
    tariffs_first: bool,  # two orders
) -> None:
    day = Day()
    day.activates(**(WITH if tariffs_first else {}))
    day.people()
    day.opens("C1")
    day.opens("C2")
    day.closes("C1")
    day.closes("C2")
    if not tariffs_first:
        day.activates(**WITH)
    day.requests()
    day.decides("M40")
    day.decides("M41")
    assert day.refusals() == [["approver_walled"], ["self_approval"]]


def test_without_contacts_both_may_decide() -> None:
    day = Day()
    day.activates(**WITH)
    day.people()
    day.requests()
    day.decides("M40")
    day.decides("M41")
    assert day.refusals() == []


def test_who_gets_a_contact_that_another_gave_up_is_walled_by_it_too() -> None:
    day = Day()
    day.activates(**WITH)
    day.people()
    day.opens("C2")
    for name in ("M42", "M43"):
        day.hires(name, "E")
    day.says("crm.contacts", "C2", "contact.reassigned", contact_id="K-C2", manager_id="M42", by="head")
    day.requests()
    day.decides("M42")
    day.decides("M43")
    assert day.refusals() == [["approver_walled"]]
