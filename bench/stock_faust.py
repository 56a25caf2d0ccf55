"""
Stock Faust, written as its documentation writes it, with the same rules.

`python -m bench.stock_faust BROKERS APP CRM CONTACTS`: two agents, a topic between them, a table for the rows, one
`await topic.send` a message. Nothing of our layer. Prints READY and then one JSON object: CPU from the first contact
to the last message.
"""

import json
import os
import resource
import sys
import tempfile
import time
from typing import Any

import faust

from bench.one_process import Pipe, as_collected
from models.unit import InboxRecord
from streams.engine.names import Names

QUIET_S = 3.0
PEOPLE = ("kontor.policies", "crm.managers", "crm.clients")


def build(brokers: str, names: Names, contacts: int) -> Any:  # noqa: C901  # one app, as in the docs
    """The app."""
    app: Any = faust.App(
        f"{names.app}-stock", broker=f"kafka://{brokers}", store="memory://", topic_partitions=1, web_enabled=False,
        topic_disable_leader=True, datadir=tempfile.mkdtemp(prefix="bench-faust-"),
    )  # fmt: skip
    pipe = Pipe()
    raw: dict[str, Any] = {"key_type": bytes, "value_type": bytes, "key_serializer": "raw", "value_serializer": "raw"}
    commands = app.topic(f"{names.app}-stock-commands", partitions=1, internal=True, **raw)
    rows = app.Table("rows", partitions=1, key_type=bytes, value_type=bytes)
    outputs: dict[str, Any] = {}
    state = {"place": 0, "finished": 0, "events": 0, "cpu": 0.0, "wall": 0.0, "last": 0.0, "ready": 0}

    def said_on(topic: str) -> Any:
        if topic not in outputs:
            outputs[topic] = app.topic(names.physical(topic), **raw)
        return outputs[topic]

    def keep(fold: Any) -> None:
        state["last"] = time.monotonic()
        for key in fold.take_touched():
            row = fold.row(key)
            if row is None:
                rows.pop(key.encode(), None)
            else:
                rows[key.encode()] = row

    async def take(topic: str, event: Any) -> None:
        message, state["place"] = event.message, int(state["place"]) + 1
        place = (message.partition, message.offset, int(message.timestamp * 1000))
        for out in pipe.intake.apply(as_collected(topic, *place, message.key, message.value, int(state["place"]))):
            target = commands if out.topic == "kontor.desk-inbox" else said_on(out.topic)
            await target.send(key=out.key, value=out.value)
        keep(pipe.intake)

    def intake_of(topic: str) -> None:
        @app.agent(app.topic(names.physical(topic), **raw), name=f"intake-{topic}")  # type: ignore[untyped-decorator]  # Faust is not typed
        async def intake(stream: Any) -> None:
            async for event in stream.events():
                if topic == "crm.contacts":
                    if not state["events"]:
                        state["cpu"], state["wall"] = _cpu(), time.monotonic()
                    state["events"] += 1
                await take(topic, event)

    for each in (*PEOPLE, "crm.contacts"):
        intake_of(each)

    @app.agent(commands, name="desk")  # type: ignore[untyped-decorator]  # the same
    async def desk(stream: Any) -> None:
        async for event in stream.events():
            message = event.message
            record = InboxRecord(message.offset, int(message.timestamp * 1000), message.key, message.value)
            for out in pipe.desks.apply(record):
                await said_on(out.topic).send(key=out.key, value=out.value)
                state["finished"] += out.type == "contact.finished"
            keep(pipe.desks)
            if state["finished"] == contacts:
                await app.producer.flush()
                told = {"events": state["events"], "cpu_s": _cpu() - state["cpu"]}
                _say(json.dumps(told | {"wall_s": time.monotonic() - state["wall"]}))
                os._exit(0)

    @app.timer(0.5)  # type: ignore[untyped-decorator]  # the same
    async def say_ready() -> None:
        if not state["ready"] and state["last"] and time.monotonic() - state["last"] > QUIET_S:
            state["ready"] = 1  # managers and clients are read
            _say("READY")

    return app


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())  # Faust makes a log of what is printed


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main(brokers: str, app: str, crm: str, contacts: str) -> None:
    """Run it by Faust's own command line, without logs below warnings."""
    sys.argv = ["stock", "worker", "-l", "error", "--without-web"]
    build(brokers, Names(app, crm), int(contacts)).main()


if __name__ == "__main__":
    main(*sys.argv[1:5])
