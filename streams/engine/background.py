"""What runs beside the stream: ticking, watching, waiting for history."""

import asyncio
from collections.abc import Awaitable, Callable


class Background:
    """Tasks that end with the worker; one that fails ends it."""

    def __init__(self, crash: Callable[[BaseException], None]) -> None:
        self._crash = crash
        self._tasks: dict[str, asyncio.Future[None]] = {}

    def run(self, name: str, work: Awaitable[None]) -> None:
        """Run `work`, in place of what ran under that name before."""
        before = self._tasks.get(name)
        if before is not None:
            before.cancel()
        task = self._tasks[name] = asyncio.ensure_future(work)
        task.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Cancel all, and wait for their ends."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _ended(self, task: "asyncio.Future[None]") -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._crash(error)
