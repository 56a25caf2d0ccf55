"""Which coverage hears what the bank said, where the policy has tariffs."""

from typing import Any

import orjson
import pytest

from models.inbox_headers import AUDIT_INBOX, NUMBER, SENDER, TICKS, TOPIC
from models.instants import DAY_MS, format_instant
from models.policy import Policy
from models.unit import EVERY_PARTITION, InboxRecord
from rules.intake.fold import IntakeFold
from rules.intake.horizon import MOST_AT_ONCE
from tests.rules.intake.bank import Bank, Sent, event

DAY = "2025-11-24"
"""Noon of the tests, in Moscow."""


def policy(**tariffs: Any) -> Policy:
    return Policy.from_canonical({"name": "p", "lines": [{}], "tariffs": {"correction_days": 10, **tariffs}})


def a_bank(**tariffs: Any) -> Bank:
    bank = Bank()
    activate(bank, policy(**tariffs))
    return bank


def activate(bank: Bank, loaded: Policy) -> list[Sent]:
    return bank.says("policy.activated", policy=loaded.canonical, version=loaded.version)


def posting(posting_id: str = "P1", client_id: str = "C1", **more: Any) -> dict[str, Any]:
    return {
        "posting_id": posting_id,
        "client_id": client_id,
        "amount_minor": 100,
        "currency": "RUB",
        "direction": "credit",
        "kind": "sale",
        "value_date": DAY,
        **more,
    }


def a_month(unit: str = "month") -> dict[str, Any]:
    return {
        "mode": "earn_first",
        "valid_from": "2026-01-01",
        "window": {"kind": "calendar", "unit": unit},
        "benefit": {"target": "fee", "type": "waive"},
    }


def request(agreement_id: str = "A-1", client_id: str = "C1", **more: Any) -> dict[str, Any]:
    return {"agreement_id": agreement_id, "version": 1, "client_id": client_id, "item": "settlement", "by": "M1"} | {
        "terms": a_month(),
        **more,
    }


def to_tariffs(sent: list[Sent]) -> list[tuple[str, str]]:
    return [(each.key or "", each.type) for each in sent if each.topic == "kontor.tariff-inbox"]


def test_a_policy_with_tariffs_goes_into_every_partition_and_so_does_one_that_ends_them() -> None:
    bank = Bank()
    without = Policy.from_canonical({"name": "p", "lines": [{}]})

    assert to_tariffs(activate(bank, without)) == []
    (_, told, audit) = activate(bank, policy())
    assert (audit.topic, audit.type, audit.key, audit.partition) == (AUDIT_INBOX, "policy.activated", "audit", None)
    assert audit.data == told.data
    assert (told.topic, told.type, told.partition) == ("kontor.tariff-inbox", "policy.activated", EVERY_PARTITION)
    assert told.data["version"] == policy().version
    assert to_tariffs(activate(bank, without)) == [("policy.activated", "policy.activated")]
    assert to_tariffs(bank.says("product.activated", client_id="C1", product="acquiring")) == []


def test_a_price_list_that_was_in_force_never_changes() -> None:
    tiers = [{"from_minor": 0, "rate_ppm": 5000}]
    first = {"item": "settlement", "version": 1, "currency": "RUB", "valid_from": "2026-01-01", "tiers": tiers}
    bank = a_bank(price_lists=[first])
    stays, never = "stays in the policy when it is valid no more", "never changes: give the new list a higher version"
    for lists, why in (
        ([], stays),
        ([{**first, "valid_to": "2027-01-01"}], never),
        ([{**first, "version": 2}], stays),
    ):
        (letter,) = activate(bank, policy(price_lists=lists))
        assert letter.data["reason"] == "invalid"
        assert letter.data["errors"] == [
            f"data.policy: tariffs.price_lists: settlement version 1 was in force already, and {why}"
        ]
    assert len(activate(bank, policy(price_lists=[first, {**first, "version": 2}]))) == 3


def audit_tick(bank: Bank, *, early_ms: int = 0) -> list[Sent]:
    """A business date begins for the audit; its instant as the intake is told it."""
    text = format_instant(bank.now + early_ms)
    tick = {"specversion": "1.0", "id": f"tick/audit/{text}", "source": "kontor", "type": "tick.audit", "time": text}
    return bank.raw(TICKS, orjson.dumps({**tick, "data": {}}))


