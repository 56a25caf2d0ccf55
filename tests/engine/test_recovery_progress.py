"""A long recovery says how far it is."""

import logging

import pytest

from streams.engine.observer import Observer
from streams.engine.recovery_progress import EVERY_S, RecoveryProgress


class Heard(Observer):
    def __init__(self) -> None:
        self.calls: list[tuple[str, int, int, int]] = []

    def recovering(self, unit: str, partition: int, read: int, to_read: int) -> None:
        self.calls.append((unit, partition, read, to_read))


def test_the_observer_hears_every_step_and_the_log_one_every_few_seconds(caplog: pytest.LogCaptureFixture) -> None:
    heard, now = Heard(), [0.0]
    caplog.set_level(logging.INFO)
    progress = RecoveryProgress("desk", {3: 1000, 5: 500}, heard, lambda: now[0])
    for step in range(10):
        progress(3, step * 100, 1000)
        now[0] += EVERY_S / 4
    progress(5, 500, 500)

    assert len(heard.calls) == 11
    lines = [record.getMessage() for record in caplog.records]
    assert lines == [
        "desk: taking over 2 partitions, 400 of at most 1500 journal records are read",
        "desk: taking over 2 partitions, 800 of at most 1500 journal records are read",
    ]
