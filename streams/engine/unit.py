"""What a unit is: a name, an inbox, a journal and a pure fold."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from models.unit import Fold, Search


def nothing(_fold: Fold) -> Sequence[Search]:
    """No searches."""
    return ()


BATCH_RECORDS: Final = 500
BATCH_BYTES: Final = 4 * 2**20
DEPTH: Final = 8


class Unit(NamedTuple):
    """One machine of the flow; the engine runs a fold of it for each partition of its inbox that this worker owns."""

    name: str
    inbox: str
    """Catalogue name of the topic it reads."""
    journal: str
    """Catalogue name of its journal: compacted, one partition for each of the inbox."""
    make_fold: Callable[[], Fold]
    writes_to: frozenset[str] = frozenset()
    """Inboxes of other units it writes to: records there are numbered."""
    searches: Callable[[Fold], Sequence[Search]] = nothing
    """What a fold asks that takes long to answer; looked up beside the stream, told by way of the intake's inbox."""


class Flow(NamedTuple):
    """How much is folded at once, and how much is on its way."""

    batch_records: int = BATCH_RECORDS
    batch_bytes: int = BATCH_BYTES
    depth: int = DEPTH
    """Batches of one partition in flight; a batch begins only when the one `depth` before it is published."""
