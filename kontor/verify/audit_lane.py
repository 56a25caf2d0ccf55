"""The audit's inbox: what the intake tells it stands there among copies of what was published of tariffs."""

from kontor.verify.fold import numbered
from kontor.verify.lane import Lane
from kontor.verify.record import Record
from models.messages.told import TARIFF_OFFERS


class AuditLane(Lane):
    """
    A lane in which the copies are folded where they stand.

    That each copy is one of a record, and none is missing, the commits tell (I5); in which order the copies of
    several partitions stand nobody but the inbox knows.
    """

    def _of_another(self, record: Record) -> bool:
        sender, _ = numbered(record)
        if sender is None or not sender.startswith(f"{TARIFF_OFFERS}/"):
            return False
        self.pass_by(record)
        if self._folding and not self.start.asleep and not self.broken_off:
            self._fold(record)
        return True
