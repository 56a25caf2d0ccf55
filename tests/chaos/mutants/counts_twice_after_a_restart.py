"""Loads are counters that are stored: after a crash, what was in flight counts twice."""

from typing import Any

SENTENCE = "keeps loads as counters, and counts twice after a restart"
STEPS = ("killed", "machine lost", "all lost")


def build_in() -> None:
    from rules.desk.partition import DeskPartition

    restore = DeskPartition.restore

    def restored(self: Any, rows: Any, epoch: int) -> None:
        restore(self, rows, epoch)
        for desk in self.desks.values():
            for manager in desk.managers.values():
                if manager.held:
                    manager.load += 1
                    break

    setattr(DeskPartition, "restore", restored)  # noqa: B010  # reason: a method is replaced
