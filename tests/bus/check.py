"""
The independent check: reads what was published on `kontor.assignments`, and nothing else of Kontor.

From the contract alone: one content for each decision id, each desk's numbers contiguous, each contact's
records in order and with at most one holder, every acknowledged contact decided, nobody above capacity.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.bus.outside import Record

_TAKES = {"contact.assigned", "contact.reassigned"}
_GIVES_BACK = {"contact.finished", "contact.released"}


@dataclass
class Verdict:
    faults: list[str] = field(default_factory=list)
    decisions: int = 0
    repeats: int = 0

    def fault(self, sentence: str) -> None:
        self.faults.append(sentence)


def check(records: Iterable[Record], opened: Collection[str], closed: Collection[str]) -> Verdict:
    """`opened`, `closed`: contact ids whose opening and closing the broker acknowledged to the CRM."""
    verdict = Verdict()
    by_desk: dict[str, dict[int, Record]] = defaultdict(dict)
    last_of_contact: dict[str, int] = {}
    for record in records:
        data = record.data
        known = by_desk[data["desk_id"]].get(data["seq"])
        if known is not None:
            verdict.repeats += 1
            if (known.raw, known.key) != (record.raw, record.key):
                verdict.fault(f"desk {data['desk_id']} said two different things as number {data['seq']}")
            continue
        by_desk[data["desk_id"]][data["seq"]] = record
        if record.key != data["contact_id"]:
            verdict.fault(f"contact {data['contact_id']} is keyed {record.key}")
        if data["seq"] <= last_of_contact.get(data["contact_id"], 0):
            verdict.fault(f"contact {data['contact_id']} is out of order at number {data['seq']}")
        last_of_contact[data["contact_id"]] = data["seq"]
    for desk, decisions in by_desk.items():
        verdict.decisions += len(decisions)
        if sorted(decisions) != list(range(1, len(decisions) + 1)):
            verdict.fault(f"the numbers of {desk} are not contiguous: {len(decisions)} up to {max(decisions)}")
        _one_desk(desk, [decisions[seq] for seq in sorted(decisions)], verdict)
    _every_contact(by_desk, opened, closed, verdict)
    return verdict


def _one_desk(desk: str, decisions: list[Record], verdict: Verdict) -> None:
    """Holders and loads, re-derived in the desk's own order."""
    held: dict[str, tuple[str, int]] = {}
    load: dict[str, int] = defaultdict(int)
    for record in decisions:
        kind, data = record.event["type"], record.data
        contact, manager = data["contact_id"], data["manager_id"]
        before = held.get(contact)
        if kind == "contact.assigned" and before is not None:
            verdict.fault(f"{contact} went to {manager} while {before[0]} held it ({desk}, number {data['seq']})")
        if before is not None and (kind in _TAKES or kind in _GIVES_BACK):
            load[before[0]] -= before[1]
            del held[contact]
        if kind in _TAKES:
            load[manager] += data["weight"]
            held[contact] = (manager, data["weight"])
            _within(data, load[manager], kind, verdict)


def _within(data: Mapping[str, Any], load: int, kind: str, verdict: Verdict) -> None:
    if kind == "contact.assigned" and load > data["capacity"]:
        verdict.fault(f"{data['manager_id']} holds {load} of {data['capacity']} at number {data['seq']}")
    if data["load_after"] != load:
        verdict.fault(f"{data['manager_id']} holds {load}, said {data['load_after']} at number {data['seq']}")


def _every_contact(
    by_desk: Mapping[str, Mapping[int, Record]], opened: Collection[str], closed: Collection[str], verdict: Verdict
) -> None:
    kinds: dict[str, list[str]] = defaultdict(list)
    causes: dict[str, set[str]] = defaultdict(set)
    for decisions in by_desk.values():
        for record in decisions.values():
            kinds[record.data["contact_id"]].append(record.event["type"])
            causes[record.data["contact_id"]].add(record.data["cause"]["type"])
    for contact in opened:
        if not kinds.get(contact):
            verdict.fault(f"{contact} was acknowledged and never decided")
        elif kinds[contact].count("contact.queued") + kinds[contact].count("contact.assigned") == 0:
            verdict.fault(f"{contact} was never queued or assigned: {kinds[contact]}")
    for contact in closed:
        if kinds[contact].count("contact.finished") != 1:
            verdict.fault(f"{contact} was closed and finished {kinds[contact].count('contact.finished')} times")
    for contact in kinds.keys() - set(opened):
        verdict.fault(f"{contact} was decided though nobody opened it")