def test_the_audits_tick_says_who_are_walled_rivals_among_those_with_an_agreement() -> None:
    bank = a_bank()
    clients: dict[str, dict[str, Any]] = {
        "A": {"rivals": ["G"]}, "B": {"group_id": "G", "conflict_classes": ["oil"]}, "C": {"conflict_classes": ["oil"]},
        "D": {"conflict_classes": ["oil"]}, "E": {"rivals": ["A"]}, "F": {"conflict_classes": ["gas"]},
    }  # fmt: skip
    for name, more in clients.items():
        bank.client(name, **more)
        if name != "D":
            bank.says("offer.requested", **request(agreement_id=f"A-{name}", client_id=name))
    (told,) = audit_tick(bank)
    assert (told.topic, told.type, told.value["at"]) == (AUDIT_INBOX, "tick", bank.now - 1000)
    assert told.data == {"pairs": [["A", "E"], ["A", "G"]], "classes": [["C", "G"]], "lifted": []}
    consent: dict[str, Any] = {"coverage_a": "A", "coverage_b": "E", "by": "X"}
    bank.says("wall.consent", **consent, side="a")
    assert audit_tick(bank)[0].data["lifted"] == []
    bank.says("wall.consent", **consent, side="b")
    assert audit_tick(bank)[0].data["lifted"] == [["A", "E"]]
    assert audit_tick(bank, early_ms=1) == []


def test_a_price_list_that_is_valid_no_more_stays_in_the_policy_too() -> None:
    tiers = [{"from_minor": 0, "rate_ppm": 5000}]
    old = {"item": "settlement", "version": 1, "currency": "RUB", "valid_from": "2019-01-01", "tiers": tiers}
    old["valid_to"] = "2020-01-01"
    bank = a_bank(price_lists=[old])
    new = {**old, "version": 2, "valid_from": "2020-01-01", "valid_to": None}
    (letter,) = activate(bank, policy(price_lists=[new]))
    assert "stays in the policy when it is valid no more" in letter.data["errors"][0]
    assert len(activate(bank, policy(price_lists=[old, new]))) == 3


def test_a_coverage_hears_who_its_clients_are_before_what_they_did_and_hears_it_once() -> None:
    bank = a_bank()
    assert to_tariffs(bank.client("C1", group_id="G")) == []
    assert to_tariffs(bank.client("C2", group_id="G")) == []

    first = bank.says("turnover.posted", **posting())
    assert to_tariffs(first) == [
        ("postings_to", "postings_to"),
        ("G", "client.updated"),
        ("G", "client.updated"),
        ("G", "turnover.posted"),
    ]
    assert [each.data["client_id"] for each in first[1:]] == ["C1", "C2", "C1"]
    assert {each.value["postings_to"] for each in first} == {DAY}
    assert to_tariffs(bank.says("turnover.posted", **posting("P2"))) == [("G", "turnover.posted")]
    assert to_tariffs(bank.client("C2", group_id="G", segment="corporate")) == [("G", "client.updated")]


def test_who_changes_group_is_told_to_both_and_his_postings_go_to_both_until_no_window_can_change() -> None:
    bank = a_bank()
    bank.client("C1", group_id="G")
    bank.says("turnover.posted", **posting())

    moved = bank.client("C1", group_id="H")
    assert to_tariffs(moved) == [("G", "member.left")]
    assert moved[-1].data == {"client_id": "C1", "on": DAY, "to": "H"}
    told = bank.says("turnover.posted", **posting("P2"))
    assert to_tariffs(told) == [("H", "client.updated"), ("H", "turnover.posted"), ("G", "turnover.posted")]
    assert told[0].value["since"] == DAY

    bank.now += 40 * DAY_MS
    assert ("G", "turnover.posted") in to_tariffs(bank.says("turnover.posted", **posting("P3")))
    bank.now += 2 * DAY_MS
    assert to_tariffs(bank.says("turnover.posted", **posting("P4"))) == [("H", "turnover.posted")]


@pytest.mark.parametrize("groups", [("G", "H", "K"), ("K", "H", "G")])
def test_who_changes_group_twice_is_told_to_all_three_and_to_none_twice(groups: tuple[str, str, str]) -> None:
    first, second, third = groups
    bank = a_bank()
    for group in groups:
        bank.client("C1", group_id=group)

    told = [to for to, kind in to_tariffs(bank.says("turnover.posted", **posting())) if kind == "turnover.posted"]
    assert told == [third, first, second]

    bank.client("C1", group_id=first)
    bank.client("C1", group_id=second)
    told = [to for to, kind in to_tariffs(bank.says("turnover.posted", **posting("P2"))) if kind == "turnover.posted"]
    assert told == [second, third, first]


