"""The rules and the oracle side by side, command by command."""

from typing import Any

import orjson

from models.messages.told import told_fault
from models.unit import InboxRecord, Message
from rules.tariff import exact_json
from rules.tariff.partition import TariffPartition
from tests.journaling import journal
from tests.tariff_oracle.oracle import Oracle
from tests.tariff_oracle.records import Data, Said

NOT_THE_ORACLES = ("alert.credit_only",)
"""Said by the rules and not looked at here."""
NOT_LOOKED_AT = ("seq", "talking_point")
"""Fields that depend on the order, or whose words the page leaves open."""


def differences(records: list[InboxRecord], restart_every: int = 0) -> list[str]:
    """
    Tell the first command after which the two differ, and in what; empty when they never do.

    `restart_every` commands the rules start anew from the rows they have journaled; 0 is never.
    """
    oracle, rows = Oracle(), dict[str, bytes]()
    rules = _started(rows)
    for number, record in enumerate(records):
        if restart_every and number % restart_every == restart_every - 1:
            rules = _started(rows)
        command = orjson.loads(record.value or b"")
        due = rules.next_due()
        published = list(rules.apply(record))
        found = between(published, oracle.tell(command))
        if command["type"] == "tick" and published and (due is None or due > command["at"]):
            found.append(f"said at {command['at']}, but nothing was due before {due}")
        if found:
            return [f"command {number}: {orjson.dumps(command).decode()}", *found]
        journal(rules, rows)
    return []


def _started(rows: dict[str, bytes]) -> TariffPartition:
    rules = TariffPartition(source="kontor")
    rules.restore(dict(reversed(rows.items())), 0)
    return rules


def between(published: list[Message], expected: list[Said]) -> list[str]:
    """In what they differ; the page puts the messages of one command in no order."""
    found = [fault for fault in (told_fault(each.topic, each.value or b"") for each in published) if fault]
    said = [_plain(each) for each in published if each.type.partition(":")[0] not in NOT_THE_ORACLES]
    wanted = {_key(each): each.data for each in expected}
    rules = {_key(each): each.data for each in said}
    if len(wanted) != len(expected):
        found.append("the oracle says something twice")
    if len(rules) != len(said):
        found.append("the rules say something twice")
    for key in dict.fromkeys([*rules, *wanted]):
        one, other = rules.get(key), wanted.get(key)
        if one is None or other is None:
            found.append(f"{key}: rules say {one}, the oracle {other}")
            continue
        names = [name for name in {**one, **other} if one.get(name, "nothing") != other.get(name, "nothing")]
        found += [f"{key} {name}: rules {one.get(name)!r}, oracle {other.get(name)!r}" for name in names]
    return found


def _key(said: Said) -> tuple[Any, ...]:
    data = said.data
    window = (data.get("window") or {}).get("from")
    return (
        said.type,
        data.get("agreement_id"),
        data.get("version"),
        window,
        data.get("kind"),
        data.get("closed"),
        data.get("trigger"),
        data.get("proposal_id"),
    )


def _plain(message: Message) -> Said:
    data: Data = exact_json.loads(message.value or b"")["data"]
    return Said(
        message.topic,
        message.type.partition(":")[0],
        {name: value for name, value in data.items() if name not in NOT_LOOKED_AT},
    )
