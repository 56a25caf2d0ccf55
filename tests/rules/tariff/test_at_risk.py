"""A window that runs: at its pace the benefit will be lost, and that is said once."""

from typing import Any

import pytest

from tests.rules.tariff.agreed import a_bank, a_month, agreed
from tests.rules.tariff.bank import Bank
from tests.rules.tariff.prices import terms, turnover
from tests.rules.tariff.restarted import restarted

HALF: dict[str, Any] = {"all": [{**turnover(500_000_000)["all"][0], "window": {"kind": "calendar", "unit": "month"}}]}


def held(**more: Any) -> Bank:
    """An agreement whose January was earned, on the first of February."""
    bank = a_bank(bubble={"windows": 99})
    agreed(bank, terms(**more))
    a_month(bank, "2026-01", 500_000_000)
    return bank


def words(bank: Bank) -> list[tuple[str, str]]:
    """Day and type of what was said of windows that run."""
    said = [each for each in bank.told if each["type"].startswith("benefit.") and not each["closed"]]
    return [(each["decided_at"][:10], each["type"]) for each in said]


def test_at_risk_is_said_at_half_of_the_window_and_not_before() -> None:
    bank = held()
    bank.on("2026-03-01")
    # The business date begins in Moscow at nine in the evening of the day before: 14 of 28 days are gone.
    assert words(bank) == [("2026-02-14", "benefit.at_risk")]
    (said,) = bank.of("benefit.at_risk")
    assert said["effective"] is None
    assert said["distance"] == [
        {"path": "/all/0", "metric": "qualified_turnover", "missing_minor": 500_000_000, "days_left": 14}
    ]
    restarted(bank)


def test_once_recovered_a_window_is_not_called_at_risk_again() -> None:
    bank = held()
    bank.on("2026-02-15")
    bank.posts("C1", 300_000_000)
    bank.on("2026-02-28")
    # 300 M are enough until the 16th; at the later dates the pace falls below 500 M again, and nothing more is said.
    assert words(bank) == [("2026-02-14", "benefit.at_risk"), ("2026-02-15", "benefit.earned")]
    restarted(bank)


def test_at_risk_is_said_again_in_another_window() -> None:
    bank = held(hysteresis={"off_minor": 100_000_000})
    bank.on("2026-02-20")
    bank.posts("C1", 500_000_000)
    bank.on("2026-03-01")
    bank.posts("SIGN", 1)
    bank.on("2026-03-31")
    assert [kind for _, kind in words(bank)] == ["benefit.at_risk", "benefit.earned", "benefit.at_risk"]
    restarted(bank)


@pytest.mark.parametrize(("minor", "at_risk"), [(224_999_999, True), (225_000_000, False)])
def test_the_pace_is_held_against_the_off_threshold(minor: int, at_risk: bool) -> None:
    bank = held(hysteresis={"off_minor": 450_000_000})
    bank.on("2026-02-10")
    bank.posts("C1", minor)
    bank.on("2026-02-15")
    assert bool(words(bank)) is at_risk


def test_of_rolling_windows_the_one_that_ends_first_is_watched() -> None:
    bank = a_bank(bubble={"windows": 99})
    agreed(bank, terms(window={"kind": "rolling", "months": 3}))
    for month, minor in (("01", 500_000_000), ("02", 500_000_000), ("03", 600_000_000)):
        a_month(bank, f"2026-{month}", minor)
    bank.on("2026-04-29")
    # February to April: 11 M of 15 M are enough for 65 of 89 days, and the eighth of April comes after 66.
    assert words(bank) == [("2026-04-07", "benefit.at_risk")]
    (said,) = bank.of("benefit.at_risk")
    assert said["window"] == {"from": "2026-02-01", "to": "2026-05-01"}
    assert said["distance"][0]["missing_minor"] == 400_000_000
    restarted(bank)


def test_a_clause_with_its_own_window_is_watched_within_it() -> None:
    bank = a_bank(bubble={"windows": 99})
    said = terms(window={"kind": "calendar", "unit": "quarter"}, obligations=HALF, valid_to="2027-01-01")
    agreed(bank, said)
    for month in ("01", "02", "03"):
        a_month(bank, f"2026-{month}", 500_000_000)
    bank.on("2026-06-15")
    # The clause looks at June alone: half of the quarter is gone in May, half of June is not.
    assert words(bank) == []
    bank.on("2026-06-17")
    assert words(bank) == [("2026-06-15", "benefit.at_risk")]
