"""What the measurements stand on: the same load for all, figures read right, a page that keeps its sections."""

import os
from pathlib import Path

import pytest

from bench import report, rules_alone, tariffs_alone
from bench.latency import Latency
from bench.machine import Range, cpu_s, describe, load_average
from bench.one_process import Pipe
from bench.tariff_floor import TariffPipe
from bench.workload import POLICY, Bank
from kontor.policy_file import activation
from models.cloudevent import Event, decode
from models.messages.reading import read
from models.policy import Policy
from models.recording import Line
from models.rejection import Rejection

BANK = Bank(desks=2, managers=3, clients=20, open_at_once=5)


def test_the_same_bank_says_the_same_every_time_and_all_of_it_is_sound() -> None:
    lines = [*BANK.people(0), *BANK.contacts(30, 0), *BANK.postings(9, 0)]

    assert lines == [*BANK.people(0), *BANK.contacts(30, 0), *BANK.postings(9, 0)]
    for line in lines:
        assert not isinstance(read(line.topic, line.value, (), 2**19), Rejection), line


def test_every_contact_is_opened_and_later_closed_in_its_partition() -> None:
    events = [(decode(line.value), line.key) for line in BANK.contacts(30, 0)]
    seen: dict[str, bytes | None] = {}
    for event, key in events:
        assert isinstance(event, Event)
        contact = event.data["contact_id"]
        if event.type == "contact.opened":
            seen[contact] = key
        else:
            assert seen.pop(contact) == key

    assert seen == {}
    assert len(events) == 60


def test_the_policy_of_the_measurements_is_a_policy() -> None:
    assert Policy.from_yaml(POLICY).name == "bench"


def test_the_floor_decides_what_the_rules_say() -> None:
    pipe, bank = rules_alone.desk_of(managers=6, waiting=3)
    commands = list(pipe.commands(bank.contacts(40, rules_alone.START_MS), rules_alone.START_MS))

    assert rules_alone.feed(pipe, commands) == 40
    assert isinstance(pipe, Pipe)


def test_a_measurement_of_the_rules_tells_how_many_were_assigned() -> None:
    (setting,) = rules_alone.measure([(20, 2)], contacts=60, repeats=1)

    assert (setting.managers, setting.waiting, setting.assigned) == (20, 2, 60)
    assert 0 < setting.of_all < 60, "either nobody's or everybody's incumbent decided"
    assert 0 < setting.cost.floor_us.median < setting.cost.decided_us.median
    assert setting.cost.against_first.median == 1, "it is the first"
    assert setting.cost.decided_us.median < setting.cost.opened_us.median < setting.cost.contact_us.median


def test_a_measurement_of_the_tariffs_is_of_an_agreement_that_is_judged() -> None:
    coverage = tariffs_alone.Coverage(2)
    (agreement,) = coverage.fold.coverages["G"].agreements.values()
    judged = [row.outcome for row in coverage.fold.coverages["G"].windows[agreement.key].values() if row.outcome]
    cost = tariffs_alone.measure(2, repeats=1)

    assert agreement.state == "active"
    assert judged == ["earned", "earned"]
    assert 0 < cost.posting_us.median < cost.day_us.median
    assert cost.rows > 1000


def test_the_floor_of_the_tariffs_keeps_every_posting() -> None:
    pipe = TariffPipe()
    policy = activation(Policy.from_yaml(tariffs_alone.POLICY), "bench", rules_alone.START_MS)
    lines = [Line("kontor.policies", b"policy", 0, policy), *BANK.people(rules_alone.START_MS)]
    for line in [*lines, *BANK.postings(40, rules_alone.START_MS)]:
        pipe.take(pipe.line(line, rules_alone.START_MS))
    kept = [key for unit, key, row in pipe.rows() if unit == "tariff" and key.startswith("posting/") and row]

    assert len(kept) == 40


def test_cpu_of_a_process_is_read_from_the_system() -> None:
    before = cpu_s(os.getpid())
    sum(number * number for number in range(2_000_000))

    assert cpu_s(os.getpid()) >= before
    assert "cores" in describe()
    assert len(load_average().split()) == 3
    assert str(Range.of([3.0, 1.0, 2.0])) == "2.0 (1.0-3.0)"


def test_a_run_of_one_part_leaves_the_other_sections_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "PAGE", tmp_path / "docs" / "performance.md")
    rows = [Latency(1000, 20_000, 12, 20, 41, 90, 0.5, "0.1 0.1 0.1")]
    report.write({"latency": report.latency(rows), "replay": "## Replay\n\nold\n"}, "first")
    report.write({"replay": "## Replay\n\nnew\n"}, "second")
    page = report.PAGE.read_text(encoding="utf-8")

    assert "| 1000 | 20000 | 12 | 20 | 41 | 90 | 0.50 |" in page
    assert "old" not in page
    assert page.index("From event to decision") < page.index("## Replay")
    assert "`first` on" in page
    assert "`second` on" in page
