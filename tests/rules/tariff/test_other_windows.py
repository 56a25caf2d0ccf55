"""Windows of other kinds, ends before their time, and benefits within their own window."""

from typing import Any

from tests.rules.tariff.agreed import a_bank, a_month, act, agreed, kinds
from tests.rules.tariff.prices import terms
from tests.rules.tariff.restarted import restarted


def test_a_rolling_window_gives_a_verdict_each_month_for_the_month_after() -> None:
    bank = a_bank(bubble={"windows": 99})
    agreed(bank, terms(window={"kind": "rolling", "months": 3}))
    for month, minor in (("01", 520_000_000), ("02", 470_000_000), ("03", 510_000_000), ("04", 1)):
        a_month(bank, f"2026-{month}", minor)
    bank.on("2026-05-10")
    (earned,) = bank.of("benefit.earned")
    assert earned["window"] == {"from": "2026-01-01", "to": "2026-04-01"}
    assert earned["effective"] == {"from": "2026-04-01", "to": "2026-05-01"}
    (revoked,) = bank.of("benefit.revoked")
    assert revoked["window"] == {"from": "2026-02-01", "to": "2026-05-01"}
    first, second = bank.of("profit.realised")
    # The money of a rolling window is that of its last month: March by the list, April at the agreed rate.
    now = 400_000_000 * 2_900 // 1_000_000
    assert first["realised_minor"] == 510_000_000 * (3000 - 100) // 1_000_000 - now
    assert second["realised_minor"] == -now
    restarted(bank)


def test_of_a_rolling_window_that_an_end_cuts_the_money_is_that_of_the_month_it_is_cut_in() -> None:
    bank = a_bank(bubble={"windows": 99})
    agreed(bank, terms(window={"kind": "rolling", "months": 2}))
    a_month(bank, "2026-01", 500_000_000)
    a_month(bank, "2026-02", 500_000_000)
    a_month(bank, "2026-03", 100_000_000)
    bank.on("2026-04-08")
    bank.posts("C1", 50_000_000)
    act(bank, "ended", by="client", person="M1", last_day="2026-04-10")
    bank.on("2026-04-12")
    bank.posts("C1", 1)
    bank.on("2026-04-18")
    # March was charged at the agreed rate, and March missed: April is by the list, from its first day on.
    assert all(each["window"]["to"] != "2026-04-11" for each in bank.of("profit.realised"))
    bank.on("2026-04-20")
    bank.posts("C1", 450_000_000, "2026-03-30")
    bank.on("2026-04-21")
    corrected = bank.of("fee.adjusted")[-1]
    assert corrected["basis"]["volume_minor"] == 50_000_000
    assert corrected["amount_minor"] == 50_000_000 * (1500 - 3000) // 1_000_000
    restarted(bank)


def test_a_rolling_windows_promise_is_that_of_its_last_month() -> None:
    bank = a_bank(bubble={"windows": 99})
    rising = {"volume_now_minor": 400_000_000, "volume_minor": [450_000_000, 900_000_000, 950_000_000, 990_000_000]}
    agreed(bank, terms(window={"kind": "rolling", "months": 3}), forecast=rising)
    for month in ("01", "02", "03"):
        a_month(bank, f"2026-{month}", 510_000_000)
    bank.on("2026-04-10")
    flows = bank.of("offer.pending")[0]["simulation"]["flows"]
    (brought,) = bank.of("profit.realised")
    assert brought["forecast_minor"] == brought["cumulative_forecast_minor"] == flows[2]
    restarted(bank)


