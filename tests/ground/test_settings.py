"""What the settings accept, refuse and say."""

from pathlib import Path

import pytest

from models.errors import KontorError
from streams.settings import Settings
from streams.settings_source import load_settings, refuse_unknown, setting_names


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in setting_names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_anything_set_the_defaults_of_the_contract_hold() -> None:
    settings = load_settings()
    assert (settings.app, settings.crm, settings.source) == ("kontor", "crm", "kontor")
    assert (settings.partitions, settings.session_s, settings.max_record_bytes) == (24, 6, 512 * 1024)
    assert settings.start_ms is None


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("KONTOR_PARTITIONS=3\nKONTOR_TERM=7\nOTHER=1\n")
    monkeypatch.setenv("KONTOR_PARTITIONS", "5")
    settings = load_settings()
    assert (settings.partitions, settings.term) == (5, 7)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KONTOR_PARTITIONS", "none"),
        ("KONTOR_PARTITIONS", "0"),
        ("KONTOR_BROKERS", "kafka"),
        ("KONTOR_BROKERS", "kafka:99999"),
        ("KONTOR_APP", "a b"),
        ("KONTOR_START", "yesterday"),
        ("KONTOR_CLOCK", "2026-11-23T09:00:00Zx0"),
        ("KONTOR_POLICY", "nowhere.yaml"),
        ("KONTOR_SASL_MECHANISM", "GSSAPI"),
        ("KONTOR_LOG_LEVEL", "loud"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(KontorError, match=name) as told:
        load_settings()
    assert "\n" not in told.value.sentence
    assert value in told.value.sentence


def test_a_wrong_secret_is_named_but_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONTOR_HTTP_TOKEN", "short")
    with pytest.raises(KontorError, match="KONTOR_HTTP_TOKEN") as told:
        load_settings()
    assert "short" not in told.value.sentence


def test_a_login_without_its_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONTOR_SASL_MECHANISM", "PLAIN")
    with pytest.raises(KontorError, match="KONTOR_SASL_PASSWORD"):
        load_settings()


def test_a_mistyped_setting_is_refused_with_the_one_meant() -> None:
    with pytest.raises(KontorError, match=r"KONTOR_BROKER is not a setting; KONTOR_BROKERS"):
        refuse_unknown(["KONTOR_BROKER"])


def test_a_variable_like_no_setting_is_only_warned_about(capsys: pytest.CaptureFixture[str]) -> None:
    refuse_unknown(["KONTOR_COLOUR_OF_THE_SKY", "HOME"])
    assert "KONTOR_COLOUR_OF_THE_SKY" in capsys.readouterr().err


def test_what_kubernetes_sets_beside_a_service_is_let_pass(capsys: pytest.CaptureFixture[str]) -> None:
    refuse_unknown(["KONTOR_PORT", "KONTOR_SERVICE_HOST", "KONTOR_PORT_8080_TCP_ADDR", "KONTOR_WEB_SERVICE_PORT_HTTP"])
    assert capsys.readouterr().err == ""


def test_settings_survive_the_way_to_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    first = load_settings(clock="1999-02-01T08:00:00Zx60", http_token="a token long enough", partitions=2)
    for name, value in first.environment().items():
        monkeypatch.setenv(name, value)
    assert load_settings() == first


def test_every_setting_says_what_it_is() -> None:
    for name, about in Settings.model_fields.items():
        assert about.description, name
        assert about.description.endswith("."), name
