"""`kontor tariffs simulate` and `raroc` say the worked numbers of tariffs."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from kontor.cli import run
from tests.rules.tariff.prices import ONE_TIER, terms
from tests.rules.tariff.test_simulation import CHEAPER, NOW, ramp

PAGE = {"ftp_ppm": 150_000, "el_ppm": 9_000, "capital_ppm": 80_000, "opex_minor": 25_000_000, "tax_ppm": 250_000}


@pytest.fixture
def policy(tmp_path: Path) -> str:
    file = tmp_path / "policy.yaml"
    dearer = {**ONE_TIER, "version": 2, "segment": "vip", "tiers": [{"from_minor": 0, "rate_ppm": 4000}]}
    tariffs = {"price_lists": [ONE_TIER, dearer], "raroc": {"loan": PAGE}}
    file.write_text(yaml.safe_dump({"name": "x", "lines": [{}], "tariffs": tariffs}))
    return str(file)


def asked(tmp_path: Path, benefit: dict[str, Any], volumes: list[int], **more: Any) -> str:
    said = terms(benefit={"target": "fee", **benefit}, valid_to="2027-01-01", **more)
    file = tmp_path / "request.json"
    request = {
        "agreement_id": "A-1", "version": 1, "client_id": "C-1", "item": "settlement", "by": "M-7",
        "terms": said, "forecast": {"volume_now_minor": NOW, "volume_minor": volumes},
    }  # fmt: skip
    file.write_text(json.dumps(request))
    return str(file)


def simulated(capsys: pytest.CaptureFixture[str], policy: str, request: str, *more: str) -> tuple[dict[str, Any], str]:
    assert run(["tariffs", "simulate", "--policy", policy, request, "--json", *more]) == 0
    out, err = capsys.readouterr()
    found: dict[str, Any] = json.loads(out)
    return found, err


@pytest.mark.parametrize(
    ("volumes", "npv", "payback", "refused"),
    [
        (ramp(400_000_000, 800_000_000), 2_084_992, 6, False),
        ([NOW], -4_354_603, None, True),
        (ramp(150_000_000, 550_000_000), -1_939_755, None, True),
    ],
)
def test_a_ramp_is_worth_what_the_page_says_and_each_window_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], policy: str,
    volumes: list[int], npv: int, payback: int | None, refused: bool,
) -> None:  # fmt: skip
    found, err = simulated(capsys, policy, asked(tmp_path, CHEAPER, volumes))

    assert (found["npv_minor"], found["payback_window"], found["break_even_minor"]) == (npv, payback, 610_526_316)
    assert ("not_worth_it" in err) is refused
    # V·0.19 % - V0·0.29 %, the last volume again and again.
    repeated = [volumes[min(place, len(volumes) - 1)] for place in range(12)]
    exact = [volume * 1900 - NOW * 2900 for volume in repeated]
    assert len(found["flows"]) == 12
    assert all(abs(flow * 1_000_000 - each) <= 500_000 for flow, each in zip(found["flows"], exact, strict=True))


def test_a_waiver_has_no_break_even_and_is_said_to_be_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], policy: str
) -> None:
    found, err = simulated(capsys, policy, asked(tmp_path, {"type": "waive"}, [2 * NOW]))

    assert found["no_break_even"]
    assert found["break_even_minor"] is None
    assert "no_break_even" in err
    assert found["needs"] == ["committee", "committee"]


def test_the_list_of_the_clients_segment_is_taken_where_he_has_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], policy: str
) -> None:
    request = asked(tmp_path, CHEAPER, [2 * NOW])

    assert simulated(capsys, policy, request)[0]["depth_ppm"] == 333_334
    assert simulated(capsys, policy, request, "--segment", "vip")[0]["depth_ppm"] == 500_000


def test_people_read_the_same_in_a_table_with_the_months_of_a_rolling_window(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], policy: str
) -> None:
    rolling = {"kind": "rolling", "months": 3}
    request = asked(tmp_path, CHEAPER, ramp(400_000_000, 800_000_000), window=rolling)

    assert run(["tariffs", "simulate", "--policy", policy, request]) == 0
    out = capsys.readouterr().out
    assert "6 105 263.16 RUB" in out
    assert "20 849.92 RUB" in out
    assert "window 6" in out
    assert "33.3334 %" in out
    assert out.count("2026-") == 23
    assert " ".join(out.splitlines()[-1].split()) == "2026-12-01 2027-01-01 8 000 000.00 RUB 3 600.00 RUB"


def test_what_cannot_be_simulated_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str], policy: str) -> None:
    request = asked(tmp_path, CHEAPER, [NOW], valid_from="2025-01-01")

    assert run(["tariffs", "simulate", "--policy", policy, request, "--json"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "unknown_item" in err
    (tmp_path / "request.json").write_text('{"terms": 1}')
    assert run(["tariffs", "simulate", "--policy", policy, request]) == 2


@pytest.mark.parametrize(
    ("more", "returned", "lowest"),
    [(["--fees", "30000000", "--deposit-margin", "65000000"], 525_000, 159_000), ([], 79_688, 192_834)],
)
def test_the_pages_loan_returns_what_the_page_says(
    capsys: pytest.CaptureFixture[str], policy: str, more: list[str], returned: int, lowest: int
) -> None:
    loan = ["tariffs", "raroc", "--policy", policy, "--item", "loan", "--amount", "2000000000", "--rate", "180000"]

    assert run([*loan, *more, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "raroc_ppm": returned, "lowest_rate_ppm": lowest, "floor_ppm": 159_000,
    }  # fmt: skip
    assert run([*loan, *more]) == 0
    assert "15.9000 %" in capsys.readouterr().out


def test_an_item_whose_capital_the_policy_does_not_say_has_no_return(
    capsys: pytest.CaptureFixture[str], policy: str
) -> None:
    asked = ["tariffs", "raroc", "--policy", policy, "--item", "lease", "--amount", "1", "--rate", "1"]

    assert run(asked) == 1
    assert "lease" in capsys.readouterr().err
