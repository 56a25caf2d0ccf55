"""A unit takes whatever its neighbour sends, also twice."""

from typing import Any

SENTENCE = "does not check the numbers of its senders"
STEPS = ("burst", "killed at published", "burst", "killed at publish_sent", "burst", "all lost") * 2


def build_in() -> None:
    from models.sequencing import Received

    fresh = Received.fresh

    def always(self: Any, sender: str, number: int) -> bool:
        fresh(self, sender, number)
        return True

    setattr(Received, "fresh", always)  # noqa: B010  # reason: a method is replaced
