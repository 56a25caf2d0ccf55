"""`kontor tariffs fee` says the worked numbers of tariffs."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from kontor.cli import run
from tests.rules.tariff.prices import FLAT, ONE_TIER, TIERED, terms, turnover

GRANTED = terms(mode="grant_first", obligations=turnover(500_000_000))


@pytest.fixture
def said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def fee(prices: dict[str, Any], minor: int, said: dict[str, Any] | None = None, *more: str) -> dict[str, Any]:
        policy, file = tmp_path / "policy.yaml", tmp_path / "terms.json"
        policy.write_text(yaml.safe_dump({"name": "x", "lines": [{}], "tariffs": {"price_lists": [prices]}}))
        file.write_text(json.dumps(said))
        under = [] if said is None else ["--terms", str(file)]
        asked = ["tariffs", "fee", "--policy", str(policy), "--item", "settlement", "--turnover", str(minor)]
        assert run([*asked, *under, *more, "--json"]) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return fee


@pytest.mark.parametrize(
    ("minor", "graduated", "whole"),
    [
        (99_999_999, 500_000, 500_000),
        (100_000_000, 500_000, 300_000),
        (499_999_999, 1_700_000, 1_500_000),
        (500_000_000, 1_700_000, 750_000),
        (600_000_000, 1_850_000, 900_000),
    ],
)
def test_a_fee_by_the_list_is_as_in_the_table(said: Any, minor: int, graduated: int, whole: int) -> None:
    assert said(TIERED, minor)["fee_minor"] == graduated
    assert said({**TIERED, "mode": "whole"}, minor, None, "--date", "2026-05-01")["list_fee_minor"] == whole


@pytest.mark.parametrize(("on_miss", "owed"), [("reprice", 630_000), ("shortfall", 120_000), ("none", 0)])
def test_a_missed_grant_costs_the_agreed_fee_and_owes_its_adjustment(said: Any, on_miss: str, owed: int) -> None:
    found = said(ONE_TIER, 420_000_000, {**GRANTED, "on_miss": on_miss})

    assert (found["fee_minor"], found["list_fee_minor"], found["adjustment_minor"]) == (630_000, 1_260_000, owed)
    assert found["capped"] is False


def test_a_cap_is_kept_and_said(said: Any) -> None:
    found = said(ONE_TIER, 420_000_000, {**GRANTED, "on_miss": "reprice", "clawback_cap_minor": 500_000})

    assert (found["adjustment_minor"], found["capped"]) == (500_000, True)


def test_a_waiver_is_earned_at_its_threshold_and_one_hundredth_short_of_it_not(said: Any) -> None:
    waiver = terms(obligations=turnover(1_000_000_000), benefit={"target": "fee", "type": "waive"})

    assert said(FLAT, 1_000_000_000, waiver)["fee_minor"] == 0
    missed = said(FLAT, 999_999_999, waiver)
    assert missed["fee_minor"] == 250_000
    assert [each["missing_minor"] for each in missed["distance"]] == [1]


@pytest.mark.parametrize(("minor", "owed"), [(450_000_000, 0), (449_999_999, 675_000)])
def test_what_is_in_grace_owes_nothing(said: Any, minor: int, owed: int) -> None:
    found = said(ONE_TIER, minor, {**GRANTED, "on_miss": "reprice", "tolerance_ppm": 100_000, "cure_windows": 1})

    assert found["adjustment_minor"] == owed


def test_amounts_beyond_what_a_float_holds_are_exact(said: Any) -> None:
    assert said({**ONE_TIER, "tiers": [{"from_minor": 0, "rate_ppm": 1_000_000}]}, 2**70 + 1)["fee_minor"] == 2**70 + 1


def test_an_item_of_two_lists_needs_a_date(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    newer = {**ONE_TIER, "version": 2, "valid_from": "2026-06-01"}
    file = tmp_path / "policy.yaml"
    file.write_text(yaml.safe_dump({"name": "x", "lines": [{}], "tariffs": {"price_lists": [TIERED, newer]}}))
    asked = ["tariffs", "fee", "--policy", str(file), "--item", "settlement", "--turnover", "100000000", "--json"]

    assert run(asked) == 2
    assert "--date" in capsys.readouterr().err
    for day, fee in (("2026-05-31", 500_000), ("2026-06-01", 300_000)):
        assert run([*asked, "--date", day]) == 0
        assert json.loads(capsys.readouterr().out)["fee_minor"] == fee
    assert run([*asked, "--date", "2025-01-01"]) == 1


def test_a_list_of_one_segment_costs_what_it_says_where_the_segment_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = {**ONE_TIER, "version": 2, "segment": "vip", "tiers": [{"from_minor": 0, "rate_ppm": 1000}]}
    file = tmp_path / "policy.yaml"
    file.write_text(yaml.safe_dump({"name": "x", "lines": [{}], "tariffs": {"price_lists": [ONE_TIER, theirs]}}))
    asked = ["tariffs", "fee", "--policy", str(file), "--item", "settlement", "--turnover", "123456789012"]
    for segment, fee in ((["--segment", "vip"], "1 234 567.89 RUB"), ([], "3 703 703.67 RUB")):
        assert run([*asked, "--date", "2026-05-01", *segment]) == 0
        assert f" {fee}\n" in capsys.readouterr().out


def test_people_read_amounts_with_their_currency(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy, file = tmp_path / "policy.yaml", tmp_path / "terms.json"
    policy.write_text(
        yaml.safe_dump({"name": "x", "lines": [{}], "tariffs": {"price_lists": [{**ONE_TIER, "currency": "JPY"}]}})
    )
    file.write_text(json.dumps(GRANTED | {"on_miss": "reprice"}))
    asked = ["tariffs", "fee", "--policy", str(policy), "--item", "settlement", "--turnover", "420000000"]
    assert run([*asked, "--terms", str(file)]) == 0
    said = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert said == [
        "fee 630 000 JPY",
        "by the list 1 260 000 JPY",
        "adjustment 630 000 JPY",
        "missing 80 000 000 JPY of qualified_turnover at /all/0",
    ]


def test_a_metric_nobody_knows_is_named_and_no_traceback_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy, file = tmp_path / "policy.yaml", tmp_path / "terms.json"
    policy.write_text(yaml.safe_dump({"name": "x", "lines": [{}], "tariffs": {"price_lists": [ONE_TIER]}}))
    file.write_text(json.dumps(terms(obligations={"not": {"metric": "karma", "op": ">", "value": 1}})))
    asked = ["tariffs", "fee", "--policy", str(policy), "--item", "settlement", "--turnover", "1"]
    assert run([*asked, "--terms", str(file)]) == 2
    assert capsys.readouterr().err == f"kontor: {file} asks for karma, and there is no such metric\n"


def test_people_are_told_what_a_turnover_alone_does_not_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy, file = tmp_path / "policy.yaml", tmp_path / "terms.json"
    policy.write_text(yaml.safe_dump({"name": "x", "lines": [{}], "tariffs": {"price_lists": [ONE_TIER]}}))
    margin = {"metric": "margin", "op": ">=", "value_minor": 1}
    asked = ["tariffs", "fee", "--policy", str(policy), "--item", "settlement", "--turnover", "500000000"]
    for obligations, last in (
        ({"all": [*turnover(500_000_000)["all"], margin]}, "unknown margin: a turnover alone does not say"),
        (turnover(500_000_000), "adjustment 0.00 RUB"),
    ):
        file.write_text(json.dumps(terms(obligations=obligations)))
        assert run([*asked, "--terms", str(file)]) == 0
        assert " ".join(capsys.readouterr().out.splitlines()[-1].split()) == last