def test_a_longer_window_asked_for_keeps_the_former_coverage_longer() -> None:
    bank = a_bank()
    bank.client("C1", group_id="G")
    bank.says("offer.requested", **request(terms=a_month("quarter")))
    bank.client("C1", group_id="H")
    bank.now += 90 * DAY_MS
    assert ("G", "product.closed") in to_tariffs(bank.says("product.closed", client_id="C1", product="acquiring"))


def test_a_rolling_window_keeps_the_former_coverage_for_all_its_months() -> None:
    bank = a_bank()
    bank.client("C1", group_id="G")
    bank.says("offer.requested", **request(terms=a_month() | {"window": {"kind": "rolling", "months": 3}}))
    bank.client("C1", group_id="H")
    bank.now += 102 * DAY_MS
    assert ("G", "product.closed") in to_tariffs(bank.says("product.closed", client_id="C1", product="acquiring"))
    bank.now += 2 * DAY_MS
    assert ("G", "product.opened") not in to_tariffs(bank.says("product.opened", client_id="C1", product="acquiring"))


def test_a_posting_counts_once_whatever_its_event_id_and_one_of_another_content_is_a_dead_letter() -> None:
    bank = a_bank()
    bank.says("turnover.posted", **posting())

    assert bank.says("turnover.posted", **posting()) == []
    assert bank.counts()["posting_again"] == 1
    (letter,) = bank.says("turnover.posted", named="wrong", **posting(amount_minor=101))
    assert (letter.topic, letter.data["reason"]) == ("kontor.dead-letters", "conflicting_posting")
    # It was not remembered as seen: mended, under its own id, it is taken.
    assert ("C1", "turnover.posted") in to_tariffs(bank.says("turnover.posted", named="wrong", **posting("P2")))
    # Another client's posting of that name is another one.
    assert ("C2", "turnover.posted") in to_tariffs(bank.says("turnover.posted", **posting(client_id="C2")))


def test_a_posting_is_forgotten_when_no_window_can_change_by_it() -> None:
    bank = a_bank()
    bank.says("turnover.posted", **posting())
    bank.now += 42 * DAY_MS
    bank.says("turnover.posted", **posting(amount_minor=101))
    assert "posting/2/C1/P1" in bank.rows
    assert [row for row in bank.rows if row.startswith("posting/")] == ["posting/2/C1/P1"]
    assert bank.counts().get("rejected_conflicting_posting") is None
    bank.now += 42 * DAY_MS
    bank.says("turnover.posted", **posting("P2"))
    assert [row for row in bank.rows if row.startswith("posting/")] == ["posting/2/C1/P2"]


def test_a_posting_said_again_when_its_time_was_over_is_not_forgotten_for_the_first() -> None:
    bank = a_bank()
    first = bank.now
    for number in range(MOST_AT_ONCE + 2):
        bank.now = first
        bank.says("turnover.posted", **posting(f"P{number}"))
    bank.now = first + 41 * DAY_MS
    again = posting(f"P{MOST_AT_ONCE + 1}")
    assert ("C1", "turnover.posted") in to_tariffs(bank.says("turnover.posted", **again))
    bank.says("turnover.posted", **posting("P"))  # by now all are looked at that were heard at first
    assert bank.says("turnover.posted", **again) == []


@pytest.mark.parametrize(("ago_ms", "conflicts"), [(41 * DAY_MS - 1, True), (41 * DAY_MS, False)])
def test_a_posting_is_forgotten_on_time_however_many_are_with_it(ago_ms: int, *, conflicts: bool) -> None:
    bank = a_bank()
    first = bank.now
    for number in range(MOST_AT_ONCE + 2):
        bank.now = first
        bank.says("turnover.posted", **posting(f"P{number}"))
    bank.now = first + ago_ms
    told = bank.says("turnover.posted", **posting(f"P{MOST_AT_ONCE + 1}", amount_minor=101))
    assert [each.data["reason"] for each in told if "reason" in each.data] == ["conflicting_posting"] * conflicts


WINDOWS: Any = [
    ({"kind": "rolling", "months": 3}, 93),
    ({"kind": "calendar", "unit": "quarter"}, 92),
    ({"kind": "anniversary", "unit": "year"}, 366),
]


