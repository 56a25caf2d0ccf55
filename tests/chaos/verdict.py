"""After a round: is anything lost, decided twice, above capacity, out of order? And what did it cost?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from kontor.verify.bus import Prefixes, reading
from kontor.verify.catalogue import I1, I5, I7, I8
from kontor.verify.decisions import Decisions
from kontor.verify.findings import Findings, Violation
from kontor.verify.i1_nothing_lost import every_acknowledged
from kontor.verify.i3_beside_the_decisions import SET_BACK
from kontor.verify.i5_commits import never_back
from kontor.verify.i7_catches_up import catches_up
from kontor.verify.i8_dead_letters import exactly_these
from kontor.verify.installation import InstallationCheck
from kontor.verify.record import Record
from kontor.verify.shelf import Shelf
from models.recording import Line
from streams.security import aiokafka_access
from tests.chaos.commit_log import commit_log
from tests.chaos.faults.zombies import WITHOUT_LEASE
from tests.chaos.installing import JOURNALS
from tests.chaos.plan import Plan
from tests.chaos.round import Round

ASSIGNMENTS = "kontor.assignments"


@dataclass
class Truth:
    """What a round came to."""

    violations: list[str] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)


def truth_of(round_: Round) -> Truth:
    """Verify by the topics alone, then by the acknowledgements, the bad records and the samples."""
    settings, truth = round_.settings, Truth(violations=list(round_.violations))
    with reading(aiokafka_access(settings), Prefixes(settings.app, settings.crm)) as bus:
        if not round_.over:
            outcome = InstallationCheck(bus, settings.source, settings.max_record_bytes).run()
            views = 0
            for findings in outcome.broken:
                kept, told_by_frozen = without_what_the_lease_keeps(findings, round_.plan)
                truth.violations += kept
                views += told_by_frozen
            truth.figures["views set back"] = views
        decisions = list(bus.read(ASSIGNMENTS))
        letters = list(bus.read("kontor.dead-letters"))
        offers = list(bus.read("kontor.tariff-offers"))
        stale = _stale(bus)
    if not round_.over:
        _acknowledged(round_, decisions, letters, truth)
        _requests_answered(round_, offers, truth)
    _over_time(round_, truth)
    _figures(round_, decisions, truth)
    truth.figures["stale records"] = stale
    return truth


def _acknowledged(round_: Round, decisions: list[Record], letters: list[Record], truth: Truth) -> None:
    bad = {id(line.value) for line in round_.bad_records}
    sent = list(round_.load.acknowledged)
    records = [_record(line) for line in sent]
    lost, dead = Findings(I1), Findings(I8)
    places = set()
    for letter in letters:
        data = orjson.loads(letter.value or b"")["data"]
        places.add((data["topic"], data["partition"], data["offset"]))
    with Shelf() as shelf:
        told = Decisions(shelf)
        for each in decisions:
            told.take(each)
        every_acknowledged(lost, records, told.contacts, places, round_.settings.max_record_bytes)
    put_in = [_record(line) for line in sent if id(line.value) in bad]
    if not round_.load.unsure:
        exactly_these(dead, put_in, letters)
    for findings in (lost, dead):
        truth.violations += _sentences(findings)
    truth.figures["dead letters"] = len(places)


def _requests_answered(round_: Round, offers: list[Record], truth: Truth) -> None:
    """I1 for tariffs: of every version that was asked for something was said."""
    told = {_version_of(record) for record in offers}
    asked = {
        _version_of(line) for line in round_.load.acknowledged if b'"offer.requested"' in (line.value or b"")[:200]
    }
    truth.violations += [f"I1: {version} was asked for and never answered" for version in sorted(asked - told)][:6]
    truth.figures |= {"offers asked for": len(asked), "said of offers": len({record.value for record in offers})}


def _version_of(record: Record | Line) -> tuple[str, int]:
    data = orjson.loads(record.value or b"")["data"]
    return data["agreement_id"], data["version"]


def _over_time(round_: Round, truth: Truth) -> None:
    back, late = Findings(I5), Findings(I7)
    log = commit_log(round_.settings)
    never_back(back, log.samples, log.deleted_at_s)
    truth.violations += _sentences(back)
    if not round_.over:
        took = catches_up(late, round_.sampler.lags, round_.last_fault_s, round_.catch_up_s)
        truth.figures["caught up in s"] = None if took is None else round(took, 1)
        truth.violations += _sentences(late)
        if took is None and not late.broken:
            truth.violations.append("I7: lag was never seen at zero after the last fault")


def _figures(round_: Round, decisions: list[Record], truth: Truth) -> None:
    seen: set[tuple[str, int]] = set()
    first_ms: dict[str, int] = {}
    repeats = 0
    for record in decisions:
        data = orjson.loads(record.value or b"")["data"]
        place = data["desk_id"], data["seq"]
        repeats += place in seen
        seen.add(place)
        at = first_ms.get(data["contact_id"])
        first_ms[data["contact_id"]] = record.timestamp_ms if at is None else min(at, record.timestamp_ms)
    opened: dict[str, int] = {}
    for line in round_.load.acknowledged:
        if b'"contact.opened"' in (line.value or b"")[:200]:
            contact = orjson.loads(line.value or b"")
            if isinstance(contact["data"], dict):
                opened.setdefault(contact["data"]["contact_id"], line.timestamp_ms)
    waits = [first_ms[contact] - at for contact, at in opened.items() if contact in first_ms]
    truth.figures |= {
        "contacts": len(opened), "records": len(round_.load.acknowledged), "decisions": len(seen),
        "published again": repeats, "longest pause s": round(max(waits, default=0) / 1000, 1),
        "unsure": len(round_.load.unsure), "faults": len(round_.done),
        "by fault": dict(sorted(Counter(round_.done).items())), "own ends": sum(round_.fleet.endings.values()),
    }  # fmt: skip


def _stale(bus: Any) -> int:
    """Records in the journals that were written by a worker that had already lost them."""
    stale = 0
    for topic in JOURNALS:
        top: dict[int | None, int] = {}
        for record in bus.read(topic):
            epoch = int(dict(record.headers).get("b", b"0.0").split(b".")[0])
            stale += epoch < top.get(record.partition, 0)
            top[record.partition] = max(epoch, top.get(record.partition, 0))
    return stale


def _record(line: Line) -> Record:
    return Record(line.topic, line.key, line.timestamp_ms, line.value, line.headers, line.partition, line.offset)


def without_what_the_lease_keeps(findings: Findings, plan: Plan) -> tuple[list[str], int]:
    """
    The findings in words, and how many of them are excused.

    A worker that is frozen with records in its producer, and wakes without a lease, says them after what is newer:
    the same to the byte, so of decisions they are repeats; but the last value of a compacted key is then an old one,
    until the key changes. Against that there is the lease alone (docs/guarantee.md), so where the harness has turned
    it off in any worker, that is not held against it.
    """
    if plan.lease and not any(step.fault.endswith(WITHOUT_LEASE) for step in plan.steps):
        return _sentences(findings), 0
    kept = [each for each in findings.violations if SET_BACK not in each.sentence]
    excused = len(findings.violations) - len(kept)
    return _words(findings, kept, findings.broken - excused), excused


def _sentences(findings: Findings) -> list[str]:
    return _words(findings, findings.violations, findings.broken)


def _words(findings: Findings, violations: Sequence[Violation], broken: int) -> list[str]:
    told = [
        f"{each.code}: {each.sentence} {each.records[:2]} expected {each.expected!s:.300} found {each.found!s:.300}"
        for each in violations[:6]
    ]
    if broken > len(told):
        told.append(f"{findings.invariant.code}: and {broken - len(told)} more")
    return told
