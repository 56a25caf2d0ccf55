"""
`python -m tests.chaos.child`: the real worker process, which besides takes orders from the harness.

Orders come as JSON datagrams on `<KONTOR_TEST_CONTROL>/<worker>.sock`; that one was carried
out stands as its number in `<worker>.obeyed`; what the worker tells its launcher goes to
`<worker>.status` there as well. `KONTOR_TEST_MUTANT` names a deliberate mistake to be built
in, `KONTOR_TEST_GROUP` another consumer group, `KONTOR_TEST_BATCH` how many records a batch
may have.
"""

import asyncio
import json
import os
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

from kontor.entry import put_rooms_first
from tests.chaos.orders import Orders, arm


def install(orders: Orders, folder: Path, worker: str) -> None:
    """Hook the orders into the worker."""
    from kontor import worker_run
    from streams.clock import WallClock
    from streams.engine import journal_watch
    from streams.engine.owner import Owner
    from streams.engine.state import PartitionState
    from streams.engine.unit import Flow
    from streams.engine.worker_app import WorkerApp

    tell, apply, begin = worker_run.StatusLines.tell, PartitionState.apply, Owner._begin
    now_ms, make = WallClock.now_ms, WorkerApp.__init__

    def tell_harness(self: Any, state: str, member: str = "") -> None:
        with (folder / f"{worker}.status").open("a") as told:
            told.write(json.dumps({"at": time.time(), "state": state, "pid": os.getpid()}) + "\n")
        tell(self, state, member)

    def apply_or_raise(self: Any, records: Any) -> Any:
        if orders.raises:
            orders.done(orders.raises)
            orders.raises = 0
            raise ZeroDivisionError("an order of the harness")
        return apply(self, records)

    async def begin_late(self: Any, flow: Any) -> Any:
        number, seconds = orders.hangs
        if number:
            orders.hangs = 0, 0.0
            orders.done(number)
            await asyncio.sleep(seconds)
        return await begin(self, flow)

    def remember(self: Any, *args: Any, **kwargs: Any) -> None:
        orders.app = self
        if records := os.environ.get("KONTOR_TEST_BATCH"):
            kwargs["flow"] = Flow(batch_records=int(records))
        make(self, *args, **kwargs)

    for where, name, what in (
        (worker_run.StatusLines, "tell", tell_harness),
        (PartitionState, "apply", apply_or_raise),
        (Owner, "_begin", begin_late),
        (WallClock, "now_ms", lambda self: now_ms(self) + orders.clock_offset_ms),
        (WorkerApp, "__init__", remember),
        (journal_watch, "EVERY_S", 1.0),  # the log cleaner of a round is in a hurry too
    ):
        setattr(where, name, what)


def listen(orders: Orders, path: Path) -> None:
    """Take orders in a thread, so that a blocked loop takes them too."""
    path.unlink(missing_ok=True)
    ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    ear.bind(str(path))

    def hear() -> None:
        while True:
            orders.obey(json.loads(ear.recv(4096)))

    threading.Thread(target=hear, daemon=True, name="orders").start()


def join_another_group(group: str) -> None:
    """Be a member of `group`, on the journals of this installation."""
    from streams.hardened.app import HardenedApp

    make = HardenedApp.__init__

    def made(self: Any, _app: str, **kwargs: Any) -> None:
        make(self, group, **kwargs)

    setattr(HardenedApp, "__init__", made)  # noqa: B010  # reason: a method is replaced


def main() -> int:
    put_rooms_first()
    from kontor.worker_run import run_from_environment

    folder, worker = Path(os.environ["KONTOR_TEST_CONTROL"]), os.environ["KONTOR_TEST_NAME"]
    orders = Orders(folder / f"{worker}.obeyed")
    install(orders, folder, worker)
    if group := os.environ.get("KONTOR_TEST_GROUP"):
        join_another_group(group)
    if mutant := os.environ.get("KONTOR_TEST_MUTANT"):
        from tests.chaos.mutants import build_in

        build_in(mutant)
    if armed := os.environ.get("KONTOR_TEST_CRASH_AT"):  # the nursery was asked before it was set
        point, passes, *act = armed.split(":")
        arm(point, int(passes), *(act or ["kill"]))
    listen(orders, folder / f"{worker}.sock")
    return run_from_environment()


if __name__ == "__main__":
    sys.exit(main())
