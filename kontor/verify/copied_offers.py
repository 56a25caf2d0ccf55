"""What was said of tariffs stands in the audit's inbox: every record up to the commit, and as it was said."""

from collections.abc import Mapping

from kontor.verify.content import shown
from kontor.verify.findings import Findings
from kontor.verify.i5_commits import NOT_COMMITTED, Commits, Copies
from kontor.verify.record import Record
from models.inbox_headers import origin_of
from models.messages.told import TARIFF_OFFERS


class CopiedOffers:
    """Takes the audit's inbox in, then the offers."""

    def __init__(self, findings: Mapping[str, Findings], commits: Commits) -> None:
        self._findings = findings
        self._commits = commits
        self._copies = Copies()
        self._values: dict[tuple[int, int], int] = {}
        """Partition and offset of what was copied, to a hash of its value."""
        self._begins_ms: int | None = None

    @property
    def begun(self) -> bool:
        """Whether anybody has ever copied."""
        return any(topic == TARIFF_OFFERS for topic, _ in self._commits)

    def take_copy(self, record: Record) -> None:
        """The next record of the audit's inbox."""
        if self._begins_ms is None:
            self._begins_ms = record.timestamp_ms if record.offset else 0
        origin = origin_of(record.headers)
        if origin.topic == TARIFF_OFFERS:
            self._copies.add((origin.topic, origin.partition), origin.offset)
            self._values[origin.partition, origin.offset] = hash(record.value)

    def take(self, record: Record) -> None:
        """A record of the offers' topic."""
        if record.timestamp_ms < (self._begins_ms or 0):
            return
        place = record.partition or 0, record.offset or 0
        self._copies.check(self._findings["I5"], record, self._commits.get((TARIFF_OFFERS, place[0]), NOT_COMMITTED))
        copied = self._values.get(place)
        if copied is not None and copied != hash(record.value):
            self._findings["I3"].violated(
                "the audit was told another thing than was published", record, found=shown(record.value)
            )
