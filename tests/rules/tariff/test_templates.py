"""What Kontor proposes from the policy's templates to clients who have no agreement on the item."""

from typing import Any

import pytest

from models.ids import kontor_uuid
from models.policy import InvalidPolicyError, Policy
from rules.policy import check
from tests.rules.tariff.agreed import a_bank, a_month, policy, request
from tests.rules.tariff.bank import Bank
from tests.rules.tariff.prices import ONE_TIER, terms, turnover
from tests.rules.tariff.restarted import restarted


def template(name: str = "volume", minor: int = 1_000_000_000, **more: Any) -> dict[str, Any]:
    """Ten million a month for six months, and the fee is 0.15 %."""
    said = terms(obligations=turnover(minor), valid_from="2020-01-01", valid_to="2020-07-01")
    return {"name": name, "item": "settlement", "terms": said, **more}


def three_months(*templates: dict[str, Any], clients: tuple[str, ...] = ("C1",), **more: Any) -> Bank:
    """Four million in each month of January to March; it is the first of April."""
    bank = a_bank(*clients, benefits=list(templates or (template(),)), **more)
    for month in ("01", "02", "03"):
        a_month(bank, f"2026-{month}", 400_000_000)
    return bank


def test_with_the_month_a_client_is_offered_what_would_pay() -> None:
    bank = three_months()
    (said,) = bank.of("offer.proposed")
    assert said["decided_at"] == "2026-03-31T21:00:00.000Z"
    assert said["cause"]["id"] == "tick/G/2026-03-31T21:00:00.000Z"
    assert (said["agreement_id"], said["version"], said["manager_id"]) == (None, None, None)
    assert (said["coverage_id"], said["client_id"], said["scope"]) == ("G", "C1", "coverage")
    assert (said["item"], said["currency"], said["price_list_version"]) == ("settlement", "RUB", 1)
    assert (said["terms"]["valid_from"], said["terms"]["valid_to"]) == ("2026-05-01", "2026-11-01")
    assert said["distance"] == [
        {"path": "/all/0", "metric": "qualified_turnover", "missing_minor": 600_000_000, "days_left": 61}
    ]
    # 10 M at 0.15 % + 0.04 - 0.05, less 4 M at 0.30 % + 0.04 - 0.05: six times 2 400.00.
    assert said["simulation"]["flows"] == [240_000] * 6
    assert said["simulation"]["needs"] == ["committee", "committee"]
    assert said["proposal_id"] == kontor_uuid("G|volume|proposal/near_threshold|2026-05-01|1")
    assert said["expires_at"] == "2026-04-30T21:00:00.000Z"
    assert said["talking_point"]["en"] == (
        "An agreement can begin on 1 May 2026. 6 000 000.00 RUB more turnover a month than now: then the fee for "
        "settlement is 0.15 %."
    )
    restarted(bank)


@pytest.mark.parametrize(
    ("unit", "months", "en", "ru"),
    [("month", 1, "a month", "за месяц"), ("quarter", 3, "a quarter", "за квартал"), ("year", 12, "a year", "за год")],
)
def test_what_is_missing_is_said_of_a_window_of_the_template(unit: str, months: int, en: str, ru: str) -> None:
    said = template(minor=1_000_000_000 * months)
    said["terms"] |= {"window": {"kind": "anniversary", "unit": unit}, "valid_to": "2021-01-01"}
    (proposed,) = three_months(said).of("offer.proposed")
    amount = f"{6 * months} 000 000"
    assert f" {amount}.00 RUB more turnover {en} than now: " in proposed["talking_point"]["en"]
    assert f" {amount},00 RUB {ru}, чем сейчас: " in proposed["talking_point"]["ru"]


def test_fewer_than_three_whole_months_are_not_looked_at() -> None:
    bank = a_bank(benefits=[template()])
    for month in ("02", "03"):
        a_month(bank, f"2026-{month}", 400_000_000)
    assert bank.of("offer.proposed") == []
    bank.given("c-1", "C1", "M7")
    assert bank.of("offer.proposed") == []
    a_month(bank, "2026-04", 400_000_000)
    assert len(bank.of("offer.proposed")) == 1
    restarted(bank)


def test_what_does_not_pay_is_not_proposed() -> None:
    # 5 M at 0.14 % bring less than 4 M at 0.29 %.
    assert three_months(template(minor=500_000_000)).of("offer.proposed") == []


def test_who_brings_it_already_is_not_given_it_for_nothing() -> None:
    bank = a_bank(benefits=[template()])
    for month in ("01", "02", "03"):
        a_month(bank, f"2026-{month}", 1_000_000_000)
    assert bank.of("offer.proposed") == []


def test_of_an_item_the_nearest_is_proposed_and_each_month_anew() -> None:
    bank = three_months(template("far", 2_000_000_000), template("near", 1_000_000_000))
    assert [each["terms"]["obligations"]["all"][0]["value_minor"] for each in bank.of("offer.proposed")] == [
        1_000_000_000
    ]
    a_month(bank, "2026-04", 400_000_000)
    assert [each["terms"]["valid_from"] for each in bank.of("offer.proposed")] == ["2026-05-01", "2026-06-01"]
    assert bank.fold.coverages["G"].proposed == [["2026-06-01", "near_threshold", "near", "", "settlement"]]
    restarted(bank)


def test_a_coverage_that_has_an_agreement_on_the_item_or_is_asked_one_for_gets_none() -> None:
    bank = a_bank(benefits=[template()])
    for month in ("01", "02"):
        a_month(bank, f"2026-{month}", 400_000_000)
    bank.on("2026-03-10")
    bank.posts("C1", 400_000_000)
    request(bank, terms(valid_from="2026-04-01"))
    bank.on("2026-04-02")
    assert bank.of("offer.proposed") == []
    assert bank.given("c-1", "C1", "M7") == []


