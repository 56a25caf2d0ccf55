"""Who is told what."""

import orjson

from tests.rules.intake.bank import NOON, Bank, short


def test_a_contact_goes_to_its_own_desk() -> None:
    bank = Bank()

    sent = bank.opens("X1", desk_id="D7")

    assert short(sent) == [("D7", "contact.opened")]
    assert sent[0].topic == "kontor.desk-inbox"
    assert sent[0].value == {
        "type": "contact.opened",
        "desk_id": "D7",
        "at": NOON,
        "clock": NOON,
        "cause": {"source": "crm", "id": "e0", "type": "contact.opened", "at": "2025-11-24T16:00:00.000Z"},
        "data": {
            "contact_id": "X1",
            "client_id": "C1",
            "channel": "phone",
            "purpose": None,
            "product": None,
            "language": None,
            "complexity": 1,
            "priority": 0,
            "required_skills": [],
            "requested_manager_id": None,
            "desk_id": "D7",
        },
        "clients": [],
        "early": [],
        "late_history": False,
    }


def test_a_contact_without_a_desk_goes_to_its_clients() -> None:
    bank = Bank()
    bank.client("C1", "D2")

    assert short(bank.opens("X1")) == [("D2", "contact.opened")]


def test_a_contact_with_no_desk_is_rejected_and_may_come_again() -> None:
    bank = Bank()

    (letter,) = bank.opens("X1", named="same")
    bank.client("C1", "D2")

    assert letter.topic == "kontor.dead-letters"
    assert letter.data["reason"] == "invalid"
    assert letter.data["errors"] == ["no desk"]
    assert short(bank.opens("X1", named="same")) == [("D2", "contact.opened")]


def test_what_is_said_of_a_contact_goes_where_the_contact_went() -> None:
    bank = Bank()
    bank.client("C1", "D1")
    bank.opens("X1", desk_id="D9")

    assert short(bank.says("contact.accepted", contact_id="X1", manager_id="M1")) == [("D9", "contact.accepted")]
    assert short(bank.says("contact.reassigned", contact_id="X1", manager_id="M1", by="b")) == [
        ("D9", "contact.reassigned")
    ]
    assert short(bank.says("contact.closed", contact_id="X1")) == [("D9", "contact.closed")]
    assert short(bank.says("contact.reassigned", contact_id="X1", manager_id="M2", by="b")) == [
        ("D9", "contact.reassigned")
    ], "the desk has to say that this act came too late"


def test_a_desk_gets_a_snapshot_once_ahead_of_the_first_contact_and_again_when_it_changed_meanwhile() -> None:
    bank = Bank()
    bank.client("C1", "D1")

    first = bank.opens("X1", desk_id="D9")
    second = bank.opens("X2", desk_id="D9")
    at_home = bank.opens("X3", desk_id="D1")

    (snapshot,) = first[0].value["clients"]
    assert (snapshot["client_id"], snapshot["coverage_id"], snapshot["desk_id"]) == ("C1", "C1", "D1")
    assert snapshot["at"] == NOON
    assert second[0].value["clients"] == []
    assert at_home[0].value["clients"] == [], "the home desk heard of it at once"
    assert short(bank.client("C1", "D1", tier="vip")) == [("D1", "client.updated"), ("D9", "client.updated")]
    assert bank.opens("X4", desk_id="D9")[0].value["clients"] == []


def test_a_contact_brings_the_whole_holding() -> None:
    bank = Bank()
    bank.client("C2", "D1", group_id="G")
    bank.client("C1", "D2", group_id="G")

    brought = bank.opens("X1", "C1", desk_id="D9")[0].value["clients"]

    assert [(each["client_id"], each["coverage_id"]) for each in brought] == [("C1", "G"), ("C2", "G")]


def test_a_snapshot_goes_to_every_desk_that_has_to_do_with_the_holding_before_or_after() -> None:
    bank = Bank()
    bank.manager("M5", "D5")
    bank.client("C1", "D1", group_id="G")
    bank.client("C2", "D2", group_id="G", manager_id="M5")
    bank.client("C3", "D3", group_id="H")

    moved = bank.client("C1", "D1", group_id="H")

    assert [each.key for each in moved] == ["D1", "D2", "D3", "D5"]
    assert {each.data["coverage_id"] for each in moved} == {"H"}


def test_a_client_nobody_knew_is_told_to_the_desk_that_serves_him_when_he_becomes_known() -> None:
    bank = Bank()
    bank.opens("X1", "C1", desk_id="D9")

    assert short(bank.client("C1", "D1")) == [("D1", "client.updated"), ("D9", "client.updated")]


def test_a_client_nobody_knew_is_no_longer_remembered_when_his_last_contact_is() -> None:
    bank = Bank()
    bank.opens("X1", "C1", desk_id="D9")
    bank.says("contact.closed", contact_id="X1")
    assert "client/C1" in bank.rows

    bank.now += 8 * 24 * 3_600_000
    bank.client("C2")

    assert "client/C1" not in bank.rows
    assert short(bank.client("C1", "D1")) == [("D1", "client.updated")]


def test_an_older_snapshot_heard_later_counts_for_nothing() -> None:
    bank = Bank()
    bank.client("C1", "D2")

    assert bank.client("C1", "D1", ago_ms=60_000) == []
    assert bank.counts() == {"stale_snapshot": 1}
    assert short(bank.opens("X1")) == [("D2", "contact.opened")]


def test_a_null_forgets_a_client_everywhere_and_his_contacts_go_on() -> None:
    bank = Bank()
    bank.client("C1", "D1", group_id="G")
    bank.opens("X1", desk_id="D9")

    sent = bank.raw("crm.clients", None, b"C1")

    assert short(sent) == [("D1", "client.forgotten"), ("D9", "client.forgotten")]
    assert sent[0].data == {"client_id": "C1", "coverage_id": "G"}
    assert sent[0].value["cause"] == {
        "source": "crm.clients",
        "id": "3/102",
        "type": None,
        "at": "2025-11-24T16:00:02.000Z",
    }
    assert short(bank.says("contact.closed", contact_id="X1")) == [("D9", "contact.closed")]
    assert bank.raw("crm.clients", None, b"C1") == []


def test_a_consent_is_kept_and_a_null_withdraws_it() -> None:
    bank = Bank()

    assert bank.says("wall.consent", coverage_a="A", coverage_b="B", by="A's board", side="a") == []
    kept = orjson.loads(bank.rows["consent/A/B/a"])
    assert kept["data"]["by"] == "A's board"
    assert bank.raw("crm.clients", None, b"consent/A/B/a") == []
    assert "consent/A/B/a" not in bank.rows


def test_snapshots_too_large_to_go_within_a_contact_go_ahead_of_it() -> None:
    bank = Bank()
    for number in range(40):
        rivals = [f"rival-{number}-{other:040d}" for other in range(100)]
        bank.client(f"C{number:02d}", "D1", group_id="G", rivals=rivals)

    sent = bank.opens("X1", "C00", desk_id="D9")

    assert {each.key for each in sent} == {"D9"}
    assert [each.type for each in sent[:-1]] == ["client.updated"] * (len(sent) - 1)
    assert sent[-1].type == "contact.opened"
    assert len(sent[-1].value["clients"]) + len(sent) - 1 == 40
    assert len(orjson.dumps(sent[-1].value)) < 70_000


def test_what_the_tariffs_are_made_of_is_counted_and_goes_nowhere_yet() -> None:
    bank = Bank()

    assert bank.says("product.activated", client_id="C1", product="acquiring") == []
    assert bank.counts() == {"activity": 1}
