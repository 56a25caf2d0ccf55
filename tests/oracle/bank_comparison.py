"""A replay of a bank's topics and the oracle of intake and desks side by side, line by line."""

from typing import Any

import orjson

from models.instants import format_instant
from models.recording import read_line
from models.unit import Message
from rules.intake.dead_letter import DEAD_LETTERS
from rules.intake.fold import IntakeFold
from rules.replay.bank import BankReplay
from rules.replay.desks import Desks
from rules.replay.kind import Kind
from tests.oracle.comparison import TOPICS, between
from tests.oracle.intake import Intake
from tests.oracle.messages import Said
from tests.oracle.oracle import Oracle, next_due
from tests.oracle.records import Data


def differences(recording: list[tuple[Data, str | None]]) -> list[str]:
    """Tell the first line at which the two differ, and in what; empty when they never do."""
    sides = Sides()
    for number, (line, fault) in enumerate(recording):
        found = sides.tell(line, fault)
        if found:
            return [f"line {number}: {orjson.dumps(line).decode()}", *found]
    return []


class Sides:
    """The replay and the oracle, told the same lines."""

    def __init__(self) -> None:
        self._replay = _replay()
        self._intake = Intake()
        self._desks = Oracle()

    def tell(self, line: Data, fault: str | None) -> list[str]:
        """Both handle one line; in what they differ then."""
        told = [_message(each) for each in self._replay.feed(read_line(orjson.dumps(line)))]
        rejected = [_rejected(each) for each in told if each.topic == DEAD_LETTERS]
        commands, dead = self._intake.take(line, fault)
        found = [] if rejected == ([] if dead is None else [dead]) else [f"rules reject {rejected}, the oracle {dead}"]
        said = self._pass_time()
        for command in commands:
            said += self._desks.tell(command)
        others = {each.topic for each in told} - {*TOPICS, DEAD_LETTERS}
        found += [f"the replay says something on {topic}" for topic in sorted(others)]
        return found + between([each for each in told if each.topic in TOPICS], said)

    def _pass_time(self) -> list[Said]:
        """Every instant due up to the clock: in order of time, then by desk."""
        said: list[Said] = []
        while True:
            due = [(instant, desk.id) for desk in self._desks.desks.values() if (instant := next_due(desk)) is not None]
            instant, desk_id = min(due, default=(self._intake.clock + 1, ""))
            if instant > self._intake.clock:
                return said
            text = format_instant(instant)
            cause = {"source": "kontor", "id": f"tick/{desk_id}/{text}", "type": "tick", "at": text}
            head = {"type": "tick", "desk_id": desk_id, "at": instant, "clock": instant, "cause": cause}
            said += self._desks.tell({**head, "data": {}})


def _replay() -> BankReplay:
    from rules.audit.partition import AuditPartition
    from rules.desk.partition import DeskPartition
    from rules.tariff.partition import TariffPartition

    folds = DeskPartition(source="kontor"), TariffPartition("kontor"), AuditPartition("kontor")
    for fold in folds:
        fold.restore({}, 0)
    desks, coverages, audit = (Desks(fold) for fold in folds)
    return BankReplay(Kind.BANK, None, IntakeFold("kontor"), desks, coverages, audit)


def _message(line: Any) -> Message:
    kind = "manager.load" if line.value is None else orjson.loads(line.value)["type"]
    return Message(line.topic, line.key, line.value, kind, line.timestamp_ms)


def _rejected(message: Message) -> Data:
    data: Data = orjson.loads(message.value or b"")["data"]
    return {key: value for key, value in data.items() if key != "errors"}
