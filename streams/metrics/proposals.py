"""Proposals of Kontor's own, counted by trigger and outcome, and how far away what they propose was."""

from itertools import product
from typing import Final

from prometheus_client import Counter, Histogram

from streams.metrics import labels
from streams.metrics.instruments import Instruments

PROPOSED: Final = "offer.proposed:"
"""How the type of a proposal begins; its trigger follows, then what is missing of what is asked, ppm."""
CAME_OF: Final = "proposal_"
"""How what the rules count of proposals begins; trigger and outcome follow."""
_PPM: Final = 1_000_000


class Proposals:
    """The two metrics of the catalogue."""

    def __init__(self, instruments: Instruments) -> None:
        self._counters: dict[str, Counter] = {
            f"{CAME_OF}{trigger}_{outcome}": instruments.counter(
                "kontor_proposals_total", trigger=trigger, outcome=outcome
            )
            for trigger, outcome in product(labels.TRIGGER.values, labels.CAME_OF.values)
        }
        self._distances: dict[str, Histogram] = {
            trigger: instruments.histogram("kontor_proposal_distance_ratio", trigger=trigger)
            for trigger in labels.TRIGGER.values
        }

    def published(self, kind: str, times: int) -> None:
        """Proposals of one type were published."""
        trigger, _, missing = kind.removeprefix(PROPOSED).partition(":")
        self._counters[f"{CAME_OF}{trigger}_proposed"].inc(times)
        for _ in range(times):
            self._distances[trigger].observe(int(missing) / _PPM)

    def counted(self, what: str, times: int) -> None:
        """The rules saw what came of some."""
        self._counters[what].inc(times)
