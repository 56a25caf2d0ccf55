"""`kontor verify` at the command line: exit codes, the table for people, JSON lines for programs."""

from pathlib import Path

import orjson
import pytest

from kontor.cli import run
from models.inbox_headers import INTAKE_INBOX
from tests.verify.bank import OUTPUTS, house
from tests.verify.breaking import decide_otherwise


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    file = tmp_path / "sound.jsonl"
    file.write_bytes(b"".join(house().recording(INTAKE_INBOX, *OUTPUTS)))
    return file


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    made = house()
    decide_otherwise(made)
    file = tmp_path / "broken.jsonl"
    file.write_bytes(b"".join(made.recording(INTAKE_INBOX, *OUTPUTS)))
    return file


def test_a_sound_recording_is_a_table_and_exit_code_0(sound: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", str(sound)]) == 0
    out = capsys.readouterr().out
    assert "nothing lost" in out
    assert "I5, I6, I7, I9: a recording does not show it." in out


def test_a_broken_one_names_the_record_and_ends_with_exit_code_1(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", str(broken)]) == 1
    told = capsys.readouterr()
    assert "kontor: broken: I3 as the rules say" in told.err
    assert "at kontor.assignments/" in told.out
    assert 'found    {"data.origin":"specialist"}' in told.out


def test_json_is_one_object_a_line(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "--json", str(broken)]) == 1
    told = [orjson.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["code"] for each in told if each["kind"] == "invariant"] == [f"I{number}" for number in range(1, 10)]
    violation = next(each for each in told if each["kind"] == "violation")
    assert violation["code"] == "I3"
    assert violation["found"] == {"data.origin": "specialist"}
    assert violation["records"][0]["topic"] == "kontor.assignments"
    assert told[-1]["kind"] == "scope"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "say what to verify"),
        (["--live", "x.jsonl"], "say what to verify"),
        (["no-such.jsonl"], "no-such.jsonl cannot be read"),
    ],
)
def test_what_cannot_be_read_ends_with_exit_code_2(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", *arguments]) == 2
    assert sentence in capsys.readouterr().err


def test_a_broker_that_does_not_answer_ends_with_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KONTOR_BROKERS", "127.0.0.1:1")
    assert run(["verify", "--live"]) == 2
    assert "cannot be read" in capsys.readouterr().err
