"""`kontor policy activate` and `show` on a real broker."""

from pathlib import Path

import orjson
import pytest

from kontor.cli import run
from models.cloudevent import encode
from models.policy import Policy
from models.recording import Line
from tests.bus.outside import Outside
from tests.installation import Installation

HEAD_OFFICE = Path(__file__).parents[2] / "examples" / "policies" / "head-office.yaml"

pytestmark = [
    pytest.mark.bus,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # kafka-python's own, on reading its protocol
]


@pytest.fixture
def told(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Installation:
    for name in ("brokers", "app", "crm"):
        monkeypatch.setenv(f"KONTOR_{name.upper()}", getattr(installation.settings, name))
    return installation


def test_what_is_activated_last_is_shown_with_its_version(
    told: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = tmp_path / "small.yaml"
    small.write_text("name: Отделение\nlines: [{}]\ndefault_capacity: 5\n")

    assert run(["policy", "show"]) == 1
    assert "no policy is in force yet" in capsys.readouterr().err

    assert run(["policy", "activate", str(HEAD_OFFICE)]) == 0
    assert run(["policy", "activate", str(small)]) == 0
    capsys.readouterr()

    assert run(["policy", "show", "--json"]) == 0
    shown = orjson.loads(capsys.readouterr().out)
    assert shown["name"] == "Отделение"
    assert shown["version"] == Policy.from_yaml(small.read_text()).version
    assert shown["policy"] == {"name": "Отделение", "default_capacity": 5, "lines": [{}]}

    assert run(["policy", "show"]) == 0
    assert "default_capacity: 5" in capsys.readouterr().out
    assert told.settings.app


@pytest.mark.usefixtures("told")
def test_warnings_are_said_when_a_policy_comes_into_force_and_keep_nothing_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = tmp_path / "odd.yaml"
    odd.write_text("name: odd\nlines: [{}]\noffer: {timeout_s: 20}\n")

    assert run(["policy", "activate", str(odd)]) == 0

    said = capsys.readouterr()
    assert said.err.startswith("warning  no_effect")
    assert "offer.timeout_s: changes nothing while offer.enabled is false" in said.err
    assert said.out.startswith("activated at offset")


def test_a_policy_comes_into_force_with_a_word_on_what_nobody_of_today_can_and_whose_book_is_above_it(
    told: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    demanding = tmp_path / "demanding.yaml"
    demanding.write_text("name: demanding\nlines: [{when: {tier: vip}, min_grade: 4}, {}]\ncoverage: {max_groups: 2}\n")
    assert run(["policy", "activate", str(demanding)]) == 0
    assert "grade" not in capsys.readouterr().err, "a bank that has not said who works there lacks nobody"

    outside = Outside(told)
    staff = {"manager_id": "M1", "desk_id": "D1", "segments": ["sme"], "languages": ["ru"], "grade": 2}
    book = {"groups": 5, "clients": 5, "margin_share_max_ppm": None, "hhi": None}
    for topic, kind, data in (
        ("crm.managers", "manager.updated", staff),
        ("kontor.manager-loads", "manager.load", {"manager_id": "M1", "desk_id": "D1", "book": book}),
    ):
        said = encode(id=kind, source="crm/test", type=kind, time=1, subject="M1", data=data)
        outside.send(Line(topic, b"M1", 1, said)).get(timeout=30)
    outside.close()

    assert run(["policy", "activate", str(demanding)]) == 0
    err = capsys.readouterr().err
    assert "no manager is of grade 4; the best is 2 at D1" in err
    assert "coverage.max_groups: 1 book is above 2 at D1; the highest is 5, of M1" in err


def test_without_its_topic_a_policy_is_not_activated_and_the_sentence_says_what_to_do(
    told: Installation, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONTOR_APP", f"{told.settings.app}-not-applied")

    assert run(["policy", "activate", str(HEAD_OFFICE)]) == 1
    assert "kontor topics apply" in capsys.readouterr().err


def test_a_policy_that_changes_a_price_list_that_was_in_force_is_refused_before_anybody_reads_it(
    told: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "policy.yaml"

    def activated(rate_ppm: int, version: int = 1, *more: str) -> int:
        tier = f"{{from_minor: 0, rate_ppm: {rate_ppm}}}"
        prices = f"{{item: settlement, version: {version}, currency: RUB, valid_from: 2026-01-01, tiers: [{tier}]}}"
        file.write_text(f"name: Listed\nlines: [{{}}]\ntariffs: {{price_lists: [{prices}]}}\n")
        return run(["policy", "activate", str(file), *more])

    assert activated(5000) == 0
    assert activated(5000) == 0
    capsys.readouterr()

    assert activated(4000) == 1
    said = capsys.readouterr().err
    assert "cannot come into force after Listed, offset 1" in said
    assert "settlement version 1 was in force already, and never changes: give the new list a higher version" in said
    assert activated(4000, 2) == 1
    assert "settlement version 1 was in force already, and stays in the policy" in capsys.readouterr().err

    assert run(["policy", "show", "--json"]) == 0
    assert orjson.loads(capsys.readouterr().out)["offset"] == 1

    assert activated(4000, 1, "--anyway") == 0
    assert told.settings.app
