"""The rules and the oracle side by side, command by command."""

from typing import Any

import orjson

from models.messages.told import told_fault
from models.unit import InboxRecord, Message
from rules.desk.partition import DeskPartition
from tests.journaling import journal
from tests.oracle import built
from tests.oracle.messages import ALERTS, ASSIGNMENTS, COVERAGE, Said
from tests.oracle.oracle import Oracle, next_due
from tests.oracle.records import Data

TOPICS = ("kontor.assignments", "kontor.coverage", "kontor.manager-loads", "kontor.alerts")
NOT_THE_ORACLES = ("figures", "message")


def differences(commands: list[Data], restart_every: int = 0) -> list[str]:
    """
    Tell the first command after which the two differ, and in what; empty when they never do.

    `restart_every` commands the rules start anew from the rows they have journaled; 0 is never.
    """
    oracle, rows = Oracle(), dict[str, bytes]()
    rules = _started(rows)
    for number, command in enumerate(commands):
        if restart_every and number % restart_every == restart_every - 1:
            rules = _started(rows)
        key = str(command.get("desk_id", "policy.activated")).encode()
        published = rules.apply(InboxRecord(number, command["at"], key, orjson.dumps(command)))
        found = _between(list(published), oracle.tell(command))
        due = [next_due(desk) for desk in oracle.desks.values()]
        expected = min((instant for instant in due if instant is not None), default=None)
        if rules.next_due() != expected:
            found.append(f"next due: rules {rules.next_due()}, oracle {expected}")
        if found:
            return [f"command {number}: {orjson.dumps(command).decode()}", *found]
        journal(rules, rows)
    return []


def _started(rows: dict[str, bytes]) -> DeskPartition:
    rules = DeskPartition(source="kontor")
    rules.restore(rows, 0)
    return rules


def _between(published: list[Message], expected: list[Said]) -> list[str]:
    found = [fault for fault in (_fault(message) for message in published) if fault]
    for topic in TOPICS:
        said = [_plain(message) for message in published if message.topic == topic]
        said = [one for one in said if topic != ALERTS or one[1].removeprefix("alert.") in built.ALERTS]
        wanted = [(one.key, one.type, one.data) for one in expected if one.topic == topic]
        if topic in (ALERTS, COVERAGE):  # the page puts different subjects in no order among themselves
            said, wanted = sorted(said, key=lambda one: one[0]), sorted(wanted, key=lambda one: one[0])
        for place in range(max(len(said), len(wanted))):
            one = said[place] if place < len(said) else None
            other = wanted[place] if place < len(wanted) else None
            if one is None or other is None or one[:2] != other[:2]:
                found.append(f"{topic} {place}: rules say {one}, the oracle {other}")
                break
            found += [f"{topic} {place} {one[0]} {one[1]}: {text}" for text in _fields(one[2], other[2], topic)]
    others = {message.topic for message in published} - set(TOPICS)
    return [*found, *(f"rules say something on {topic}" for topic in sorted(others))]


def _fields(said: Any, wanted: Any, topic: str) -> list[str]:
    if said is None or wanted is None:
        return [] if said == wanted else [f"rules say {said}, the oracle {wanted}"]
    if topic == ALERTS:
        said = {key: value for key, value in said.items() if key not in NOT_THE_ORACLES}
    if not built.EXPECTED_WAIT and topic == ASSIGNMENTS:
        said = {**said, "expected_wait_s": wanted["expected_wait_s"]}
    if not built.RELAX and said.get("explanation"):
        said = {**said, "explanation": {**said["explanation"], "relax": None}}
    keys = [key for key in {**said, **wanted} if said.get(key, "nothing") != wanted.get(key, "nothing")]
    return [f"{key}: rules {said.get(key, 'nothing')!r}, oracle {wanted.get(key, 'nothing')!r}" for key in keys]


def _plain(message: Message) -> tuple[str, str, Any]:
    key = (message.key or b"").decode()
    if message.value is None:
        return key, message.type, None
    return key, message.type, orjson.loads(message.value)["data"]


def _fault(message: Message) -> str | None:
    """What is wrong with the envelope, or the fields and their order."""
    if message.value is None:
        return None
    event, key = orjson.loads(message.value), (message.key or b"").decode()
    if event["subject"] != key or event["type"] != message.type or event["source"] != "kontor":
        return f"{message.type} {key}: subject, type or source of the envelope is another"
    fault = told_fault(message.topic, message.value)
    return f"{message.type} {key}: {fault}" if fault else None
