"""Rows are written without their previous value: of a torn batch nothing can be taken back."""

from typing import Any

SENTENCE = "writes rows without their previous value"
STEPS = ("killed at chunk_sent", "killed at chunk_sent", "torn twice", "torn twice")


def build_in() -> None:
    from streams.engine.state import PartitionState

    take = PartitionState.take_rows

    def without(self: Any, stamp: Any) -> Any:
        return [(key, value, headers[:1]) for key, value, headers in take(self, stamp)]

    setattr(PartitionState, "take_rows", without)  # noqa: B010  # reason: a method is replaced
