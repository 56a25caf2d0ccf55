"""A recording of the bank's topics, replayed, alerts to what the audit alerted to."""

from pathlib import Path

import pytest

from models.inbox_headers import INTAKE_INBOX, TICKS, TOPIC, Origin, origin_headers
from models.instants import DAY_MS, format_instant
from models.messages.told import ALERTS
from models.recording import Line, read_line, write_line
from rules.replay.driver import replay
from rules.replay.kind import Kind
from tests.replay.hash_seeds import replayed_alike
from tests.rules.audit.bank import DEEP, SHALLOW, AuditBank


@pytest.fixture(scope="module")
def bank() -> AuditBank:
    """A favourite and two rivals, until all of it has cleared."""
    made = AuditBank()
    for name, by, rate in (("C1", "M1", DEEP), ("C2", "M1", DEEP), ("C3", "M2", SHALLOW), ("C4", "M2", SHALLOW)):
        made.client(name, rivals=["C3"] if name == "C1" else [])
        made.agrees(name, by, rate)
    made.on("2026-01-10")
    consent = {"coverage_a": "C1", "coverage_b": "C3", "by": "X"}
    for side in "ab":
        made.says("wall.consent", **consent, side=side)
    made.on("2026-03-25")
    return made


def alerted(texts: list[bytes], kind: Kind, until_ms: int) -> list[tuple[bytes | None, bytes | None]]:
    return [(line.key, line.value) for line in replay(texts, kind, until_ms=until_ms) if line.topic == ALERTS]


def test_a_replay_of_the_banks_topics_says_what_the_audit_said(bank: AuditBank) -> None:
    said = [(message.key, message.value) for message in bank.audited.said]
    assert len(said) == 8
    assert alerted(bank.lines, Kind.BANK, bank.now) == said


def test_a_recording_of_the_intakes_inbox_says_the_same_its_ticks_included(bank: AuditBank) -> None:
    inbox: list[bytes] = []
    for place, text in enumerate(bank.lines):
        line = read_line(text)
        headers = origin_headers(Origin(line.topic, 0, place, line.timestamp_ms, ()))
        inbox.append(write_line(Line(INTAKE_INBOX, line.key, line.timestamp_ms, line.value, headers, 0, len(inbox))))
        instant = format_instant(line.timestamp_ms // DAY_MS * DAY_MS)
        tick = f'{{"specversion":"1.0","id":"t","source":"kontor","type":"tick.audit","time":"{instant}","data":{{}}}}'
        marked = ((TOPIC, TICKS.encode()),)
        inbox.append(write_line(Line(INTAKE_INBOX, b"audit", line.timestamp_ms, tick.encode(), marked, 0, len(inbox))))
    said = [(message.key, message.value) for message in bank.audited.said]
    assert alerted(inbox, Kind.INTAKE, bank.now) == said


def test_the_same_recording_gives_the_same_bytes_whatever_the_hash_seed(bank: AuditBank, tmp_path: Path) -> None:
    bytes_out = replayed_alike(bank.lines, bank.now, tmp_path)
    assert bytes_out.count(b'"type":"alert.favouritism"') == 6
