"""What the end of a worker process means for its launcher."""

import signal
from dataclasses import dataclass
from typing import Final

FAIL_STOP: Final = 70
FENCED: Final = 75
EPOCH_REFUSED: Final = 76


@dataclass(frozen=True, slots=True)
class Ending:
    """How a worker process ended."""

    label: str
    """Value of the label `exit` in the metrics."""
    sentence: str
    final: bool = False
    """Starting it again would end the same way: the launcher stops too, with the same code."""


KNOWN: Final = {
    0: Ending("clean", "The worker ended although nobody had asked it to."),
    1: Ending("failed", "The worker could not start or failed."),
    2: Ending("usage", "The worker refused its settings or a journal; what is wrong stands above.", final=True),
    FAIL_STOP: Ending("fail_stop", "The worker stopped itself rather than go on after a failure."),
    FENCED: Ending("fenced", "The worker was fenced: another one has taken its partitions over."),
    EPOCH_REFUSED: Ending(
        "epoch_refused",
        "The worker's epoch is not above the one in its journals, as after the consumer group was deleted: "
        "set KONTOR_TERM one higher than it was, on all workers, and start again.",
        final=True,
    ),
}
"""Exit codes of the contract."""


def ending_of(code: int) -> Ending:
    """What an exit code means; negative: killed by that signal."""
    if code < 0:
        return Ending("signal", f"The worker was killed by {signal.Signals(-code).name}.")
    return KNOWN.get(code) or Ending("failed", f"The worker ended with exit code {code}.")
