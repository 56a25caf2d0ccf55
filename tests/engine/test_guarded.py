"""Work whose failure ends the process."""

import asyncio
import inspect

from streams.engine.guarded import guarded


async def nothing() -> None:
    """Work."""


def test_work_called_off_before_its_first_step_is_closed() -> None:
    work = nothing()

    async def call_off() -> None:
        task = guarded(work)
        task.cancel()
        await asyncio.wait([task])

    asyncio.run(call_off())
    assert inspect.getcoroutinestate(work) == inspect.CORO_CLOSED
