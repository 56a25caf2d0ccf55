"""The rules and the oracle side by side, command by command."""

from typing import Any

import orjson

from models.inbox_headers import INTAKE_INBOX
from models.instants import format_instant, parse_instant
from models.messages.told import told_fault
from models.unit import InboxRecord, Message
from rules.desk.former import HISTORY
from rules.desk.partition import DeskPartition
from tests.journaling import journal
from tests.oracle import built, elsewhere
from tests.oracle.messages import ALERTS, ASSIGNMENTS, COVERAGE, Said
from tests.oracle.oracle import Oracle, next_due
from tests.oracle.records import Brought, Data
from tests.oracle.state import Desk

TOPICS = ("kontor.assignments", "kontor.coverage", "kontor.manager-loads", "kontor.alerts")
NOT_THE_ORACLES = ("figures", "message")


def differences(commands: list[Data], restart_every: int = 0) -> list[str]:
    """
    Tell the first command after which the two differ, and in what; empty when they never do.

    `restart_every` commands the rules start anew from the rows they have journaled; 0 is never.
    """
    sides = Sides(restart_every)
    telling = Telling()
    for number, command in enumerate(commands):
        waiting = telling.due(command, early=number % 3 == 0)
        for each in [*waiting, command]:
            found = sides.tell(each, telling)
            if found:
                shown = {key: value for key, value in each.items() if key != "brought"}
                return [f"command {number}: {orjson.dumps(shown).decode()}", *found]
    return []


class Sides:
    """The rules and the oracle, told the same."""

    def __init__(self, restart_every: int) -> None:
        self._restart_every = restart_every
        self._told = 0
        self._oracle = Oracle()
        self._rows: dict[str, bytes] = {}
        self._rules = _started(self._rows)

    def tell(self, command: Data, telling: "Telling") -> list[str]:
        """Both handle one command; in what they differ then."""
        if self._restart_every and self._told % self._restart_every == self._restart_every - 1:
            self._rules = _started(self._rows)
        key = str(command.get("desk_id", "policy.activated")).encode()
        value = orjson.dumps({name: said for name, said in command.items() if name != "brought"})
        published = list(self._rules.apply(InboxRecord(self._told, command["at"], key, value)))
        self._told += 1
        asides = [each for each in published if each.type == HISTORY]
        found = between([each for each in published if each.topic != INTAKE_INBOX], self._oracle.tell(command))
        found += telling.heard(asides, self._oracle, command)
        due = [next_due(desk) for desk in self._oracle.desks.values()]
        expected = min((instant for instant in due if instant is not None), default=None)
        if self._rules.next_due() != expected:
            found.append(f"next due: rules {self._rules.next_due()}, oracle {expected}")
        if not found:
            journal(self._rules, self._rows)
        return found


class Telling:
    """
    What desks tell each other of managers, on its way: passed on as the intake would, now and then late.

    The oracle is handed what its own desk knows in place of what the rules say in their message.
    """

    def __init__(self) -> None:
        self._on_the_way: list[Data] = []
        self._where: dict[str, tuple[str, int]] = {}
        """Where each manager works, and which move brought him there."""
        self._last: dict[tuple[str, str], Brought] = {}
        """What each former desk has told last of a manager."""

    def due(self, command: Data, *, early: bool) -> list[Data]:
        """What arrives before `command`: at most a command late, and before anything changes desks again."""
        if command["type"] == "manager.updated":
            self._moves(command)
        arriving = [each for each in self._on_the_way if early or each["late"]]
        self._on_the_way = [each | {"late": True} for each in self._on_the_way if not (early or each["late"])]
        return [self._passed_on(each, command["clock"]) for each in arriving if self._counts(each)]

    def heard(self, asides: list[Message], oracle: Oracle, command: Data) -> list[str]:
        """The rules tell this now; whether that is what the oracle's desks have to tell anew."""
        if command["type"] == "manager.left":
            self._where.pop(command["data"]["manager_id"], None)
        told: set[tuple[str, str]] = set()
        for each in asides:
            event = orjson.loads(each.value or b"")
            data = event["data"]
            pair = data["former"], data["manager_id"]
            told.add(pair)
            brought = self._last[pair] = elsewhere.of(oracle.desks[pair[0]], pair[1])
            late = {"late": False, "at": parse_instant(event["time"])}
            self._on_the_way.append({"id": event["id"], "data": data, "brought": brought, **late})
        return [
            f"{desk_id} does not tell what has changed of {manager_id}"
            for (desk_id, manager_id), last in self._last.items()
            if (desk_id, manager_id) not in told
            and self._where.get(manager_id, (desk_id, 0))[0] != desk_id
            and _news(oracle.desks[desk_id], manager_id, last)
        ]

    def _moves(self, command: Data) -> None:
        where = self._where.get(command["data"]["manager_id"])
        if where is None or where[0] != command["desk_id"]:
            self._where[command["data"]["manager_id"]] = command["desk_id"], command.get("move", 0)

    def _counts(self, told: Data) -> bool:
        where = self._where.get(told["data"]["manager_id"])
        return where is not None and where[1] == told["data"]["move"]

    def _passed_on(self, told: Data, clock: int) -> Data:
        desk_id, _ = self._where[told["data"]["manager_id"]]
        said = format_instant(told["at"])
        cause = {"source": "kontor", "id": told["id"], "type": "manager.history", "at": said}
        head = {"type": "manager.history", "desk_id": desk_id, "at": told["at"], "clock": clock, "cause": cause}
        return {**head, "data": told["data"], "brought": told["brought"]}


def _news(desk: Desk, manager_id: str, last: Brought) -> bool:
    """Whether a desk has more to tell of a manager than it has told last."""
    return elsewhere.counting(desk, elsewhere.of(desk, manager_id)) != elsewhere.counting(desk, last)


def _started(rows: dict[str, bytes]) -> DeskPartition:
    rules = DeskPartition(source="kontor")
    rules.restore(rows, 0)
    return rules


def between(published: list[Message], expected: list[Said]) -> list[str]:
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
