"""Work whose failure ends the process."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from streams.hardened.fail_stop import fail_stop

log = logging.getLogger(__name__)


async def _or_stop(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except (asyncio.CancelledError, GeneratorExit):  # the second: the loop is gone and Python tidies up
        raise
    except BaseException as error:
        log.critical("the engine failed", exc_info=error)
        fail_stop(f"worker stopped: {type(error).__name__}: {error}")


def guarded(work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
    """A task of `work`; whatever it raises ends the process, for nothing may be limped past."""
    task = asyncio.ensure_future(_or_stop(work))
    task.add_done_callback(lambda _done: work.close())  # cancelled before its first step, nobody has awaited it
    return task
