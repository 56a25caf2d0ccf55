"""Who leads a coverage, who is its backup, and what a lead means for its next contacts."""

from hashlib import sha256
from typing import Any

from tests.rules.desk.bank import POLICY, Bank, kinds

YEAR = 31_536_000
WORDS = [{"after_s": 0, "who": ["chosen", "incumbent", "plan", "backup", "anyone"]}]
RULES = POLICY | {"lines": [{"when": {}, "steps": WORDS, "escalate_after_s": None}]}


def staffed(policy: dict[str, Any] = RULES, *names: str, **profile: Any) -> Bank:
    bank = Bank(policy)
    for name in names or ("M1", "M2", "M3"):
        bank.manager(name, **profile)
    return bank


def coverage(told: list[dict[str, Any]]) -> list[tuple[str, str, str | None]]:
    return [
        (each["type"].removeprefix("coverage."), each["manager_id"], each["reason"])
        for each in told
        if each["topic"] == "kontor.coverage"
    ]


def test_the_first_assignment_of_a_coverage_in_nobodys_plan_starts_it_with_a_lead_and_a_backup() -> None:
    bank = staffed()
    bank.client("K", group_id="G")
    told = bank.open("C", 1, "K")

    lead = bank.last("C")["manager_id"]
    (started,) = [each for each in told if each["topic"] == "kontor.coverage"]
    assert (started["type"], started["key"], started["manager_id"]) == ("coverage.started", "D/G", lead)
    others = sorted({"M1", "M2", "M3"} - {lead}, key=lambda name: sha256(f"G|{name}".encode()).hexdigest())
    assert started["backup_id"] == others[0] == bank.last("C")["backup_id"]
    assert (started["origin"], started["seq"]) == ("anyone", bank.last("C")["seq"])


def test_a_client_in_a_plan_and_an_unknown_one_start_no_coverage() -> None:
    bank = staffed()
    bank.client("K", manager_id="M2")

    assert coverage(bank.open("C1", 1, "K")) == []
    assert coverage(bank.open("C2", 1, "nobody-knows-him")) == []


def test_a_plan_of_somebody_who_works_elsewhere_is_nobodys_plan() -> None:
    bank = staffed()
    bank.client("K", manager_id="M9")

    assert coverage(bank.open("C", 1, "K")) != []


def test_the_backup_is_the_clients_own_if_he_is_employed_and_not_the_lead() -> None:
    for asked, named in (("M2", True), ("M1", False), ("M9", False)):
        bank = staffed()
        bank.client("K", backup_manager_id=asked)
        bank.open("C", 1, "K", requested_manager_id="M1")

        assert (bank.last("C")["backup_id"] == asked) is named


def test_else_the_backup_is_the_best_by_grade_then_by_fewest_coverages_as_backup() -> None:
    bank = staffed()
    bank.manager("M4", grade=3, segments=[])
    bank.manager("M5", grade=2)
    bank.manager("M6", 0, "offline", grade=2)
    backups = []
    for number in range(4):
        bank.client(f"K{number}")
        bank.open(f"C{number}", 1, f"K{number}", requested_manager_id="M1")
        backups.append(bank.last(f"C{number}")["backup_id"])

    assert sorted(backups) == ["M5", "M5", "M6", "M6"]
    assert {backups[0], backups[1]} == {"M5", "M6"}


def test_four_companies_of_one_holding_by_four_channels_have_one_lead() -> None:
    bank = staffed(capacity=10)
    for number, channel in enumerate(("phone", "chat", "email", "web")):
        bank.client(f"K{number}", group_id="G")
        bank.open(f"C{number}", 1, f"K{number}", channel=channel)

    assert len({bank.last(f"C{number}")["manager_id"] for number in range(4)}) == 1
    row = bank.load(bank.last("C0")["manager_id"])
    assert row is not None
    assert (row["load"], row["open_contacts"], row["book"]["groups"], row["book"]["clients"]) == (5, 4, 1, 4)


def test_without_a_lead_on_record_it_is_the_manager_in_whose_plan_most_of_its_clients_are() -> None:
    bank = staffed()
    for client, owner in (("K1", "M3"), ("K2", "M2"), ("K3", "M2"), ("K4", "M9")):
        bank.client(client, group_id="G", manager_id=owner)
    bank.open("C", 1, "K1")

    assert (bank.last("C")["manager_id"], bank.last("C")["origin"]) == ("M2", "incumbent")

    bank.client("K3", 2, group_id="G", manager_id="M3")
    bank.client("K1", 2, group_id="G", manager_id=None)
    bank.open("C2", 3, "K1")
    assert bank.last("C2")["manager_id"] == "M2"  # one each: the smaller id


