"""A TCP proxy in front of one broker: connections through it can be cut, slowed, silenced, or robbed of answers."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from random import Random
from typing import Any

from streams.embedded.ports import HOST, free_port

_PIECE = 64 * 1024


class _Connection:
    """One client, and our connection to the broker for it."""

    def __init__(self, client: asyncio.StreamWriter, broker: asyncio.StreamWriter) -> None:
        self.writers = client, broker

    def cut(self) -> None:
        for writer in self.writers:
            writer.transport.abort()


class Proxy:
    """Listens on `port`, from `start` to `stop`, in a thread of its own; its attributes may be set at any time."""

    def __init__(self, target_port: int) -> None:
        self.port = free_port()
        self.target_port = target_port
        self.delay_s = 0.0
        """Added to each piece, either way."""
        self.silent = False
        """Nothing passes, but connections stay."""
        self.loses_answers = False
        """Requests pass; what the broker answers is lost. Cut the connections before ending this."""
        self.refusing = False
        """New connections are closed at once."""
        self._connections: set[_Connection] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name=f"proxy {self.port}")

    def start(self) -> "Proxy":
        self._thread.start()
        self._do(asyncio.start_server(self._serve, HOST, self.port))
        return self

    def stop(self) -> None:
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def cut(self, share: float = 1.0, chance: Random | None = None) -> int:
        """Cut each connection with probability `share`; how many were."""
        drawn = chance or Random(0)
        doomed = [each for each in list(self._connections) if drawn.random() < share]
        self._loop.call_soon_threadsafe(_each(doomed))
        return len(doomed)

    def heal(self) -> None:
        if self.loses_answers or self.silent:
            self.cut()
        self.delay_s, self.silent, self.loses_answers, self.refusing = 0.0, False, False, False

    def _do(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refusing:
            writer.transport.abort()
            return
        try:
            broker_reader, broker_writer = await asyncio.open_connection(HOST, self.target_port)
        except OSError:
            writer.transport.abort()
            return
        connection = _Connection(writer, broker_writer)
        self._connections.add(connection)
        for source, target, answers in ((reader, broker_writer, False), (broker_reader, writer, True)):
            task = asyncio.ensure_future(self._pump(connection, source, target, answers=answers))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pump(
        self, connection: _Connection, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, answers: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while piece := await source.read(_PIECE):
                if self.delay_s:
                    await asyncio.sleep(self.delay_s)
                while self.silent:  # noqa: ASYNC110  # reason: set from another thread
                    await asyncio.sleep(0.02)
                if answers and self.loses_answers:
                    continue
                target.write(piece)
                await target.drain()
        connection.cut()
        self._connections.discard(connection)


def _each(connections: list[_Connection]) -> Callable[[], None]:
    def cut() -> None:
        for connection in connections:
            connection.cut()

    return cut
