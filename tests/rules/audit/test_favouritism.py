"""Discounts of one person are held against his peers' on the same item and turnover."""

from fractions import Fraction
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.policy.worth import Favouritism
from rules.audit.favouritism import favours, shown
from rules.audit.grant import Grant
from rules.audit.partition import AuditPartition
from tests.rules.audit.bank import DEEP, SHALLOW, AuditBank, changed
from tests.rules.tariff.agreed import a_month
from tests.rules.tariff.prices import turnover

EASY = Favouritism(min_agreements=1)
FAVOURED = ["favouritism M1", "favouritism M1/M40", "favouritism M1/M41"]


def granted(name: str, by: str, depth_ppm: int, **more: Any) -> Grant:
    said: dict[str, Any] = {
        "volume_minor": 500_000_000, "approvers": ["M40"], "approved_at": 1, "state": "active",
        "decision_id": f"d-{name}",
    }  # fmt: skip
    return Grant(name, 1, name, "settlement", "RUB", by, "fee", depth_ppm=depth_ppm, **{**said, **more})


def test_the_mean_of_the_page_is_exact_and_peers_are_everybody_else() -> None:
    grants = [
        granted("1", "M1", 700_000), granted("2", "M1", 600_001), granted("3", "M2", 100_000),
        granted("4", "M3", 200_000), granted("5", "M3", 300_000),
    ]  # fmt: skip
    found = favours(grants)["M1",]
    assert (found.agreements, found.depth, found.peers) == (2, Fraction(1_300_001, 2), Fraction(200_000))
    assert found.rows == ("d-1", "d-2")
    assert favours(grants)["M2",].above == Fraction(100_000) - Fraction(700_000 + 600_001 + 200_000 + 300_000, 4)


def test_it_takes_more_than_the_policy_allows_and_as_many_agreements_as_it_asks_for() -> None:
    grants = [granted(f"{number}", "M1", 500_000) for number in range(5)] + [granted("x", "M2", 200_000)]
    found = favours(grants)["M1",]
    assert found.above == 300_000
    assert not shown(found, Favouritism())
    assert not shown(found, Favouritism(depth_above_peers_ppm=299_999, min_agreements=6))
    assert shown(found, Favouritism(depth_above_peers_ppm=299_999))


def test_what_differs_in_item_currency_or_power_of_ten_is_no_peer() -> None:
    one = granted("1", "M1", 900_000, volume_minor=999_999_999)
    for other in (
        granted("2", "M2", 0, volume_minor=1_000_000_000), granted("2", "M2", 0, volume_minor=99_999_999),
        granted("2", "M2", 0, volume_minor=None), granted("2", "M1", 0),
    ):  # fmt: skip
        assert ("M1",) not in favours([one, other])
    other = granted("2", "M2", 0, volume_minor=100_000_000)
    assert shown(favours([one, other])["M1",], EASY)
    for name, value in (("item", "loan"), ("currency", "EUR"), ("target", "loan_rate")):
        other = granted("2", "M2", 0)
        setattr(other, name, value)
        assert ("M1",) not in favours([one, other])


def test_the_share_that_did_not_rise_is_of_what_is_known() -> None:
    grants = [
        granted("1", "M1", 900_000, before_minor=400, turnover_minor=400),
        granted("2", "M1", 900_000, before_minor=400, turnover_minor=401),
        granted("3", "M1", 900_000, before_minor=400),
        granted("4", "M1", 900_000, turnover_minor=1),
        granted("5", "M2", 0),
    ]
    found = favours(grants)["M1",]
    assert (found.known, found.not_risen) == (2, 1)


GRANTS = st.lists(
    st.builds(
        granted,
        st.integers(0, 10**6).map(str),
        st.sampled_from(["M1", "M2", "M3"]),
        st.integers(-(10**6), 10**6),
        volume_minor=st.sampled_from([None, 9, 10, 10**17, 10**20]),
        approvers=st.lists(st.sampled_from(["M40", "M41"]), max_size=2),
    ),
    max_size=12,
    unique_by=lambda each: each.key,
)


@given(GRANTS, st.randoms(use_true_random=False), st.text(max_size=3))
def test_neither_order_nor_what_others_do_elsewhere_changes_a_figure(
    grants: list[Grant], random: Any, item: str
) -> None:
    shuffled = list(grants)
    random.shuffle(shuffled)
    elsewhere = [granted(f"e{each.agreement_id}", "M9", 5) for each in grants]
    for each in elsewhere:
        each.item = f"other {item}"
    assert favours(shuffled) == favours(grants)
    found = favours([*elsewhere, *grants])
    assert {subject: found[subject] for subject in favours(grants)} == favours(grants)


@given(GRANTS)
def test_all_depths_alike_favour_nobody(grants: list[Grant]) -> None:
    for each in grants:
        each.depth_ppm = 123_457
    assert all(favour.above == 0 for favour in favours(grants).values())


@given(GRANTS, st.integers(1, 500_000))
def test_a_deeper_discount_raises_the_figure_and_never_another_persons(grants: list[Grant], more: int) -> None:
    before = favours(grants)
    mine = [each for each in grants if each.by == "M1" and each.cell is not None]
    if not mine:
        return
    mine[0].depth_ppm = (mine[0].depth_ppm or 0) + more
    after = favours(grants)
    assert before.keys() == after.keys()
    for subject in [each for each in after if len(each) == 1]:
        if subject == ("M1",):
            assert after[subject].above >= before[subject].above
        else:
            assert after[subject].above <= before[subject].above


