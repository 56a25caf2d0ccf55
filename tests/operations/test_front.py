"""Probes are answered truly from the launcher's first moment to its last."""

import asyncio
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.operations.launching import launched, until


async def test_while_it_waits_for_its_broker_it_is_alive_and_says_why_it_is_not_ready(tmp_path: Path) -> None:
    there = asyncio.Event()

    async def prepare(say: Callable[[str], None]) -> None:
        say("waiting for Kafka at nowhere:9092: connection refused")
        await there.wait()

    async with launched(tmp_path, "serve", prepare=prepare) as started:
        assert (await started.get("/live"))[0] == 200
        status, text = await started.get("/ready")
        assert status == 503
        assert "waiting for Kafka at nowhere:9092" in text
        assert "kontor_worker_up 0.0" in (await started.get("/metrics"))[1]

        there.set()
        await until(lambda: started.says("/ready", 200))


async def test_while_the_worker_starts_it_is_alive_but_not_ready(tmp_path: Path) -> None:
    async with launched(tmp_path, "mute") as started:
        await until(lambda: started.lives() == 1)

        assert (await started.get("/live"))[0] == 200
        status, text = await started.get("/ready")
        assert status == 503
        assert json.loads(text)["reason"] == "the worker is starting"


async def test_a_worker_that_never_answers_is_not_starting_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kontor.launch.front.START_S", 0.2)
    async with launched(tmp_path, "mute") as started:
        await until(lambda: started.says("/live", 503))


async def test_what_the_worker_says_is_passed_on_with_its_process_id(tmp_path: Path) -> None:
    async with launched(tmp_path, "serve") as started:
        await until(lambda: started.says("/ready", 200))

        assert json.loads((await started.get("/live"))[1]) == {"live": True, "pid": started.launcher.pid}
        metrics = (await started.get("/metrics"))[1]
        assert "kontor_worker_up 1.0" in metrics
        assert "kontor_epoch 3.0" in metrics
        assert await started.get("/board?desk=D1") == (200, "/board?desk=D1")


async def test_a_blocked_worker_is_not_alive_and_the_metrics_still_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kontor.launch.worker_pages.PATIENCE_S", 0.3)
    async with launched(tmp_path, "serve") as started:
        await until(lambda: started.says("/live", 200))
        await until(lambda: started.says("/ready", 200))
        os.kill(started.launcher.pid or 0, signal.SIGSTOP)

        status, text = await started.get("/live")
        assert status == 503
        assert "event loop" in text
        assert (await started.get("/ready"))[0] == 503
        assert "kontor_worker_up 0.0" in (await started.get("/metrics"))[1]

        os.kill(started.launcher.pid or 0, signal.SIGCONT)
        await until(lambda: started.says("/live", 200))


async def test_a_page_asked_for_while_there_is_no_worker_says_so(tmp_path: Path) -> None:
    async def for_ever(_: object) -> None:
        await asyncio.Event().wait()

    async with launched(tmp_path, "serve", prepare=for_ever) as started:
        assert (await started.get("/board"))[0] == 503