@pytest.mark.parametrize(("window", "days"), WINDOWS, ids=["rolling", "quarter", "year"])
def test_a_posting_is_known_as_long_as_the_longest_window_asked_for(window: dict[str, Any], days: int) -> None:
    bank = a_bank()
    bank.says("offer.requested", **request(terms=a_month() | {"window": window}))
    first = bank.now
    bank.says("turnover.posted", **posting())
    for rest_ms, reasons in ((-1, ["conflicting_posting"]), (0, [])):
        bank.now = first + (days + 10) * DAY_MS + rest_ms
        told = bank.says("turnover.posted", **posting(amount_minor=101))
        assert [each.data["reason"] for each in told if "reason" in each.data] == reasons


def test_the_feed_of_postings_is_known_to_have_come_to_the_latest_day_that_is_not_in_the_future() -> None:
    bank = a_bank()
    (feed, told) = bank.says("turnover.posted", **posting(value_date="2025-11-20"))
    assert (feed.type, feed.partition, feed.value["postings_to"]) == ("postings_to", EVERY_PARTITION, "2025-11-20")
    assert told.value["postings_to"] == "2025-11-20"
    (told,) = bank.says("turnover.posted", **posting("P2", value_date="2025-11-25"))
    assert told.value["postings_to"] == "2025-11-20"
    (told,) = bank.says("turnover.posted", **posting("P3", value_date="2025-11-19"))
    assert told.value["postings_to"] == "2025-11-20"
    (feed, told) = bank.says("turnover.posted", **posting("P4", value_date=DAY))
    assert feed.value["postings_to"] == told.value["postings_to"] == DAY


def owes(client_id: str, days: int = 0) -> dict[str, Any]:
    return {
        "client_id": client_id, "exposure_minor": 10, "currency": "RUB", "rate_ppm": 180_000, "overdue_days": days,
    }  # fmt: skip


def test_a_loan_and_products_come_along_to_the_coverage_a_client_comes_to_as_they_were_said_last() -> None:
    bank = a_bank()
    bank.client("C2", group_id="H")
    bank.says("turnover.posted", **posting("P0", "C2"))
    bank.client("C1")
    bank.says("loan.updated", **owes("C1", 5))
    (loan,) = bank.says("loan.updated", **owes("C1", 7))
    (activated,) = bank.says("product.activated", client_id="C1", product="acquiring")
    bank.says("product.activated", client_id="C1", product="deposit")
    (closed,) = bank.says("product.closed", client_id="C1", product="deposit")
    reread(bank)
    moved = bank.client("C1", group_id="H")
    assert to_tariffs(moved) == [
        ("C1", "member.left"), ("H", "client.updated"), ("H", "loan.updated"), ("H", "product.activated"),
        ("H", "product.closed"),
    ]  # fmt: skip
    said = [each for each in moved if each.topic == "kontor.tariff-inbox"]
    for told, first in zip(said[2:], (loan, activated, closed), strict=True):
        kept = ("type", "at", "cause", "data")
        assert [told.value[name] for name in kept] == [first.value[name] for name in kept]
        assert told.value["clock"] == said[0].value["clock"]
    bank.raw("crm.clients", None, b"C1")
    assert not [key for key in bank.rows if key.startswith("levels/")]


def test_a_coverage_that_hears_something_for_the_first_time_hears_the_levels_of_who_came_to_it_once() -> None:
    bank = a_bank()
    bank.client("C1")
    bank.says("loan.updated", **owes("C1"))
    bank.client("C1", group_id="H")
    told = bank.says("product.activated", client_id="C1", product="acquiring")
    assert [each for each in to_tariffs(told) if each[0] == "H"] == [
        ("H", "client.updated"), ("H", "loan.updated"), ("H", "product.activated"),
    ]  # fmt: skip


def test_what_is_said_of_an_agreement_goes_where_it_was_asked_for_whatever_group_its_client_is_in() -> None:
    bank = a_bank()
    bank.client("C1", group_id="G")
    bank.says("offer.requested", **request())
    bank.client("C1", group_id="H")

    assert to_tariffs(bank.says("offer.sent", agreement_id="A-1", version=1, by="M1")) == [("G", "offer.sent")]
    assert to_tariffs(bank.says("offer.requested", **request(version=2))) == [("G", "offer.requested")]
    (told,) = bank.says("risk.hold", coverage_id="G", set=True)
    assert (told.key, told.type) == ("G", "risk.hold")


