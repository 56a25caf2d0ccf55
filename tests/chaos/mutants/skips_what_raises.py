"""An exception in a fold is logged, and its batch passed over: Faust's default."""

from typing import Any

SENTENCE = "passes over a batch whose fold raised"
STEPS = ("handler raises",) * 5


def build_in() -> None:
    from streams.engine.state import Folded, PartitionState

    apply = PartitionState.apply

    def apply_or_skip(self: Any, records: Any) -> Any:
        try:
            return apply(self, records)
        except ZeroDivisionError:
            self.applied = records[-1].offset
            return Folded([], len(records), 0, 0)

    setattr(PartitionState, "apply", apply_or_skip)  # noqa: B010  # reason: a method is replaced
