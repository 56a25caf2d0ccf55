"""The launcher starts, buries and replaces its worker."""

import asyncio
import os
import signal
import sys
from functools import partial
from pathlib import Path

import pytest

from kontor.launch.watchdog import blocked
from models.errors import KontorError
from tests.operations.launching import FAKE, launched, until


def text_of(file: Path) -> str:
    return file.read_text() if file.exists() else ""


async def test_a_worker_that_stopped_itself_is_started_again_and_its_group_left_in_its_name(tmp_path: Path) -> None:
    async with launched(tmp_path, "exit:70", "exit:75", "exit:1", "serve") as started:
        await until(lambda: started.says("/ready", 200))

        assert started.lives() == 4
        assert started.left == [("g", "member-1"), ("g", "member-2"), ("g", "member-3")]
        metrics = (await started.get("/metrics"))[1]
        assert "kontor_worker_starts_total 4.0" in metrics
        assert 'kontor_worker_exits_total{exit="fail_stop"} 1.0' in metrics
        assert 'kontor_group_leaves_total{result="left"} 3.0' in metrics


async def test_a_killed_worker_is_started_again_and_its_group_left_in_its_name(tmp_path: Path) -> None:
    async with launched(tmp_path, "serve") as started:
        await until(lambda: started.says("/ready", 200))
        os.kill(started.launcher.pid or 0, signal.SIGKILL)
        await until(lambda: started.lives() == 2)
        await until(lambda: started.says("/ready", 200))

        assert started.left == [("g", "member-1")]


async def test_a_refused_epoch_stops_the_launcher_with_a_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    async with launched(tmp_path, "exit:76") as started:
        with pytest.raises(KontorError, match="KONTOR_TERM") as error:
            await started.running

        assert error.value.exit_code == 76
        assert started.lives() == 1
        assert started.left == [("g", "member-1")]


async def test_a_worker_that_refuses_its_settings_is_not_started_again(tmp_path: Path) -> None:
    async with launched(tmp_path, "exit:2") as started:
        with pytest.raises(KontorError) as error:
            await started.running

        assert error.value.exit_code == 2
        assert started.lives() == 1


async def test_told_to_stop_it_asks_the_worker_and_ends_with_0(tmp_path: Path) -> None:
    async with launched(tmp_path, "serve") as started:
        await until(lambda: started.says("/ready", 200))
        os.kill(os.getpid(), signal.SIGTERM)

        assert await started.running == 0
        assert started.left == []


async def test_told_to_stop_before_the_worker_listens_for_it_ends_with_0(tmp_path: Path) -> None:
    async with launched(tmp_path, "mute") as started:
        await until(lambda: started.lives() == 1)
        started.launcher.stop()

        assert await started.running == 0


async def test_told_to_stop_twice_it_kills_the_worker_and_leaves_the_group_for_it(tmp_path: Path) -> None:
    async with launched(tmp_path, "stubborn") as started:
        await until(lambda: started.says("/ready", 200))
        started.launcher.stop()
        started.launcher.stop()

        assert await started.running == 128 + signal.SIGKILL
        assert started.left == [("g", "member-1")]


async def test_told_to_stop_while_it_waits_it_ends_at_once(tmp_path: Path) -> None:
    async def for_ever(_: object) -> None:
        await asyncio.Event().wait()

    async with launched(tmp_path, "serve", prepare=for_ever) as started:
        started.launcher.stop()

        assert await started.running == 0
        assert started.lives() == 0


async def test_a_worker_whose_loop_is_blocked_is_killed_and_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kontor.launch.worker_pages.PATIENCE_S", 0.2)
    async with launched(tmp_path, "serve", watchdog=partial(blocked, step_s=0.05, blocked_s=0.5)) as started:
        await until(lambda: started.says("/ready", 200))
        os.kill(started.launcher.pid or 0, signal.SIGSTOP)
        await until(lambda: started.lives() == 2)
        await until(lambda: started.says("/ready", 200))

        assert started.left == [("g", "member-1")]


async def test_a_worker_whose_launcher_is_killed_ends_too(tmp_path: Path) -> None:
    program = f"""
import asyncio, sys
from kontor.launch.launcher import Launcher
from streams.settings import Settings
command = [sys.executable, {str(FAKE)!r}, {str(tmp_path)!r}, "serve"]
asyncio.run(Launcher(Settings(_env_file=None, http_port=0), command=command).run())
"""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", program)
    await until(lambda: text_of(tmp_path / "life-1") != "")
    process.kill()
    await process.wait()

    await until(lambda: text_of(tmp_path / "orphaned") == text_of(tmp_path / "life-1") != "")