def test_an_agreement_nobody_asked_for_goes_by_the_records_key_and_without_one_it_is_a_dead_letter() -> None:
    bank = a_bank()
    sent: dict[str, Any] = {"agreement_id": "A-9", "version": 1, "by": "M1"}
    assert to_tariffs(bank.says("offer.sent", **sent)) == [("key", "offer.sent")]
    (letter,) = bank.raw("crm.offers", event("offer.sent", sent, time_ms=None, named="keyless"), None)
    assert letter.data["reason"] == "invalid"


def decided(bank: Bank, by: str) -> Any:
    told = bank.says("offer.decided", agreement_id="A-1", version=1, decision="approve", by=by)
    return told[-1].value["approver"]


def test_who_approves_is_told_from_the_banks_own_tables() -> None:
    bank = a_bank()
    bank.manager("M1")
    bank.manager("M2", approval_levels=["head"], interests=["partner-1"])
    bank.client("C1", group_id="G", manager_id="M1", backup_manager_id="M3")
    bank.manager("M3")
    bank.says("offer.requested", **request())

    assert decided(bank, "M1") == {"levels": [], "interests": [], "walled": False, "own": True}
    assert decided(bank, "M3")["own"] is True
    assert decided(bank, "M2") == {"levels": ["head"], "interests": ["partner-1"], "walled": False, "own": False}
    assert decided(bank, "M9") is None
    bank.says("manager.left", manager_id="M2")
    assert decided(bank, "M2") is None


@pytest.mark.parametrize("said_by", ["own", "other", "class"])
def test_an_approver_with_a_rival_in_his_plan_is_walled_from_either_side_until_both_consent(said_by: str) -> None:
    bank = a_bank()
    bank.manager("M2", approval_levels=["head"])
    ours: dict[str, Any] = {"rivals": ["C2"]} if said_by == "own" else {}
    theirs: dict[str, Any] = {"rivals": ["G"]} if said_by == "other" else {}
    if said_by == "class":
        ours = theirs = {"conflict_classes": ["steel"]}
    bank.client("C1", group_id="G", **ours)
    bank.client("C2", manager_id="M2", **theirs)
    bank.says("offer.requested", **request())

    assert decided(bank, "M2")["walled"] is True
    for side in ("a", "b"):
        assert decided(bank, "M2")["walled"] is True
        bank.says("wall.consent", coverage_a="C2", coverage_b="G", by="x", side=side)
    assert decided(bank, "M2")["walled"] is False


def desk_says(bank: Bank, kind: str, /, **data: Any) -> list[Sent]:
    """A desk's word to the intake, under its own number."""
    headers = ((SENDER, b"desk/0"), (NUMBER, b"%d" % bank.offset))
    value = event(kind, data, time_ms=bank.now, named=f"d{bank.offset}")
    record = InboxRecord(bank.offset, bank.now, b"key", value, headers)
    bank.offset += 1
    bank.now += 1000
    return bank.hear(record)


def led(bank: Bank, coverage_id: str, lead: str | None, backup: str | None = None, desk_id: str = "D1") -> None:
    leads = [{"coverage_id": coverage_id, "lead": lead, "backup": backup}]
    assert desk_says(bank, "coverage.led", desk_id=desk_id, leads=leads) == []


def reread(bank: Bank) -> None:
    """The intake goes on from its rows."""
    bank.intake = IntakeFold()
    bank.intake.restore(dict(reversed(bank.rows.items())), 0)


def test_who_leads_a_coverage_or_stands_behind_at_any_desk_is_its_own() -> None:
    bank = a_bank()
    for manager_id in ("M2", "M3", "M4"):
        bank.manager(manager_id, approval_levels=["head"])
    bank.client("C1", group_id="G")
    bank.says("offer.requested", **request())
    led(bank, "G", "M2", "M3")
    led(bank, "G", "M4", desk_id="D2")
    led(bank, "other", "M9")
    reread(bank)
    assert [decided(bank, each)["own"] for each in ("M2", "M3", "M4")] == [True, True, True]
    led(bank, "G", None, "M3")
    assert [decided(bank, each)["own"] for each in ("M2", "M3", "M4")] == [False, True, True]
    led(bank, "G", None)
    led(bank, "G", "M2", desk_id="D2")
    reread(bank)
    assert [decided(bank, each)["own"] for each in ("M2", "M3", "M4")] == [True, False, False]


