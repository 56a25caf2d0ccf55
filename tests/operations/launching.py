"""A launcher over stand-ins for the worker process, and questions to its public port."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from kontor.launch.backoff import Backoff
from kontor.launch.launcher import Launcher, Prepare
from streams.settings import Settings

FAKE = Path(__file__).with_name("fake_worker.py")
SOON_S = 20.0


async def until(condition: Callable[[], bool | Awaitable[bool]]) -> None:
    """Wait for the condition; AssertionError when it does not come true soon."""
    end = time.monotonic() + SOON_S
    while time.monotonic() < end:
        true = condition()
        if true if isinstance(true, bool) else await true:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come true")


@dataclass
class Started:
    """A running launcher."""

    launcher: Launcher
    folder: Path
    running: "asyncio.Task[int]"
    web: ClientSession
    left: list[tuple[str, str]] = field(default_factory=list)

    async def get(self, path: str) -> tuple[int, str]:
        async with self.web.get(f"http://127.0.0.1:{self.launcher.port}{path}") as answer:
            return answer.status, await answer.text()

    async def says(self, path: str, status: int) -> bool:
        return (await self.get(path))[0] == status

    def lives(self) -> int:
        return len(list(self.folder.glob("life-*")))


@asynccontextmanager
async def launched(folder: Path, *lives: str, prepare: Prepare | None = None, **more: Any) -> AsyncIterator[Started]:
    """A launcher whose workers live as told; killed at the end if it still runs."""
    left: list[tuple[str, str]] = []

    async def leave(_: Settings, group: str, member: str) -> bool:
        left.append((group, member))
        return True

    if prepare is not None:
        more["prepare"] = prepare
    launcher = Launcher(
        Settings(_env_file=None, http_port=0),
        command=[sys.executable, str(FAKE), str(folder), *lives],
        leave=leave,
        backoff=Backoff(first_s=0.01),
        **more,
    )
    running = asyncio.create_task(launcher.run())
    async with ClientSession() as web:
        try:
            await until(lambda: launcher.port > 0 or running.done())
            yield Started(launcher, folder, running, web, left)
        finally:
            if not running.done():
                launcher.stop()
                launcher.stop()
            with suppress(Exception):
                await running