def test_a_manager_who_gets_a_contact_is_told_of_a_template_once() -> None:
    bank = three_months()
    bank.on("2026-04-10")
    (said,) = bank.given("c-1", "C1", "M7")
    assert (said["trigger"], said["manager_id"]) == ("contact", "M7")
    assert said["proposal_id"] == kontor_uuid("G|volume|proposal/contact|2026-05-01|1")
    assert bank.given("c-2", "C1", "M7") == []
    restarted(bank)


@pytest.mark.parametrize(
    ("when", "at_month", "at_contact"),
    [
        ({}, True, True),
        ({"segment": "sme"}, True, True),
        ({"segment": ["retail", "corporate"]}, False, False),
        ({"tier": "vip", "industry": "trade", "language": "ru", "planned": True}, True, True),
        ({"tier": "standard"}, False, False),
        ({"channel": "phone"}, False, True),
        ({"channel": "branch"}, False, False),
        ({"product": "rko"}, False, True),
        ({"language": "en"}, False, False),
    ],
)
def test_a_template_is_for_whom_its_when_names(when: dict[str, Any], at_month: bool, at_contact: bool) -> None:
    bank = a_bank(benefits=[template(when=when)])
    bank.client("C1", group_id="G", manager_id="M1", tier="vip", industry="trade", language="ru", planned=True)
    for month in ("01", "02", "03"):
        a_month(bank, f"2026-{month}", 400_000_000)
    assert bool(bank.of("offer.proposed")) is at_month
    bank.on("2026-04-02")
    assert bool(bank.given("c-1", "C1", "M7", product="rko")) is at_contact
    restarted(bank)


def test_a_template_of_a_client_looks_at_him_alone() -> None:
    said = {**terms(obligations=turnover(1_000_000_000), scope="client"), "valid_to": "2026-07-01"}
    bank = a_bank("C1", "C2", benefits=[template(terms=said)])
    for month in ("01", "02", "03"):
        bank.on(f"2026-{month}-09")
        bank.posts("C2", 100_000_000)
        a_month(bank, f"2026-{month}", 400_000_000)
    (one, other) = bank.of("offer.proposed")
    assert [(each["client_id"], each["distance"][0]["missing_minor"]) for each in (one, other)] == [
        ("C1", 600_000_000),
        ("C2", 900_000_000),
    ]
    assert one["proposal_id"] != other["proposal_id"]
    restarted(bank)


def test_the_mean_is_taken_over_three_months_of_which_one_may_bring_nothing() -> None:
    bank = a_bank(benefits=[template()])
    for month, minor in (("01", 600_000_000), ("02", 1), ("03", 599_999_999)):
        a_month(bank, f"2026-{month}", minor)
    assert bank.of("offer.proposed")[0]["distance"][0]["missing_minor"] == 600_000_000


def test_a_quarter_begins_only_where_a_quarter_begins() -> None:
    said = terms(
        obligations=turnover(5_000_000_000), window={"kind": "calendar", "unit": "quarter"}, valid_to="2027-01-01"
    )
    bank = three_months(template(terms=said))
    assert bank.of("offer.proposed") == []
    bank.on("2026-05-10")
    bank.posts("C1", 1_200_000_000, "2026-04-15")
    bank.on("2026-06-02")
    (proposed,) = bank.of("offer.proposed")
    assert proposed["terms"]["valid_from"] == "2026-07-01"
    assert proposed["distance"][0]["missing_minor"] == 5_000_000_000 - 1_600_000_000
    assert " a quarter than now" in proposed["talking_point"]["en"]


def test_nobody_who_is_unknown_or_held_is_looked_at() -> None:
    bank = a_bank(benefits=[template()])
    for month in ("01", "02"):
        a_month(bank, f"2026-{month}", 400_000_000)
    bank.on("2026-03-10")
    bank.posts("C1", 400_000_000)
    bank.says("risk.hold", coverage_id="G", set=True, reason="fraud")
    bank.on("2026-04-02")
    assert bank.of("offer.proposed") == []
    bank.says("risk.hold", coverage_id="G", set=False, reason="cleared")
    bank.line("crm.clients", b"C1", None)
    bank.on("2026-06-02")
    assert bank.of("offer.proposed") == []
    assert bank.fold.next_due() is None


def test_terms_that_no_request_could_hold_are_an_error_of_the_policy() -> None:
    with pytest.raises(InvalidPolicyError, match=r"tariffs\.benefits\[0\]\.terms"):
        _ = Policy.from_canonical(
            {"name": "x", "lines": [{}], "tariffs": {"benefits": [template(terms={"mode": "earn_first"})]}}
        ).tariff_rules
    good = {"name": "x", "lines": [{}], "tariffs": {"price_lists": [ONE_TIER], "benefits": [template()]}}
    assert [each for each in check(Policy.from_canonical(good)) if each.kind.level == "error"] == []


def test_a_request_for_what_was_proposed_is_counted_while_it_could_begin_as_proposed() -> None:
    for day, counted in (("2026-04-20", 1), ("2026-05-20", None)):
        bank = three_months()
        bank.activate(policy())  # of it nothing is proposed anew in May
        bank.on(day)
        for version in (1, 2):
            request(bank, terms(valid_from="2026-06-01"), version=version)
        assert bank.of("offer.pending")[0]["state"] == "pending"
        assert bank.fold.take_counts().get("proposal_near_threshold_requested") == counted
