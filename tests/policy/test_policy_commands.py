"""`kontor policy` as a person meets it, where no broker is needed."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from kontor.cli import run
from kontor.policy_file import activation, load_policy
from kontor.todays_bank import books_in, people_in, recorded
from models.cloudevent import Event, decode
from models.errors import KontorError
from models.messages.reading import Message, read
from models.policy import Policy

EXAMPLES = Path(__file__).parents[2] / "examples" / "policies"
MANAGER = {
    "topic": "crm.managers",
    "key": "M1",
    "timestamp_ms": 1,
    "value": {
        "specversion": "1.0",
        "id": "1",
        "source": "crm",
        "type": "manager.updated",
        "data": {"manager_id": "M1", "desk_id": "D1", "segments": ["sme"], "grade": 2},
    },
}


@pytest.fixture
def policy_file(tmp_path: Path) -> Path:
    return tmp_path / "policy.yaml"


def test_a_policy_that_passes_is_named_with_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    file = EXAMPLES / "head-office.yaml"

    assert run(["policy", "check", str(file)]) == 0

    version = Policy.from_yaml(file.read_text()).version
    assert version in capsys.readouterr().out


CONTRADICTORY = (
    "name: x\nlines: [{}]\npresence: {when_silent: nobody, debounce_s: 60, silent_after_s: 60}\n"
    "offer: {enabled: true, timeout_s: 60}\n"
)
"""Wrong in two ways: nobody is ever there, and no offer could be missed."""


def test_a_policy_that_contradicts_itself_fails_with_a_line_for_each(
    policy_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy_file.write_text(CONTRADICTORY)
    assert run(["policy", "check", str(policy_file)]) == 1

    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 2
    assert told.err.splitlines()[0].endswith("cannot come into force: 2 things to mend")


def test_asked_for_json_every_line_is_one_object(policy_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy_file.write_text(CONTRADICTORY)
    run(["policy", "check", "--json", str(policy_file)])

    lines = [orjson.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line.get("code") for line in lines] == ["contradictory_presence"] * 2 + [None]
    assert lines[-1]["passes"] is False


def test_an_invalid_policy_fails_and_the_sentence_names_the_key(
    policy_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy_file.write_text("name: x\nlines: [{}]\nqueue: {agein_s: 5}\n")

    assert run(["policy", "check", str(policy_file)]) == 1
    assert "queue.agein_s: unknown key; did you mean ageing_s?" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["name: [", "", "- name", "name: x\nname: y\n"])
def test_text_that_is_no_policy_file_is_unreadable(text: str, policy_file: Path) -> None:
    policy_file.write_text(text)

    assert run(["policy", "check", str(policy_file)]) == 2


@pytest.mark.parametrize("command", ["check", "activate"])
def test_a_file_that_is_not_there_is_unreadable(command: str, policy_file: Path) -> None:
    assert run(["policy", command, str(policy_file)]) == 2


def test_nothing_is_activated_that_does_not_pass(policy_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy_file.write_text(CONTRADICTORY)

    assert run(["policy", "activate", str(policy_file)]) == 1
    assert "offer.timeout_s: no offer could be missed" in capsys.readouterr().err


def test_a_time_zone_nobody_knows_keeps_a_policy_from_coming_into_force(policy_file: Path) -> None:
    policy_file.write_text("name: x\nlines: [{}]\ntime_zone: Europe/Mosow\n")

    with pytest.raises(KontorError, match="time_zone: no time zone database knows Europe/Mosow"):
        load_policy(policy_file)


def test_demands_nobody_meets_are_said_when_managers_are_given(
    tmp_path: Path, policy_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy_file.write_text("name: x\nlines: [{min_grade: 3, when: {tier: vip}}, {}]\n")
    managers = tmp_path / "managers.jsonl"
    managers.write_bytes(orjson.dumps(MANAGER, option=orjson.OPT_APPEND_NEWLINE))

    assert [person.desk_id for person in people_in(recorded(managers))] == ["D1"]
    assert run(["policy", "check", str(policy_file), "--managers", str(managers)]) == 0
    assert "no manager is of grade 3; the best is 2 at D1" in capsys.readouterr().out


def test_limits_below_the_books_of_today_are_said_when_loads_are_given_and_the_last_word_counts(
    tmp_path: Path, policy_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy_file.write_text("name: x\nlines: [{}]\ncoverage: {max_groups: 3}\n")
    loads = tmp_path / "loads.jsonl"
    loads.write_bytes(
        b"".join(
            orjson.dumps(
                {
                    "topic": "kontor.manager-loads",
                    "key": manager,
                    "timestamp_ms": 1,
                    "value": {
                        "specversion": "1.0",
                        "id": f"{manager}{groups}",
                        "source": "kontor",
                        "type": "manager.load",
                        "time": "2026-11-23T09:00:00.000Z",
                        "data": {
                            "manager_id": manager,
                            "desk_id": "D1",
                            "book": {"groups": groups, "clients": groups, "margin_share_max_ppm": None, "hhi": None},
                        },
                    },
                    "headers": {},
                },
                option=orjson.OPT_APPEND_NEWLINE,
            )
            for manager, groups in (("M1", 9), ("M2", 4), ("M1", 3))
        )
    )

    assert [(each.manager_id, each.groups) for each in books_in(recorded(loads))] == [("M1", 3), ("M2", 4)]
    assert run(["policy", "check", str(policy_file), "--loads", str(loads)]) == 0
    assert "coverage.max_groups: 1 book is above 3 at D1; the highest is 4, of M2" in capsys.readouterr().out


def test_an_activation_is_an_event_that_the_intake_reads_and_that_gives_the_same_policy_back() -> None:
    policy = load_policy(EXAMPLES / "head-office.yaml")

    value = activation(policy, "kontor", 1_764_000_000_000)

    event = decode(value)
    assert isinstance(event, Event)
    assert (event.type, event.subject, event.time_ms) == ("policy.activated", "policy", 1_764_000_000_000)
    message = read("kontor.policies", value, (), 512 * 1024)
    assert isinstance(message, Message)
    assert Policy.from_canonical(message.data["policy"]) == policy
    assert message.data["version"] == policy.version


def test_two_activations_at_other_instants_are_two_acts() -> None:
    policy = load_policy(EXAMPLES / "head-office.yaml")

    assert activation(policy, "kontor", 1) == activation(policy, "kontor", 1)
    assert decode(activation(policy, "kontor", 1)).id != decode(activation(policy, "kontor", 2)).id  # type: ignore[union-attr]


def test_whom_walls_leave_nobody_for_is_said_when_managers_and_clients_are_given_and_the_last_word_counts(
    tmp_path: Path, policy_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy_file.write_text("name: x\nlines: [{}]\nwalls: {unknown_client: open}\n")
    managers, clients = tmp_path / "managers.jsonl", tmp_path / "clients.jsonl"
    managers.write_bytes(orjson.dumps(MANAGER, option=orjson.OPT_APPEND_NEWLINE))
    manager_id = people_in(recorded(managers))[0].manager_id
    said: list[tuple[str, str, Any]] = [
        ("A", "client.updated", {"client_id": "A", "segment": "sme", "desk_id": "D1", "manager_id": manager_id}),
        ("B", "client.updated", {"client_id": "B", "segment": "sme", "desk_id": "D1", "rivals": ["A"]}),
        ("gone", "client.updated", {"client_id": "gone", "segment": "sme", "desk_id": "D1", "rivals": ["A"]}),
        ("gone", "client.updated", None),
        ("wrong", "client.updated", {"client_id": "wrong", "rivals": ["A"]}),
    ]
    pair = {"coverage_a": "A", "coverage_b": "B", "by": "x"}
    both: list[tuple[str, str, Any]] = [
        (f"consent/A/B/{side}", "wall.consent", {**pair, "side": side}) for side in ("a", "b")
    ]

    def checked(lines: list[tuple[str, str, Any]]) -> str:
        clients.write_bytes(b"".join(written(*line) for line in lines))
        asked = ["policy", "check", str(policy_file), "--managers", str(managers), "--clients", str(clients)]
        assert run(asked) == 0
        return capsys.readouterr().out

    assert "nobody at D1 may serve coverage B: each has a rival of it in his plan" in checked(said)
    assert "walled_off" not in checked([*said, *both])
    assert "walled_off" in checked([*said, *both, ("consent/A/B/b", "wall.consent", None)])
    until = {**both[0][2], "until": "2026-12-01T00:00:00Z"}
    assert "walled_off" in checked([*said, *both, ("consent/A/B/a", "wall.consent", until)])


def written(key: str, kind: str, data: dict[str, Any] | None) -> bytes:
    envelope = {"specversion": "1.0", "id": key, "source": "crm", "type": kind, "time": "2026-11-23T09:00:00Z"}
    value = None if data is None else {**envelope, "data": data}
    line = {"topic": "crm.clients", "key": key, "timestamp_ms": 1, "value": value, "headers": {}}
    return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)
