"""What one decision costs with nothing around it: CPU by managers of a desk, and by contacts waiting."""

import gc
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import orjson

from bench.machine import Range
from bench.one_process import Pipe
from bench.workload import POLICY, Bank
from kontor.policy_file import activation
from models.policy import Policy
from models.recording import Line
from models.unit import InboxRecord, Message

START_MS: Final = 1_764_000_000_000
MANAGERS: Final = (20, 200, 2000)
WAITING: Final = (0, 1000, 100_000)
_BLOCK: Final = 50
_CLIENTS: Final = 400
"""Few enough that each has been in touch before: starting a coverage and naming its backup happens once in its life."""


class Cost(NamedTuple):
    """CPU microseconds."""

    floor_us: Range
    """What no rules could do without: to decode the command and to encode the messages, with their fields at hand."""
    decided_us: Range
    """A `contact.opened` that is assigned at once: from the command to its messages, explanation and load included."""
    against_first: Range
    """Times the same of the first desk in the same round."""
    opened_us: Range
    """The same with its rows encoded."""
    contact_us: Range
    """The whole contact: opened and closed."""


class Setting(NamedTuple):
    """One row of the table."""

    managers: int
    waiting: int
    cost: Cost
    assigned: int
    """Of the contacts measured so many were assigned at once; all of them, if it is a fair measurement."""
    of_all: int
    """Of these, so many were decided among all managers; the others were their incumbent's."""


class Took(NamedTuple):
    """CPU nanoseconds of all contacts of one repeat, and how many managers each assignment considered."""

    floor: int
    deciding: int
    encoding: int
    closing: int
    considered: list[int]


def desk_of(managers: int, waiting: int) -> tuple[Pipe, Bank]:
    """A pipe whose one desk has that many managers and contacts waiting for one who is away."""
    bank = Bank(desks=1, managers=managers, clients=_CLIENTS, open_at_once=_BLOCK)
    pipe = Pipe()
    policy = activation(Policy.from_yaml(POLICY), "bench", START_MS)
    people = [Line("kontor.policies", b"policy", START_MS, policy), *bank.people(START_MS), *_the_rare_one()]
    feed(pipe, pipe.commands(people, START_MS))
    feed(pipe, pipe.commands((_waits_for_the_rare_one(bank, number) for number in range(waiting)), START_MS))
    return pipe, bank


def feed(pipe: Pipe, commands: Iterable[InboxRecord]) -> int:
    """Apply commands and encode the rows, as the engine does; how many assignments came of it."""
    assigned = 0
    for number, command in enumerate(commands):
        assigned += sum(message.type == "contact.assigned" for message in pipe.desks.apply(command))
        if number % 500 == 499:
            _take(pipe)
    _take(pipe)
    return assigned


def measure(sizes: Sequence[tuple[int, int]], contacts: int = 3000, repeats: int = 3) -> list[Setting]:
    """
    CPU of `contacts` contacts for each pair of managers and waiting, in blocks of fifty opened and then closed.

    The desks take turns, `repeats` times, so a machine that is slower for a while is so for all of them.
    """
    desks = [desk_of(managers, waiting) for managers, waiting in sizes]
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()  # as a worker does with what it has recovered,
    gc.set_threshold(100_000, 50, 100)  # and with what comes
    try:
        rounds = [[_repeat(*desk, contacts, at * contacts) for desk in desks] for at in range(repeats + 1)][1:]
    finally:  # the first warms up
        gc.set_threshold(*before)
        gc.unfreeze()
    firsts = [each[0] for each in rounds]
    return [_setting(size, [each[at] for each in rounds], firsts, contacts) for at, size in enumerate(sizes)]


def _setting(size: tuple[int, int], took: Sequence[Took], firsts: Sequence[Took], contacts: int) -> Setting:
    cost = Cost(
        Range.of([each.floor / contacts / 1000 for each in took]),
        Range.of([each.deciding / contacts / 1000 for each in took]),
        Range.of([each.deciding / first.deciding for each, first in zip(took, firsts, strict=True)]),
        Range.of([(each.deciding + each.encoding) / contacts / 1000 for each in took]),
        Range.of([(each.deciding + each.encoding + each.closing) / contacts / 1000 for each in took]),
    )
    managers, waiting = size
    considered = took[-1].considered
    return Setting(managers, waiting, cost, len(considered), sum(each >= managers for each in considered))


def _repeat(pipe: Pipe, bank: Bank, contacts: int, first: int) -> Took:
    commands = list(pipe.commands(bank.contacts(contacts, START_MS, first), START_MS))
    opened = [each for each in commands if b'"type":"contact.opened"' in (each.value or b"")]
    closed = [each for each in commands if b'"type":"contact.closed"' in (each.value or b"")]
    gc.collect()
    return _run(pipe, opened, closed)


def _run(pipe: Pipe, opened: Sequence[InboxRecord], closed: Sequence[InboxRecord]) -> Took:
    floor = deciding = encoding = closing = 0
    considered: list[int] = []
    for start in range(0, len(opened), _BLOCK):
        block, told = opened[start : start + _BLOCK], list[Message]()
        begun = time.thread_time_ns()
        for command in block:
            told += pipe.desks.apply(command)
        decided = time.thread_time_ns()
        _take(pipe)
        encoded = time.thread_time_ns()
        feed(pipe, closed[start : start + _BLOCK])
        deciding += decided - begun
        encoding += encoded - decided
        closing += time.thread_time_ns() - encoded
        read = [orjson.loads(each.value or b"null") for each in told]
        floor += _bare(block, read)
        assigned = [each["data"] for each in read if each["type"] == "contact.assigned"]
        considered += [each["explanation"]["considered"] for each in assigned]
    return Took(floor, deciding, encoding, closing, considered)


def _bare(commands: Sequence[InboxRecord], messages: Sequence[object]) -> int:
    begun = time.thread_time_ns()
    for command in commands:
        orjson.loads(command.value or b"null")
    for message in messages:
        orjson.dumps(message)
    return time.thread_time_ns() - begun


def _take(pipe: Pipe) -> None:
    for key in pipe.desks.take_touched():
        pipe.desks.row(key)


def _the_rare_one() -> Iterable[Line]:
    bank = Bank(desks=1, managers=1, clients=0)
    for line in bank.people(START_MS):
        value = orjson.loads(line.value or b"null")
        value["id"] += "/rare"
        value["data"]["manager_id"] = "M-rare"
        if value["type"] == "manager.presence":
            value["data"]["state"] = "away"
        else:
            value["data"]["skills"] = {"rare": 5}
        yield replace_key(line, orjson.dumps(value))


def replace_key(line: Line, value: bytes) -> Line:
    """The same line about the rare manager."""
    return line._replace(key=(line.key or b"").replace(b"M-0-0", b"M-rare"), value=value)


def _waits_for_the_rare_one(bank: Bank, number: int) -> Line:
    line = replace(bank, seed=2).opened(f"W-{number}", number, START_MS)
    value = orjson.loads(line.value or b"null")
    value["data"]["required_skills"] = [{"skill": "rare", "min_level": 5, "mandatory": True}]
    return line._replace(value=orjson.dumps(value))
