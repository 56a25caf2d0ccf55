"""What a worker does when the harness tells it to: be wrong, stand still, or die at a step."""

import os
import signal
import sys
import time
from contextvars import ContextVar
from pathlib import Path
from typing import Any


class Orders:
    """What the harness wants to happen in this process."""

    def __init__(self, obeyed: Path) -> None:
        self.raises = 0
        """Number of the order to raise an exception; 0 for none."""
        self.hangs = 0, 0.0
        """Number of the order to hang, and for how many seconds."""
        self.clock_offset_ms = 0
        self.app: Any = None
        self._obeyed = obeyed

    def done(self, number: int) -> None:
        """Say that an order was carried out, or is at this moment."""
        with self._obeyed.open("a") as told:
            told.write(f"{number}\n")

    def obey(self, order: dict[str, Any]) -> None:
        act, number = order.pop("act"), order.pop("number")
        sys.stderr.write(f"{time.strftime('%H:%M:%S')} ORDER {act} {order}\n")
        if act == "raise":
            self.raises = number
        elif act == "hang":
            self.hangs = number, order["s"]
        elif act == "block" and self.app is not None:
            self.app.loop.call_soon_threadsafe(self._block, number, order["s"])
        else:
            self._at_once(act, order)
            self.done(number)

    def _block(self, number: int, seconds: float) -> None:
        self.done(number)
        time.sleep(seconds)

    def _at_once(self, act: str, order: dict[str, Any]) -> None:
        from streams.engine import producing

        if act == "arm":
            arm(order["point"], order["passes"], order["do"])
        elif act == "disarm":
            arm("", 0, "")
        elif act == "clock":
            self.clock_offset_ms = order["ms"]
        elif act == "lease" and self.app is not None:
            self.app.lease.enabled = order["on"]
        elif act == "blind" and self.app is not None:
            # Only the journal can stop it now: no lease, and it does not see that the group evicted it.
            self.app.lease.enabled = False
            self.app.member_generation = lambda: self.app.lease.generation
        elif act == "chunks":
            producing.fill.__defaults__ = (order["bytes"],)
        elif act == "tear":
            tear(order["chunks"])


def arm(point: str, passes: int, act: str) -> None:
    """Arm a crash point of this process."""
    from streams.hardened import crash_points

    armed = crash_points._armed
    armed._left, armed._act, armed.name = passes, act, point


_WRITING: ContextVar[list[Any]] = ContextVar("what is being written, and how many parts of it are sent")


def tear(chunks: int) -> None:
    """Die when so many parts of one batch have been handed over to a journal, and more are to come."""
    from streams.engine import producing

    append, reach = producing.BusLog.append, vars(producing)["reach"]

    async def append_knowingly(self: Any, topic: str, partition: int, records: Any) -> Any:
        _WRITING.set([topic, 0])
        return await append(self, topic, partition, records)

    def reach_or_die(point: str) -> None:
        reach(point)
        if point == "chunk_sent":
            writing = _WRITING.get()
            writing[1] += 1
            if writing[0].endswith("-journal") and writing[1] == chunks:
                os.write(2, f"torn: {writing[0]}\n".encode())
                os.kill(os.getpid(), signal.SIGKILL)

    for where, name, what in ((producing.BusLog, "append", append_knowingly), (producing, "reach", reach_or_die)):
        setattr(where, name, what)
