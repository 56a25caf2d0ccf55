"""A policy with tariffs where `KONTOR_TARIFFS` is false: who checks it and who starts a worker is told."""

import logging
from pathlib import Path
from typing import Any

import pytest
import yaml

from kontor.cli import run
from kontor.launch import preparation
from kontor.policy_topic import InForce
from models.errors import KontorError
from models.policy import Policy
from streams.settings import Settings
from tests.rules.tariff.prices import ONE_TIER

TARIFFS: dict[str, Any] = {"name": "x", "lines": [{}], "tariffs": {"price_lists": [ONE_TIER]}}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "policy.yaml"
    file.write_text(yaml.safe_dump(TARIFFS))
    return file


@pytest.mark.parametrize("kept", [True, False])
def test_a_check_warns_only_where_the_workers_keep_none(
    file: Path, kept: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KONTOR_TARIFFS", str(kept).lower())

    assert run(["policy", "check", str(file)]) == 0
    assert ("tariffs_off" in capsys.readouterr().out) is not kept


def test_a_policy_without_tariffs_asks_for_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KONTOR_TARIFFS", "false")
    file.write_text(yaml.safe_dump({"name": "x", "lines": [{}]}))

    assert run(["policy", "check", str(file)]) == 0
    assert "tariffs_off" not in capsys.readouterr().out


async def _started(monkeypatch: pytest.MonkeyPatch, found: InForce | KontorError | None, *, kept: bool) -> None:
    async def ground(_settings: Settings, _say: object) -> None:
        return None

    def in_force(_settings: Settings) -> InForce | None:
        if isinstance(found, KontorError):
            raise found
        return found

    monkeypatch.setattr(preparation, "wait_for_ground", ground)
    monkeypatch.setattr(preparation, "in_force", in_force)
    prepare = preparation.Preparation(Settings(tariffs=kept))
    for _ in range(2):
        await prepare(lambda _: None)


@pytest.mark.parametrize(
    ("said", "kept", "warnings"),
    [(TARIFFS, False, 1), (TARIFFS, True, 0), ({"name": "x", "lines": [{}]}, False, 0), (None, False, 0)],
)
async def test_a_worker_that_starts_warns_once_of_tariffs_in_force(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    said: dict[str, Any] | None, kept: bool, warnings: int,
) -> None:  # fmt: skip
    policy = None if said is None else Policy.from_canonical(said)
    found = None if policy is None else InForce(policy, policy.version, 0, 0)
    with caplog.at_level(logging.WARNING):
        await _started(monkeypatch, found, kept=kept)
    assert sum("KONTOR_TARIFFS" in record.message for record in caplog.records) == warnings


async def test_brokers_that_cannot_say_what_is_in_force_stop_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    await _started(monkeypatch, KontorError("no broker answers"), kept=False)
