"""How `kontor worker` begins: what is wrong is said in one sentence, what is missing is waited for."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from kontor.launch.ground import wait_for_ground
from kontor.launch.leave import leave_group
from streams.settings import Settings
from tests.installation import Installation

SOON_S = 30.0


def nobody_there() -> str:
    """An address at which nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{taken.getsockname()[1]}"


async def worker(folder: Path, **variables: str) -> asyncio.subprocess.Process:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KONTOR_")}
    root = Path(__file__).parents[2]
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "kontor",
        "worker",
        env={**clean, "PYTHONPATH": str(root), "KONTOR_HTTP_PORT": "0", **variables},
        cwd=folder,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )


async def ending(process: asyncio.subprocess.Process) -> tuple[int | None, str]:
    _, said = await asyncio.wait_for(process.communicate(), SOON_S)
    return process.returncode, said.decode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KONTOR_HTTP_PORT", "many"),
        ("KONTOR_BROKERS", "localhost"),
        ("KONTOR_POLICY", "nowhere.yaml"),
        ("KONTOR_CLOCK", "yesterday"),
    ],
)
async def test_a_wrong_setting_stops_the_start_with_one_line_naming_it(tmp_path: Path, name: str, value: str) -> None:
    code, said = await ending(await worker(tmp_path, **{name: value}))

    assert code == 2
    assert name in said
    assert len(said.strip().splitlines()) == 1


async def test_a_wrong_policy_stops_the_start_with_a_sentence_naming_the_setting(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("lines: []\n")

    code, said = await ending(await worker(tmp_path, KONTOR_POLICY="policy.yaml"))

    assert code == 2
    assert "KONTOR_POLICY" in said
    assert "Traceback" not in said


async def test_a_file_that_is_no_certificate_stops_the_start_with_a_sentence_naming_the_setting(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")

    code, said = await ending(await worker(tmp_path, KONTOR_TLS_CA="ca.pem"))

    assert code == 2
    assert "KONTOR_TLS_CA" in said


async def test_a_port_that_is_taken_stops_the_start_with_a_sentence_naming_the_setting(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, said = await ending(await worker(tmp_path, KONTOR_HTTP_PORT=str(taken.getsockname()[1])))

    assert code == 2
    assert "KONTOR_HTTP_PORT" in said


async def test_a_broker_that_is_away_is_waited_for_with_one_clear_line(tmp_path: Path) -> None:
    brokers = nobody_there()
    process = await worker(tmp_path, KONTOR_BROKERS=brokers)
    assert process.stderr is not None
    lines: list[str] = []
    while not any("aiting for Kafka" in line for line in lines):
        lines.append((await asyncio.wait_for(process.stderr.readline(), SOON_S)).decode())
    process.send_signal(signal.SIGTERM)
    code, rest = await ending(process)

    assert code == 0
    assert f"Waiting for Kafka at {brokers}: connection refused" in lines[-1]
    assert "aiting" not in rest


async def test_an_address_that_has_no_host_is_said_to_have_none() -> None:
    said: asyncio.Queue[str] = asyncio.Queue()
    settings = Settings(_env_file=None, brokers="nowhere.invalid:9092")
    waiting = asyncio.create_task(wait_for_ground(settings, said.put_nowait))
    what = await asyncio.wait_for(said.get(), SOON_S)
    waiting.cancel()

    assert what.startswith("waiting for Kafka at nowhere.invalid:9092: ")
    assert "name" in what


async def test_something_that_is_no_broker_is_told_apart_from_nothing() -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        brokers = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        said: asyncio.Queue[str] = asyncio.Queue()
        waiting = asyncio.create_task(wait_for_ground(Settings(_env_file=None, brokers=brokers), said.put_nowait))
        what = await asyncio.wait_for(said.get(), SOON_S)
        waiting.cancel()

    assert "not as Kafka" in what


async def test_a_group_that_cannot_be_told_of_a_death_holds_nobody_up() -> None:
    settings = Settings(_env_file=None, brokers=nobody_there())

    assert await leave_group(settings, "kontor", "member-1") is False


@pytest.mark.bus
def test_another_number_of_partitions_than_the_topics_have_stops_the_start(installation: Installation) -> None:
    made, said = installation.settings.partitions, installation.settings.partitions + 1
    ended = installation.kontor("worker", KONTOR_PARTITIONS=str(said), KONTOR_HTTP_PORT="0")

    assert ended.returncode == 2
    assert (
        f"KONTOR_PARTITIONS is {said}, but {installation.settings.app}.desk-inbox was made with {made}" in ended.stderr
    )
    assert "Traceback" not in ended.stderr
