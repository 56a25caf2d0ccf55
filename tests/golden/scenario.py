"""What today's code writes down and says over a small, busy day."""

from collections.abc import Iterator
from typing import NamedTuple

import orjson

from bench.one_process import Pipe
from bench.workload import POLICY, Bank
from kontor.docs_pages.examples_said import SAID_EXAMPLES
from kontor.policy_file import activation
from models.cloudevent import encode
from models.inbox_headers import INTAKE_INBOX, NUMBER, SENDER
from models.messages.told import told_fault
from models.policy import Policy
from models.recording import Line
from models.unit import InboxRecord, Message

DAY_MS = 1_795_424_400_000
"""2026-11-23T09:00:00Z."""
_TOPICS = ("crm.managers", "crm.clients", "crm.contacts")


class Day(NamedTuple):
    """What came of it; journals as they stood in the middle of the day, when much is open."""

    rows: dict[str, dict[str, bytes]]
    """By unit, then key."""
    commands: list[bytes]
    """What the intake told the desks, in order."""
    messages: dict[str, tuple[str, bytes]]
    """By type: topic and the first record."""


def lived() -> Day:
    """Run the day."""
    pipe = Pipe()
    day = Day({"intake": {}, "desk": {}}, [], {})
    for number, line in enumerate(_lines()):
        at_ms = DAY_MS + 1000 * number
        for message in _told(pipe, pipe.line(line, at_ms), day.commands):
            if message.value is not None:
                day.messages.setdefault(message.type, (message.topic, message.value))
        for unit, key, row in pipe.rows():
            if row is None:
                day.rows[unit].pop(key, None)
            else:
                day.rows[unit][key] = row
    for topic, value in day.messages.values():
        assert told_fault(topic, value) is None
    return day


def _told(pipe: Pipe, record: InboxRecord, commands: list[bytes]) -> Iterator[Message]:
    """What is published for one record of the intake's inbox, and for what desks tell each other of it."""
    sent, messages = pipe.take(record)
    commands.extend(command.value or b"" for command in sent)
    for message in messages:
        if message.topic == INTAKE_INBOX:
            headers = ((SENDER, b"desk/0"), (NUMBER, b"%d" % len(commands)))
            told = InboxRecord(record.offset, record.timestamp_ms, message.key, message.value, headers)
            yield from _told(pipe, told, commands)
        else:
            yield message


def _lines() -> Iterator[Line]:
    bank = Bank(desks=2, managers=3, clients=8, open_at_once=6)
    yield Line("kontor.policies", b"policy", DAY_MS, activation(Policy.from_yaml(POLICY), "golden", DAY_MS))
    yield from bank.people(DAY_MS)
    for topic in _TOPICS:
        for (of, kind), data in SAID_EXAMPLES.items():
            if of == topic:
                yield _said(topic, kind, f"example/{kind}", data)
    yield from list(bank.contacts(40, DAY_MS))[:-4]
    for number in range(60):  # more than the managers can take: some wait
        yield bank.opened(f"L-{number}", 100 + number, DAY_MS)
    yield _said("crm.contacts", "contact.reassigned", "r", {"contact_id": "L-50", "manager_id": "M-0-1", "by": "head"})
    yield _said("crm.contacts", "contact.abandoned", "a", {"contact_id": "L-55"})
    yield _said("crm.contacts", "contact.closed", "early", {"contact_id": "not-opened-yet", "outcome": "done"})
    moves = {"manager_id": "M-0-0", "desk_id": "desk-1", "segments": ["retail", "sme"], "capacity": 12}
    yield _said("crm.managers", "manager.updated", "moves", moves)
    yield _said("crm.managers", "manager.left", "l", {"manager_id": "M-1-2"})
    yield Line("crm.contacts", b"bad", DAY_MS, b"not JSON")


def _said(topic: str, kind: str, name: str, data: object) -> Line:
    said = orjson.loads(orjson.dumps(data))
    value = encode(id=name, source="crm/golden", type=kind, time=DAY_MS, subject="key", data=said)
    return Line(topic, b"key", DAY_MS, value)
