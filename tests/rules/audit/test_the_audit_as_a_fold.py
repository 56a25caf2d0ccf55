"""The audit's fold: what comes again changes nothing, bad records stop nobody, rows are bounded, days tick."""

from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.instants import parse_instant
from models.policy import Policy
from models.unit import InboxRecord
from rules.audit.partition import AuditPartition
from tests.journaling import journal
from tests.rules.audit.bank import DEEP, SHALLOW, AuditBank, changed, too_large
from tests.rules.tariff.prices import turnover

RIVALS = (("C1", "M1", DEEP), ("C2", "M1", DEEP), ("C3", "M2", SHALLOW), ("C4", "M2", SHALLOW))


def a_bank() -> AuditBank:
    """Four coverages, two of them rivals; until the first days of January."""
    bank = AuditBank()
    for name, by, rate in RIVALS:
        bank.client(name, rivals=["C3"] if name == "C1" else [])
        bank.agrees(name, by, rate)
    bank.on("2026-01-03")
    return bank


BANK = a_bank()


def played(records: list[InboxRecord]) -> tuple[list[bytes | None], dict[str, bytes]]:
    """What is said, and the rows at the end."""
    fold, rows = AuditPartition(), dict[str, bytes]()
    said = [message.value for record in records for message in fold.apply(record)]
    journal(fold, rows)
    return said, rows


def test_the_bank_has_something_to_say() -> None:
    assert [f"{each['kind']} {each['subject_id']}" for each in BANK.alerts] == [
        "favouritism M1", "favouritism M1/M40", "favouritism M1/M41", "parity C1/C3",
    ]  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_records_published_again_change_nothing(data: st.DataObject) -> None:
    log = list(BANK.audited.log)
    copies = [place for place, each in enumerate(log) if b'"specversion"' in (each.value or b"")]
    for _ in range(data.draw(st.integers(1, 4))):
        first = data.draw(st.sampled_from(copies))
        again = [BANK.audited.log[place] for place in copies if place >= first][: data.draw(st.integers(1, 8))]
        behind = max(log.index(each) for each in again)
        where = data.draw(st.integers(behind + 1, len(log)))
        log[where:where] = again
    assert played(log) == played(BANK.audited.log)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.randoms(use_true_random=False))
def test_in_which_order_coverages_speak_between_two_ticks_changes_no_alert(random: Any) -> None:
    log: list[InboxRecord] = []
    run: dict[bytes | None, list[InboxRecord]] = {}

    def mixed() -> list[InboxRecord]:
        keys = [key for key, each in run.items() for _ in each]
        random.shuffle(keys)
        out = [run[key].pop(0) for key in keys]
        run.clear()
        return out

    for record in BANK.audited.log:
        if b'"specversion"' in (record.value or b""):
            run.setdefault(record.key, []).append(record)
        else:
            log += [*mixed(), record]
    log += mixed()
    said, rows = played(log)
    assert said == played(BANK.audited.log)[0]
    assert rows.keys() == played(BANK.audited.log)[1].keys()


def test_a_coverage_that_has_nothing_to_do_with_them_changes_nothing() -> None:
    other = AuditBank()
    other.client("C9")
    other.agrees("C9", "M3", SHALLOW, terms={"obligations": turnover(5_000_000_000)})
    for name, by, rate in RIVALS:
        other.client(name, rivals=["C3"] if name == "C1" else [])
        other.agrees(name, by, rate)
    other.on("2026-01-03")
    assert [each["figures"] for each in other.alerts] == [each["figures"] for each in BANK.alerts]


def test_records_that_cannot_be_read_are_counted_and_stop_nobody() -> None:
    bank = AuditBank()
    bank.client("C1")
    bank.agrees("C1", "M1", DEEP)
    draft = next(each for each in bank.copies() if b'"offer.drafted"' in (each.value or b""))
    for number, value in enumerate(
        (
            b"\xff", b"[]", b'{"specversion":"1.0"}', b'{"specversion":"1.0","type":"offer.drafted","data":[]}',
            changed(draft, seq=900, terms=None), changed(draft, seq=901, terms={"benefit": 5, "window": 4}),
            changed(draft, seq="x"), changed(draft, seq=902, coverage_id=["C1"]), changed(draft, seq=903, version=[]),
            changed(draft, seq=904, decided_at=7), changed(draft, seq=905, simulation=None),
        ),
        start=1,
    ):  # fmt: skip
        before = dict(bank.audit._seqs)
        bank.audit.take_counts()
        assert list(bank.audit.apply(InboxRecord(0, 0, b"C1", value))) == [], number
        assert bank.audit.take_counts() == {"unreadable": 1}, number
        assert bank.audit._seqs == before, number
    assert list(bank.audit.apply(too_large())) == []
    assert bank.audit.take_counts() == {"unreadable": 1}


def test_days_tick_one_by_one_while_there_is_anything_to_compare_and_never_before() -> None:
    bank = AuditBank()
    assert bank.audit.next_due() is None
    bank.on("2026-05-05")
    bank.client("C1")
    bank.agrees("C1", "M1", DEEP, begins="2026-06-01")
    due = bank.audit.next_due()
    assert due == parse_instant("2026-05-05T21:00:00Z")
    assert not bank.audit.ticks(due - 1)
    (tick,) = bank.audit.ticks(due + 10 * 86_400_000)
    assert orjson.loads(tick.value or b"")["time"] == "2026-05-05T21:00:00.000Z"


def test_a_tick_told_twice_or_too_late_changes_nothing() -> None:
    bank = a_bank()
    ticks = [each for each in bank.audited.log if b'"type":"tick"' in (each.value or b"")]
    fold = bank.audit
    list(fold.take_touched())
    for tick in ticks:
        assert not fold.apply(tick)
    assert list(fold.take_touched()) == []


def test_a_command_it_does_not_know_stops_the_worker_and_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="a newer Kontor"):
        AuditPartition().apply(InboxRecord(0, 0, b"audit", b'{"type":"dance"}'))


def test_what_is_over_and_out_of_the_period_is_forgotten_and_then_nothing_ticks() -> None:
    bank = a_bank()
    assert len(bank.audit._grants) == 4
    bank.on("2026-09-01")
    assert bank.audit._grants == {}
    assert bank.audit.open_alarms() == []
    assert bank.audit.next_due() is None
    assert {each["cleared"] for each in bank.alerts} == {True, False}
    bank.restarted()


def test_a_policy_without_tariffs_lets_it_rest() -> None:
    bank = a_bank()
    loaded = Policy.from_canonical({"name": "test", "lines": [{}]})
    data = {"policy": loaded.canonical, "version": loaded.version}
    bank.audit.apply(InboxRecord(0, 0, b"audit", orjson.dumps({"type": "policy.activated", "data": data})))
    assert bank.audit.next_due() is None
