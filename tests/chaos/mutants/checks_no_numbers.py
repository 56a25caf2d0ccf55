"""A unit takes whatever its neighbour sends, also twice."""

from typing import Any

SENTENCE = "does not check the numbers of its senders"
# A contact that is opened, or a posting that is made, again changes nothing; a request for an offer, or a step of it,
# that comes again is refused, and that is told. Whenever the intake's owner is killed, its last batch is sent again.
STEPS = ("burst", "all lost", "burst", "killed at copied", "killed at published", "all lost") * 2
TARIFFS = True


def build_in() -> None:
    from models.sequencing import Received

    fresh = Received.fresh

    def always(self: Any, sender: str, number: int) -> bool:
        fresh(self, sender, number)
        return True

    setattr(Received, "fresh", always)  # noqa: B010  # reason: a method is replaced
