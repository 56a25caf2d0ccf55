"""What is over leaves the journals and the memory: a bank that goes on for many horizons does not grow."""

from collections import Counter

import pytest

from bench.one_process import Pipe
from bench.workload import Bank
from kontor.policy_file import activation
from models.policy import Policy
from models.recording import Line

START_MS = 1_764_000_000_000
HORIZON_S = 3600
CONTACTS = 300
"""Finished in each horizon."""
POLICY = {
    "name": "short",
    "lines": [{"when": {}, "steps": [{"after_s": 0, "who": ["anyone"]}]}],
    "presence": {"debounce_s": 0, "silent_after_s": 10_000_000, "when_silent": "last_known"},
    "duplicates": {"horizon_s": HORIZON_S},
}


class Journals:
    """Intake and desks, and their rows as the journals have them."""

    def __init__(self) -> None:
        self.pipe = Pipe()
        self.rows: dict[tuple[str, str], bytes] = {}
        self.purged_at_once = Counter[str]()

    def take(self, line: Line, at_ms: int) -> None:
        self.pipe.take(self.pipe.line(line, at_ms))
        gone = Counter[str]()
        for unit, key, row in self.pipe.rows():
            if row is None:
                gone[unit] += self.rows.pop((unit, key), None) is not None
            else:
                self.rows[unit, key] = row
        for unit, count in gone.items():
            self.purged_at_once[unit] = max(self.purged_at_once[unit], count)

    def kinds(self) -> Counter[str]:
        return Counter(f"{unit} {key.partition('/')[0]}" for unit, key in self.rows)


@pytest.fixture(scope="module")
def lived() -> tuple[list[Counter[str]], Journals]:
    """Six horizons of contacts, ended as they come; and the rows by kind at the end of each."""
    bank, journals = Bank(desks=2, managers=3, clients=40, open_at_once=5), Journals()
    activated = activation(Policy.from_canonical(POLICY), "t", START_MS)
    for line in (Line("kontor.policies", b"policy", START_MS, activated), *bank.people(START_MS)):
        journals.take(line, START_MS)
    counts = []
    for horizon in range(6):
        for place, line in enumerate(bank.contacts(CONTACTS, START_MS, horizon * CONTACTS)):
            at_ms = START_MS + int((horizon + place / (2 * CONTACTS)) * HORIZON_S * 1000)
            journals.take(line._replace(timestamp_ms=at_ms), at_ms)
        counts.append(journals.kinds())
    return counts, journals


def test_the_rows_of_the_sixth_horizon_are_no_more_than_those_of_the_second(
    lived: tuple[list[Counter[str]], Journals],
) -> None:
    counts, _ = lived
    for kind in ("intake contact", "intake seen", "desk contact"):
        assert counts[1][kind] >= CONTACTS, "there is something to forget"
        assert counts[5][kind] <= counts[1][kind] * 1.1
    assert sum(counts[5].values()) <= sum(counts[1].values()) * 1.1


def test_memory_holds_what_the_rows_hold(lived: tuple[list[Counter[str]], Journals]) -> None:
    _, journals = lived
    desks = journals.pipe.desks.desks.values()
    assert sum(len(desk.contacts) for desk in desks) == journals.kinds()["desk contact"]
    assert sum(len(desk.ended) for desk in desks) <= journals.kinds()["desk contact"]
    assert len(journals.pipe.intake._state.horizon._queue) <= sum(
        count for kind, count in journals.kinds().items() if kind.startswith("intake")
    )


def test_after_a_silence_the_first_commands_forget_a_hundred_rows_each_until_none_is_left(
    lived: tuple[list[Counter[str]], Journals],
) -> None:
    _, journals = lived
    bank = Bank(desks=2, managers=3, clients=40)
    later = START_MS + 10 * HORIZON_S * 1000
    before = journals.kinds()
    journals.take(bank.opened("late-0", 0, later)._replace(timestamp_ms=later), later)
    after = journals.kinds()
    gone = sum(before[kind] - after[kind] for kind in ("intake seen", "intake contact"))
    assert 98 <= gone <= 100, "a hundred, but for the new contact and its event"
    for number in range(1, 30):
        journals.take(bank.opened(f"late-{number}", number, later)._replace(timestamp_ms=later), later)
    left = journals.kinds()
    assert left["intake seen"] == 30
    assert left["intake contact"] <= 30 + 5
    assert left["desk contact"] <= 30 + 5
    assert max(journals.purged_at_once.values()) <= 100
