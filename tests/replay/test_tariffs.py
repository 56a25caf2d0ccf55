"""A recording of the bank's topics, replayed, says of tariffs what the coverages said; whatever else is in it."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from models.inbox_headers import INTAKE_INBOX, TICKS, TOPIC, Origin, origin_headers
from models.instants import format_instant
from models.recording import Line, read_line, write_line
from rules.replay.driver import replay
from rules.replay.kind import Kind
from tests.replay.hash_seeds import replayed_alike
from tests.rules.tariff.agreed import a_bank, a_month, agreed
from tests.rules.tariff.bank import Bank
from tests.rules.tariff.prices import terms

TOLD = "kontor.tariff-offers"


def earn_first() -> Bank:
    """The page's months: 5.2, 4.0 and 4.0 million against 5."""
    bank = a_bank("C1", "C2")
    agreed(bank)
    for month, minor in (("01", 520_000_000), ("02", 400_000_000), ("03", 400_000_000)):
        a_month(bank, f"2026-{month}", minor)
    bank.on("2026-04-10")
    return bank


def granted_first() -> Bank:
    """The page's 4.2 million against 5: 6 300.00 are owed; then a client changes group, and something comes late."""
    bank = a_bank("C1", "C2")
    agreed(bank, terms(mode="grant_first", applies=None, on_miss="reprice"))
    a_month(bank, "2026-01", 420_000_000)
    bank.on("2026-02-10")
    bank.posts("C2", 90_000_000, "2026-01-30")
    bank.on("2026-02-12")
    bank.client("C2", group_id="H", manager_id="M1")
    bank.posts("C2", 10_000_000)
    bank.on("2026-03-20")
    return bank


def played(texts: Iterable[bytes], kind: Kind, until_ms: int) -> list[Line]:
    return [line for line in replay(texts, kind, until_ms=until_ms) if line.topic in (TOLD, "kontor.alerts")]


@pytest.mark.parametrize("story", [earn_first, granted_first])
def test_a_replay_of_the_banks_topics_says_what_the_coverages_said(story: object) -> None:
    bank: Bank = story()  # type: ignore[operator]  # one of the two above
    said = [(message.topic, message.key, message.value) for message in bank.said]
    again = [(line.topic, line.key, line.value) for line in played(bank.lines, Kind.BANK, bank.now)]
    assert len(said) > 12
    assert again == said


def test_the_pages_owed_reprice_comes_out_of_a_replay() -> None:
    bank = granted_first()
    values = [line.value or b"" for line in played(bank.lines, Kind.BANK, bank.now)]
    owed = [value for value in values if b'"type":"fee.adjusted"' in value]
    assert any(b'"kind":"reprice","amount_minor":630000' in value for value in owed)
    # What came late met the threshold: the miss goes back.
    assert any(b'"kind":"correction","amount_minor":-' in value for value in owed)


def test_a_recording_of_the_intakes_inbox_says_the_same_its_ticks_included() -> None:
    bank = granted_first()
    inbox: list[bytes] = []
    for place, text in enumerate(bank.lines):
        line = read_line(text)
        headers = origin_headers(Origin(line.topic, 0, place, line.timestamp_ms, ()))
        inbox.append(write_line(Line(INTAKE_INBOX, line.key, line.timestamp_ms, line.value, headers, 0, len(inbox))))
        instant = format_instant(line.timestamp_ms)
        tick = (
            f'{{"specversion":"1.0","id":"tick/G/{instant}","source":"kontor","type":"tick.coverage",'
            f'"time":"{instant}","subject":"G","data":{{"coverage_id":"G"}}}}'
        )
        headers = ((TOPIC, TICKS.encode()),)
        inbox.append(write_line(Line(INTAKE_INBOX, b"G", line.timestamp_ms, tick.encode(), headers, 0, len(inbox))))
    of_inbox = played(inbox, Kind.INTAKE, bank.now)
    of_bank = played(bank.lines, Kind.BANK, bank.now)
    assert [line.value for line in of_inbox] == [line.value for line in of_bank]


def test_the_same_recording_gives_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    bank = granted_first()
    bytes_out = replayed_alike(bank.lines, bank.now, tmp_path)
    assert bytes_out.count(b'"topic":"kontor.tariff-offers"') > 12