def a_favourite(**favouritism: int) -> AuditBank:
    """M1 grants half off, twice; M2 a tenth, twice, for the same promised turnover."""
    bank = AuditBank(**favouritism)
    for name, by, rate in (("C1", "M1", DEEP), ("C2", "M1", DEEP), ("C3", "M2", SHALLOW), ("C4", "M2", SHALLOW)):
        bank.client(name)
        bank.agrees(name, by, rate)
    return bank


def test_it_is_said_on_the_next_business_date_once_with_its_figures_and_rows() -> None:
    bank = a_favourite()
    assert bank.alerts == []
    bank.on("2025-12-21")
    assert bank.of_alerts() == FAVOURED
    first = bank.alerts[0]
    assert first["since"] == "2025-12-20T21:00:00.000Z"
    assert first["figures"] == {
        "manager_id": "M1", "approver_id": None, "agreements": 2, "depth_ppm": 500_000, "peers_depth_ppm": 100_000,
        "above_peers_ppm": 400_000, "volume_known": 0, "volume_not_risen": 0, "not_risen_ppm": None,
    }  # fmt: skip
    approvals = {each["id"] for each in bank.of("offer.approved") if each["coverage_id"] in ("C1", "C2")}
    assert set(first["rows"]) == approvals
    assert "40.0 %" in first["message"]["en"]
    assert "40,0 %" in first["message"]["ru"]
    bank.on("2025-12-28")
    assert len(bank.alerts) == 3
    bank.restarted()


def test_it_clears_when_the_quarter_has_passed() -> None:
    bank = a_favourite()
    bank.on("2026-03-20")
    assert bank.of_alerts() == FAVOURED
    assert bank.of_alerts(cleared=True) == []
    bank.on("2026-03-21")
    assert bank.of_alerts(cleared=True) == FAVOURED
    assert bank.alerts[-1]["since"] == "2025-12-20T21:00:00.000Z"
    bank.restarted()


def test_an_approval_at_the_first_instant_of_a_date_counts_from_its_end_on_and_for_a_quarter() -> None:
    bank = a_favourite()
    bank.on("2026-03-25")
    fold, said = AuditPartition(), []
    for record in bank.audited.log:
        moved = record
        if b'"type":"offer.approved"' in (record.value or b""):
            moved = record._replace(value=changed(record, decided_at="2025-12-20T21:00:00.000Z"))
        said += [orjson.loads(message.value or b"") for message in fold.apply(moved)]
    assert [(each["time"][:10], each["data"]["cleared"]) for each in said if each["subject"] == "M1"] == [
        ("2025-12-21", False),
        ("2026-03-21", True),
    ]


def test_two_quarters_look_back_further() -> None:
    bank = a_favourite(quarters=2)
    bank.on("2026-03-31")
    assert bank.of_alerts(cleared=True) == []


def test_what_was_agreed_counts_though_it_ended_early() -> None:
    bank = a_favourite()
    for name in ("C1", "C2"):
        bank.says("offer.ended", agreement_id=f"A-{name}", version=1, by="client", person="M1", last_day="2025-12-20")
    bank.on("2025-12-23")
    assert bank.of_alerts() == FAVOURED


def test_an_approval_that_came_to_nothing_does_not_count() -> None:
    bank = AuditBank()
    for name, by, rate in (("C1", "M1", DEEP), ("C2", "M1", DEEP), ("C3", "M2", SHALLOW)):
        bank.client(name)
        bank.asks(name, by, rate)
        bank.says("offer.withdrawn", agreement_id=f"A-{name}", version=1, by=by)
    assert len(bank.of("offer.approved")) == 3
    bank.on("2025-12-23")
    assert bank.alerts == []


def test_turnover_that_did_not_rise_is_counted_by_the_verdicts() -> None:
    bank = a_favourite()
    bank.on("2026-01-10")
    bank.posts("C1", 500_000_000)
    bank.posts("C2", 400_000_000)
    a_month(bank, "2026-01", 1, "C3")
    bank.on("2026-02-07")
    grants = bank.audit._grants
    assert (grants["A-C1", 1].risen, grants["A-C2", 1].risen, grants["A-C3", 1].risen) == (True, False, False)
    bank.restarted()


@pytest.mark.parametrize(
    ("window", "before"),
    [({"kind": "rolling", "months": 3}, 1_200_000_000), ({"kind": "calendar", "unit": "quarter"}, 400_000_000)],
)
def test_the_turnover_before_is_that_of_as_many_months_as_the_verdict_measures(
    window: dict[str, Any], before: int
) -> None:
    bank = AuditBank()
    bank.client("C1")
    bank.agrees("C1", "M1", DEEP, terms={"window": window})
    grant = bank.audit._grants["A-C1", 1]
    assert grant.before_minor == before
    assert grant.volume_minor == (500_000_000 if window["kind"] == "rolling" else 166_666_666)


def test_without_a_turnover_clause_the_forecast_says_the_volume_and_nothing_is_known_of_a_rise() -> None:
    bank = AuditBank()
    bank.client("C1")
    said = {"all": [{"metric": "average_balance", "op": ">=", "value_minor": 5}]}
    bank.agrees("C1", "M1", DEEP, terms={"obligations": said})
    grant = bank.audit._grants["A-C1", 1]
    assert (grant.volume_minor, grant.before_minor) == (1_000_000_000, None)
    own_window = {"all": [{**turnover(5)["all"][0], "window": {"unit": "year"}}]}
    bank.client("C2")
    bank.agrees("C2", "M1", DEEP, terms={"obligations": own_window})
    assert bank.audit._grants["A-C2", 1].before_minor is None
