"""A manager leaves, comes back, or goes to another desk."""

from tests.rules.desk.bank import Bank, kinds, text_s


def staffed(*names: str) -> Bank:
    bank = Bank()
    for name in names:
        bank.manager(name)
    return bank


def test_a_leavers_contacts_go_back_into_the_queue_with_their_age_by_age() -> None:
    bank = staffed("M1", "M2")
    for contact, at in (("B", 1), ("A", 2), ("D", 2)):
        bank.open(contact, at, requested_manager_id="M1")
    bank.presence("M2", 5, "busy")

    told = bank.left("M1", 62)

    assert kinds(told) == [(kind, contact) for kind in ("released", "queued") for contact in ("B", "A", "D")]
    released, queued = told[0], told[3]
    assert (released["reason"], released["manager_id"], released["attempt"]) == ("manager_left", "M1", 1)
    assert (queued["attempt"], queued["opened_at"], queued["waited_s"]) == (2, text_s(1), 61)
    assert queued["explanation"]["refused"] == {"left": 1, "not_present": 1}


def test_a_leavers_contact_is_assigned_again_at_once_where_somebody_can_take_it() -> None:
    bank = staffed("M1", "M2")
    bank.open("C", 1, requested_manager_id="M1")

    assert kinds(bank.left("M1", 2)) == [("released", "C"), ("assigned", "C")]
    assert (bank.last("C")["manager_id"], bank.last("C")["attempt"]) == ("M2", 2)


def test_a_leaver_has_a_row_with_load_0_and_then_none() -> None:
    bank = staffed("M1", "M2")
    bank.open("C", 1, requested_manager_id="M1")

    rows = [each for each in bank.left("M1", 2) if each["topic"] == "kontor.manager-loads"]

    assert [(each["key"], each.get("load"), each["type"]) for each in rows] == [
        ("M1", 0, "manager.load"),
        ("M1", None, None),
        ("M2", 1, "manager.load"),
    ]


def test_his_leads_end_with_him() -> None:
    bank = staffed("M1", "M2", "M3")
    bank.client("K")
    bank.open("C", 1, "K", requested_manager_id="M1")
    bank.close("C", 2)

    told = bank.left("M1", 3)

    assert [
        (each["type"], each["manager_id"], each["reason"]) for each in told if each["topic"] == "kontor.coverage"
    ] == [("coverage.ended", "M1", "manager_left")]


def test_when_the_backup_has_left_one_is_named_anew_at_the_next_assignment() -> None:
    bank = staffed("M1", "M2", "M3")
    bank.client("K")
    bank.open("C1", 1, "K", requested_manager_id="M1")
    backup = bank.last("C1")["backup_id"]
    bank.left(backup, 2)
    assert bank.close("C1", 3)[0]["backup_id"] == backup

    told = bank.open("C2", 4, "K")

    (other,) = {"M2", "M3"} - {backup}
    assert bank.last("C2")["backup_id"] == other
    assert [(each["backup_id"], each["reason"]) for each in told if each["topic"] == "kontor.coverage"] == [
        (other, "backup_left")
    ]


def test_an_update_after_he_left_is_a_new_employment_only_with_a_larger_instant() -> None:
    bank = staffed("M1")
    bank.left("M1", 10)
    bank.manager("M1", 10, None)
    assert bank.load("M1") is None

    bank.manager("M1", 10.001, None)
    row = bank.load("M1")
    assert row is not None
    assert (row["presence"], row["last_assigned_at"]) == (None, None)


def test_one_who_moved_keeps_his_open_contacts_and_is_nobody_here() -> None:
    bank = staffed("M1")
    bank.open("C", 1)
    told = bank.send("manager.moved", 2, {"manager_id": "M1", "to": "E"})

    assert told == []
    assert kinds(bank.open("C2", 3, requested_manager_id="M1")) == [("queued", "C2")]
    assert bank.last("C2")["explanation"]["considered"] == 0
    assert bank.close("C", 4)[0]["manager_id"] == "M1"
