"""Asking the consumer group whether it still counts on us."""

import asyncio
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from streams.engine.worker_app import WorkerApp

_POLL_S: Final = 0.05


class Membership:
    """A worker's place in its consumer group, by the answers to its heartbeats."""

    def __init__(self, app: "WorkerApp") -> None:
        self._app = app

    async def confirmed(self) -> bool:
        """Whether a heartbeat sent from now on is answered, under the generation we took over in; False without one."""
        app = self._app
        asked, generation = time.monotonic(), app.lease.generation
        while time.monotonic() - asked < app.settings.session_s:
            if app.consumer_generation_id != generation or app.member_generation() < 0:
                return False
            if app.lease.renewed_after(asked):
                return True
            await asyncio.sleep(_POLL_S)
        return False
