"""A made-up day in the format of the Anonymous Bank becomes a scenario."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "examples" / "anonymous_bank.py"
COLUMNS = (
    "vru+line call_id customer_id priority type date vru_entry vru_exit vru_time "
    "q_start q_exit q_time outcome ser_start ser_exit ser_time server"
)
ROWS = """
L1 1 501 2 PS 310105 9:00:00 9:00:10 10 9:00:10 9:00:40 30 AGENT 9:00:40 9:02:40 120 RUT
L1 2 0   0 NW 310105 9:01:00 9:01:10 10 0:00:00 0:00:00 0  AGENT 9:01:09 9:03:09 120 OFER
L1 3 502 0 NE 310105 9:02:00 9:02:10 10 9:02:10 9:03:00 50 HANG  0:00:00 0:00:00 0   NO_SERVER
L2 4 502 0 PE 310105 9:05:00 9:05:10 10 0:00:00 0:00:00 0  AGENT 9:05:09 9:05:49 40  OFER
L2 5 503 0 PS 310105 9:06:00 9:06:50 50 0:00:00 0:00:00 0  HANG  0:00:00 0:00:00 0   NO_SERVER
L2 6 503 0 PS 310105 9:07:00 9:07:10 10 0:00:00 0:00:00 0  PHANTOM 0:00:00 0:00:00 0 NO_SERVER
L2 7 501 2 TT 310105 10:05:00 10:05:10 10 0:00:00 0:00:00 0 AGENT 10:05:10 10:06:10 60 OFER
L2 8 504 0 NE 310106 9:00:00 9:00:10 10 0:00:00 0:00:00 0 AGENT 9:00:10 9:01:10 60 RUT
"""


def run(folder: Path, day: str) -> tuple[int, list[dict[str, Any]], str]:
    file = folder / "calls.tsv"
    rows = [COLUMNS, *ROWS.strip().splitlines()]
    file.write_text("\n".join("\t".join(row.split()) for row in rows) + "\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(file), "--day", day], capture_output=True, text=True, check=False
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


@pytest.fixture
def lines(tmp_path: Path) -> list[dict[str, Any]]:
    code, lines, said = run(tmp_path, "2031-01-05")
    assert code == 0
    assert said == "5 contacts, 2 rows left out (phantoms, hung up in the voice machine)\n"
    return lines


def opened(lines: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    values = [line["value"] for line in lines if line["value"]["type"] == "contact.opened"]
    return {value["data"]["contact_id"].rsplit("-")[-1]: value for value in values}


def test_each_call_that_reached_the_queue_is_a_contact_with_its_real_service_time(lines: list[dict[str, Any]]) -> None:
    assert {call: value["simservice"] for call, value in opened(lines).items()} == {
        "1": 120, "2": 120, "3": 90, "4": 40, "7": 60,
    }  # fmt: skip


def test_who_gave_up_has_his_real_patience_and_nobody_else_has_one(lines: list[dict[str, Any]]) -> None:
    assert {call: value.get("simpatience") for call, value in opened(lines).items() if "simpatience" in value} == {
        "3": 50
    }


def test_times_are_utc_of_a_local_winter_day(lines: list[dict[str, Any]]) -> None:
    first = opened(lines)["1"]
    assert first["time"] == "2031-01-05T07:00:10.000Z"


def test_types_become_skills_language_and_channel(lines: list[dict[str, Any]]) -> None:
    data = {call: value["data"] for call, value in opened(lines).items()}
    assert data["2"]["required_skills"] == [{"skill": "new_clients", "min_level": 1, "mandatory": True}]
    assert data["4"]["language"] == "en"
    assert data["7"]["channel"] == "callback"
    assert "required_skills" not in data["1"]


def test_priority_clients_are_vip_and_unidentified_callers_have_no_snapshot(lines: list[dict[str, Any]]) -> None:
    clients = [line["value"]["data"] for line in lines if line["topic"] == "crm.clients"]
    assert {client["client_id"]: client["tier"] for client in clients} == {
        "client-501": "vip", "client-502": "standard", "client-503": "standard",
    }  # fmt: skip


def test_servers_are_managers_there_around_their_services_with_breaks(lines: list[dict[str, Any]]) -> None:
    managers = {line["key"]: line["value"]["data"] for line in lines if line["value"]["type"] == "manager.updated"}
    assert managers["OFER"]["languages"] == ["he", "en"]
    assert managers["RUT"]["skills"] == {"stocks": 3}  # seen on another day of the file
    seen = [(v["time"][11:19], v["data"]["state"]) for v in (line["value"] for line in lines)
            if v["type"] == "manager.presence" and v["data"]["manager_id"] == "OFER"]  # fmt: skip
    assert seen == [
        ("06:56:09", "available"), ("07:10:49", "away"), ("08:00:10", "available"), ("08:11:10", "offline"),
    ]  # fmt: skip


def test_lines_are_in_order_of_time_and_ids_are_unique(lines: list[dict[str, Any]]) -> None:
    times = [line["timestamp_ms"] for line in lines]
    assert times == sorted(times)
    assert len({line["value"]["id"] for line in lines}) == len(lines)


def test_a_day_without_calls_and_a_wrong_file_say_so(tmp_path: Path) -> None:
    code, lines, _ = run(tmp_path, "2031-01-09")
    assert (code, lines) == (1, [])
    wrong = tmp_path / "wrong.tsv"
    wrong.write_text("a\tb\n1\t2\n", encoding="utf-8")
    done = subprocess.run([sys.executable, str(SCRIPT), str(wrong), "--day", "2031-01-05"], capture_output=True,
                          text=True, check=False)  # fmt: skip
    assert done.returncode == 2
    assert "cannot be read as calls" in done.stderr