def test_of_an_unknown_client_the_incumbent_is_who_holds_its_contact_else_who_served_it_last() -> None:
    bank = staffed()
    bank.open("C1", 1, "K", requested_manager_id="M2")
    bank.open("C2", 2, "K")
    assert (bank.last("C2")["manager_id"], bank.last("C2")["origin"]) == ("M2", "incumbent")

    bank.move("C2", "M3", 3)
    bank.open("C3", 4, "K")
    assert bank.last("C3")["manager_id"] == "M3"  # assigned last

    for contact, at in (("C3", 5), ("C2", 6), ("C1", 7)):
        bank.close(contact, at)
    bank.open("C4", 8, "K")
    assert bank.last("C4")["manager_id"] == "M2"  # his ended last


def test_who_served_last_is_remembered_so_long_and_no_longer() -> None:
    for at, origin in ((109.999, "incumbent"), (110, "anyone")):
        bank = staffed(RULES | {"incumbent_memory_s": 100})
        bank.open("C1", 1, "K")
        bank.close("C1", 10)
        bank.open("C2", at, "K")

        assert bank.last("C2")["origin"] == origin


def test_a_forgotten_incumbent_is_waited_for_no_more() -> None:
    steps = [{"after_s": 0, "who": ["incumbent"]}, {"after_s": 5000, "who": ["anyone"]}]
    lines = [{"when": {"product": "any"}, "steps": WORDS}, {"when": {}, "steps": steps, "escalate_after_s": None}]
    bank = staffed(RULES | {"incumbent_memory_s": 100, "lines": lines}, "M1", "M2")
    bank.open("C1", 1, "K", requested_manager_id="M1", product="any")
    bank.close("C1", 10)
    bank.presence("M1", 11, "busy")
    bank.open("C2", 20, "K")

    assert kinds(bank.open("X", 109, product="any")) == [("assigned", "X")]
    assert kinds(bank.presence("M1", 110, "busy")) == [("assigned", "C2")]


def test_a_lead_ends_when_he_has_held_none_of_its_contacts_for_the_cooling_off() -> None:
    for passed, ended in ((YEAR - 0.001, False), (YEAR, True)):
        bank = staffed()
        bank.client("K")
        bank.open("C1", 1, "K")
        lead = bank.last("C1")["manager_id"]
        bank.close("C1", 10)
        bank.manager("M0", 10 + passed - 1)

        told = bank.open("C2", 10 + passed, "K")

        expected = [("ended", lead, "cooled_off"), ("started", bank.last("C2")["manager_id"], None)]
        assert coverage(told) == (expected if ended else [])


def test_a_lead_that_came_along_with_a_client_and_cooled_off_is_no_wall_against_his_rivals() -> None:
    bank = staffed(RULES | {"walls": {"cooling_off_s": 100}}, "M1")
    bank.client("A", group_id="G")
    bank.client("B", group_id="G")
    bank.open("C1", 1, "A")
    bank.client("B", 2)  # leaves the group; M1, who leads it, goes along
    bank.manager("M1", 102)  # he has had no contact of B's; that lead is over

    bank.client("B", 103, rivals=["G"])

    assert [each["type"] for each in bank.told if each["type"].startswith("alert.")] == []
    bank.open("C2", 104, "B")
    assert bank.last("C2")["explanation"]["refused"] == {"wall": 1}  # for he serves G now


def test_the_end_of_a_lead_is_no_tick_of_its_own() -> None:
    bank = staffed()
    bank.client("K")
    bank.open("C1", 1, "K")
    bank.close("C1", 10)

    assert bank.fold.next_due() is None


def test_a_lead_who_holds_a_contact_leads_on_however_long() -> None:
    bank = staffed()
    bank.client("K")
    bank.open("C1", 1, "K")

    assert coverage(bank.tick(3 * YEAR)) == []


def test_nobody_behind_a_wall_is_named_as_backup_neither_the_clients_own_nor_the_best_by_grade() -> None:
    for own in ("WALLED", None):
        bank = staffed()
        bank.manager("WALLED", grade=5)
        bank.client("RIVAL", manager_id="WALLED")
        bank.client("K", backup_manager_id=own, rivals=["RIVAL"])
        bank.open("C", 1, "K", requested_manager_id="M1")

        assert bank.last("C")["manager_id"] == "M1"
        assert bank.last("C")["backup_id"] in {"M2", "M3"}
