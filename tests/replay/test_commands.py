"""`kontor replay` and `kontor explain` as they are typed."""

import io
from pathlib import Path
from typing import Any

import orjson
import pytest

from kontor.cli import run
from models.recording import read_lines, write_line
from rules.replay.driver import replay
from rules.replay.kind import Kind
from tests.replay.day import NINE, POLICY, Day


@pytest.fixture
def day(tmp_path: Path) -> Path:
    file = tmp_path / "day.jsonl"
    file.write_bytes(Day(5).whole(80))
    return file


@pytest.fixture
def unruled(tmp_path: Path) -> Path:
    """A day without a policy in it."""
    file = tmp_path / "unruled.jsonl"
    file.write_bytes(Day(5).whole(20, with_policy=False))
    return file


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    file = tmp_path / "policy.yaml"
    file.write_bytes(orjson.dumps(POLICY))  # JSON is YAML
    return file


def test_a_replay_writes_a_recording_of_what_kontor_would_publish(day: Path, capfdbinary: Any) -> None:
    assert run(["replay", str(day)]) == 0

    out, err = capfdbinary.readouterr()
    expected = b"".join(map(write_line, replay(day.read_bytes().splitlines(), Kind.BANK)))
    assert out == expected
    assert err == b""


def test_a_replay_reads_a_pipe(day: Path, capfdbinary: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["replay", str(day)]) == 0
    from_file, _ = capfdbinary.readouterr()

    class Pipe:
        buffer = io.BytesIO(day.read_bytes())

        def isatty(self) -> bool:
            return False

    monkeypatch.setattr("sys.stdin", Pipe())
    assert run(["replay", "-"]) == 0

    assert capfdbinary.readouterr().out == from_file


def test_a_recording_without_a_policy_is_warned_about_once(unruled: Path, capfd: Any) -> None:
    assert run(["replay", str(unruled)]) == 0

    out, err = capfd.readouterr()
    assert "contact." not in out
    assert err == (
        "kontor: no policy is recorded and none was given (--policy or KONTOR_POLICY): nothing is decided.\n"
    )


def test_the_policy_of_the_settings_is_used_where_none_is_recorded(
    unruled: Path, rules: Path, capfd: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["replay", "--policy", str(rules), str(unruled)]) == 0
    given = capfd.readouterr().out
    monkeypatch.setenv("KONTOR_POLICY", str(rules))
    assert run(["replay", str(unruled)]) == 0

    assert capfd.readouterr().out == given
    assert "contact.assigned" in given


def test_until_takes_an_instant(day: Path, capfd: Any) -> None:
    assert run(["replay", "--until", "2025-11-25T09:00:00Z", str(day)]) == 0
    assert all(line.timestamp_ms <= NINE for line in read_lines(capfd.readouterr().out.encode().splitlines()))

    assert run(["replay", "--until", "tomorrow", str(day)]) == 2
    assert "--until 'tomorrow' is no instant" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b'{"topic":\n', "line 1 of the recording is not JSON"), (None, "cannot be read: No such file or directory")],
)
def test_unreadable_input_is_one_sentence_and_exit_code_2(
    tmp_path: Path, content: bytes | None, sentence: str, capfd: Any
) -> None:
    file = tmp_path / "broken.jsonl"
    if content is not None:
        file.write_bytes(content)

    assert run(["replay", str(file)]) == 2
    assert sentence in capfd.readouterr().err


def test_a_contact_is_explained_alike_from_decisions_and_from_what_led_to_them(
    day: Path, tmp_path: Path, capfd: Any
) -> None:
    assert run(["replay", str(day)]) == 0
    decisions = tmp_path / "decisions.jsonl"
    decisions.write_text(capfd.readouterr().out)

    assert run(["explain", "X3", "--recording", str(decisions)]) == 0
    from_decisions = capfd.readouterr().out
    assert run(["explain", "X3", "--recording", str(day)]) == 0

    assert capfd.readouterr().out == from_decisions
    assert from_decisions.startswith("Contact X3 of client ")
    assert "Assigned to " in from_decisions
    assert "could take it" in from_decisions


def test_a_contact_explained_as_json_is_its_decisions_each_once_in_order(day: Path, tmp_path: Path, capfd: Any) -> None:
    assert run(["replay", str(day)]) == 0
    decisions = tmp_path / "decisions.jsonl"
    decisions.write_text(capfd.readouterr().out * 2)

    assert run(["explain", "X3", "--recording", str(decisions), "--json"]) == 0

    told = [orjson.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert {each["subject"] for each in told} == {"X3"}
    assert [each["data"]["seq"] for each in told] == sorted({each["data"]["seq"] for each in told})


def test_an_unknown_contact_is_exit_code_1(day: Path, capfd: Any) -> None:
    assert run(["explain", "X-unknown", "--recording", str(day)]) == 1
    assert "nothing was decided about a contact X-unknown" in capfd.readouterr().err


def test_a_contact_whose_opening_was_rejected_is_told_why(tmp_path: Path, capfd: Any) -> None:
    day = Day()
    data = {"contact_id": "X1", "client_id": "C", "channel": "web"}
    file = tmp_path / "day.jsonl"
    file.write_bytes(b"".join([*day.morning(), day.line("crm.contacts", "C", "contact.opened", data)]))

    assert run(["explain", "X1", "--recording", str(file)]) == 1
    assert "its opening was rejected as invalid (no desk)" in capfd.readouterr().err


def test_a_contact_is_explained_in_russian_where_that_is_asked_for(day: Path, capfd: Any) -> None:
    assert run(["explain", "X3", "--recording", str(day), "--language", "ru"]) == 0

    told = capfd.readouterr().out
    assert told.startswith("Обращение X3 клиента ")
    assert "Рассмотрено менеджеров: " in told