def test_who_leads_a_rival_is_walled_until_he_leads_it_no_more() -> None:
    bank = a_bank()
    bank.manager("M2", approval_levels=["head"])
    bank.client("C1", group_id="G", rivals=["C2"])
    bank.client("C2")
    bank.says("offer.requested", **request())
    assert decided(bank, "M2")["walled"] is False
    led(bank, "C2", "M9", "M2")
    assert decided(bank, "M2")["walled"] is False, "standing behind is not serving"
    led(bank, "C2", "M2")
    reread(bank)
    assert decided(bank, "M2")["walled"] is True
    for side in ("a", "b"):
        bank.says("wall.consent", coverage_a="C2", coverage_b="G", by="x", side=side)
    assert decided(bank, "M2")["walled"] is False


def test_who_holds_a_contact_of_a_rival_is_walled_until_it_is_over_or_anothers() -> None:
    bank = a_bank()
    for manager_id in ("M2", "M3"):
        bank.manager(manager_id, approval_levels=["head"])
    bank.client("C1", group_id="G", conflict_classes=["steel"])
    bank.client("C2", conflict_classes=["steel"])
    bank.says("offer.requested", **request())
    bank.opens("K", "C2")
    nothing = dict.fromkeys(("product", "purpose", "language"))
    desk_says(bank, "contact.assigned", contact_id="K", client_id="C2", manager_id="M2", channel="phone", **nothing)
    reread(bank)
    assert [decided(bank, each)["walled"] for each in ("M2", "M3")] == [True, False]
    desk_says(bank, "contact.held", contact_id="K", client_id="C2", manager_id="M3")
    reread(bank)
    assert [decided(bank, each)["walled"] for each in ("M2", "M3")] == [False, True]
    bank.says("contact.closed", contact_id="K")
    assert not [key for key in bank.rows if key.startswith("holder/")]
    assert decided(bank, "M3")["walled"] is False
    desk_says(bank, "contact.held", contact_id="K", client_id="C2", manager_id="M3")
    assert decided(bank, "M3")["walled"] is False, "its end was heard before"


def test_a_waiver_tells_of_both_people() -> None:
    bank = a_bank()
    bank.manager("M1", approval_levels=["committee"])
    bank.client("C1")
    bank.says("offer.requested", **request())
    told = bank.says(
        "fee.waiver", agreement_id="A-1", version=1, adjustment_id="x", by="M1", approver="M2", reason="storm"
    )
    assert told[-1].value["approver"] is None
    assert told[-1].value["by"]["levels"] == ["committee"]


def test_a_coverages_tick_goes_to_it_with_the_state_of_the_feed() -> None:
    bank = a_bank()
    bank.says("turnover.posted", **posting())
    text = "2025-11-24T15:00:00.000Z"
    tick = {"specversion": "1.0", "id": f"tick/C1/{text}", "source": "kontor", "type": "tick.coverage", "time": text}

    value = orjson.dumps(tick | {"data": {"coverage_id": "C1"}})
    (told,) = bank.hear(InboxRecord(99, bank.now, b"C1", value, ((TOPIC, TICKS.encode()),)))
    assert (told.key, told.type, told.value["postings_to"]) == ("C1", "tick", DAY)
    assert told.value["cause"]["id"] == f"tick/C1/{text}"


def test_the_intake_goes_on_from_its_rows_with_tariffs_too() -> None:
    def story(*, restarts: bool) -> list[Any]:
        bank, heard = a_bank(), []

        def say(kind: str, /, **data: Any) -> None:
            heard.append(bank.says(kind, **data))
            if restarts:
                intake = IntakeFold()
                intake.restore(dict(reversed(bank.rows.items())), 0)
                bank.intake = intake

        say("client.updated", client_id="C1", segment="sme", desk_id="D1", group_id="G", manager_id="M1")
        say("manager.updated", manager_id="M1", desk_id="D1", segments=["sme"], approval_levels=["head"])
        say("offer.requested", **request())
        say("turnover.posted", **posting())
        say("client.updated", client_id="C1", segment="sme", desk_id="D1", group_id="H")
        say("turnover.posted", **posting("P2"))
        say("turnover.posted", **posting("P2"))
        say("turnover.posted", **posting("P2", amount_minor=7))
        say("offer.decided", agreement_id="A-1", version=1, decision="approve", by="M1")
        bank.now += 60 * DAY_MS
        say("turnover.posted", **posting("P3"))
        return heard

    assert story(restarts=True) == story(restarts=False)