def test_what_is_earned_within_its_window_is_charged_in_it() -> None:
    bank = a_bank(bubble={"windows": 99})
    agreed(bank, terms(applies="same_window"))
    a_month(bank, "2026-01", 500_000_000)
    a_month(bank, "2026-02", 400_000_000)
    bank.on("2026-03-10")
    (earned,) = bank.of("benefit.earned")
    assert earned["effective"] == earned["window"]
    now = 400_000_000 * 2_900 // 1_000_000
    realised = [each["realised_minor"] + now for each in bank.of("profit.realised")]
    assert realised == [500_000_000 * (1500 - 100) // 1_000_000, 400_000_000 * (3000 - 100) // 1_000_000]
    restarted(bank)


def test_a_clause_with_a_window_of_its_own_looks_at_the_last_whole_one() -> None:
    bank = a_bank(bubble={"windows": 99})
    clause = {"metric": "qualified_turnover", "op": ">=", "value_minor": 500_000_000, "window": {"unit": "quarter"}}
    agreed(bank, terms(obligations={"all": [clause]}))
    for month, minor in (("01", 500_000_000), ("02", 1), ("03", 1), ("04", 1), ("05", 1)):
        a_month(bank, f"2026-{month}", minor)
    bank.on("2026-06-10")
    judged = [each for each in bank.told if each["type"].startswith("benefit.") and each["closed"]]
    # No turnover is known of the quarter before; January to March counts for March and for the months after it.
    assert [(each["type"], each["window"]["from"]) for each in judged[-3:]] == [
        ("benefit.earned", "2026-03-01"),
        ("benefit.earned", "2026-04-01"),
        ("benefit.earned", "2026-05-01"),
    ]
    assert "benefit.earned" not in kinds(judged[:-3])
    restarted(bank)


def granted() -> dict[str, Any]:
    return terms(mode="grant_first", applies=None, on_miss="reprice", hysteresis={"off_minor": 1})


def test_a_client_who_ends_in_the_middle_of_a_granted_window_missed_it_unless_the_threshold_was_met() -> None:
    for minor, outcome in ((499_999_999, "benefit.revoked"), (500_000_000, "benefit.earned")):
        bank = a_bank(bubble={"windows": 99})
        agreed(bank, granted())
        bank.on("2026-01-05")
        bank.posts("C1", minor)
        told = act(bank, "ended", by="client", person="M1", last_day="2026-01-20")
        assert kinds(told) == ["offer.ending"]
        bank.on("2026-01-21")
        bank.posts("C1", 1)
        bank.on("2026-01-25")
        assert [each for each in bank.told if each["type"].startswith("benefit.") and each["closed"]] == []
        bank.on("2026-01-26")
        (cut,) = [each for each in bank.told if each["type"].startswith("benefit.") and each["closed"]]
        assert (cut["type"], cut["window"]) == (outcome, {"from": "2026-01-01", "to": "2026-01-21"})
        assert cut["effective"] is None
        assert len(bank.of("fee.adjusted")) == (outcome == "benefit.revoked")
        restarted(bank)


def test_a_bank_that_ends_early_judges_no_cut_window() -> None:
    bank = a_bank()
    agreed(bank, granted())
    bank.on("2026-01-05")
    assert act(bank, "ended", by="bank", person="M1", last_day="2026-01-20")[0]["reasons"] == [
        "self_approval",
        "no_authority",
    ]
    assert act(bank, "ended", by="bank", person="M40", last_day="2026-01-04")[0]["reasons"] == ["wrong_state"]
    assert kinds(act(bank, "ended", by="bank", person="M40", last_day="2026-01-20")) == ["offer.ending"]
    bank.on("2026-03-01")
    assert [each for each in bank.told if each["type"].startswith("benefit.") and each["closed"]] == []
    assert bank.told[-1]["type"] == "offer.settled"
    restarted(bank)


def test_a_forgotten_clients_offer_is_withdrawn_and_his_agreement_ends() -> None:
    bank = a_bank()
    agreed(bank)
    bank.on("2026-01-05")
    told = bank.line("crm.clients", b"C1", None)
    assert [(each["type"], each["reason"]) for each in told] == [("offer.ending", "client_forgotten")]
    bank.on("2026-03-15")
    assert bank.told[-1]["type"] == "offer.settled"
    restarted(bank)
