"""
A stand-in for the worker process: `fake_worker.py FOLDER LIFE...`, one LIFE for each start, the last for all further.

`exit:70` ends at once with that code · `serve` answers probes until SIGTERM · `stubborn` the same, without the
SIGTERM · `mute` never answers. Each start leaves a file `life-<n>` in FOLDER, a lost launcher a file `orphaned`.
"""

import asyncio
import json
import os
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path

FOLDER = Path(sys.argv[1])
LIVES = sys.argv[2:]
NUMBER = len(list(FOLDER.glob("life-*"))) + 1


def tell(state: str) -> None:
    line = json.dumps({"state": state, "group": "g", "member": f"member-{NUMBER}"})
    with suppress(BrokenPipeError):  # the launcher may be gone already
        os.write(int(os.environ["KONTOR_STATUS_FD"]), line.encode() + b"\n")


def end_with_launcher() -> None:
    os.read(int(os.environ["KONTOR_LAUNCHER_FD"]), 1)
    (FOLDER / "orphaned").write_text(str(os.getpid()))
    os._exit(75)


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    path = (await reader.readline()).split()[1].decode()
    while (await reader.readline()).strip():
        pass
    text = {"/live": '{"live":true}', "/ready": '{"ready":true}', "/metrics": "kontor_epoch 3.0\n"}.get(path, path)
    body = text.encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode() + body)
    await writer.drain()
    writer.close()


async def serve(*, obedient: bool) -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, asked.set if obedient else lambda: None)
    async with await asyncio.start_unix_server(answer, os.environ["KONTOR_WEB_SOCKET"]):
        tell("ready")
        await asked.wait()


def main() -> None:
    (FOLDER / f"life-{NUMBER}").write_text(str(os.getpid()))
    threading.Thread(target=end_with_launcher, daemon=True).start()
    life = LIVES[min(NUMBER, len(LIVES)) - 1]
    tell("starting")
    if life.startswith("exit:"):
        sys.exit(int(life.removeprefix("exit:")))
    if life == "mute":
        signal.pause()
    asyncio.run(serve(obedient=life == "serve"))


main()
