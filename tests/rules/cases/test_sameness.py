"""
Cases 23 and 24 of the routing page: what changes nothing.

Hash seeds: tests/replay/test_same_bytes.py; numbers of workers: tests/bus/test_live_equals_replay.py.
"""

import orjson
import pytest

from models.policy import Policy
from models.recording import write_line
from models.unit import InboxRecord, Message
from rules.desk.partition import DeskPartition
from rules.replay.driver import replay
from rules.replay.kind import Kind
from tests.journaling import journal
from tests.oracle.histories import make_history
from tests.replay.day import POLICY, Day

TEXTS = Day(3).whole(80).splitlines(keepends=True)


def _told(policy: Policy, texts: list[bytes]) -> list[bytes]:
    return [write_line(line) for line in replay(texts, Kind.BANK, policy=policy)]


def test_case_23_a_policy_that_says_the_same_in_other_words_differs_in_nothing() -> None:
    spelled_out = {**POLICY, "default_capacity": 4, "queue": {"ageing_s": 60}, "time_zone": "Europe/Moscow"}

    once, again = (_told(Policy.from_canonical(said), TEXTS) for said in (POLICY, spelled_out))

    assert once == again
    assert len(once) > 100


def _played(records: list[InboxRecord], batch: int) -> tuple[list[Message], dict[str, bytes]]:
    """What a worker says that writes its rows after so many records, and begins again from them after each batch."""
    said, rows = list[Message](), dict[str, bytes]()
    for start in range(0, len(records), batch):
        fold = DeskPartition()
        fold.restore(rows, 0)
        for record in records[start : start + batch]:
            said += fold.apply(record)
        journal(fold, rows)
    return said, rows


@pytest.mark.parametrize("seed", range(200, 206))
def test_case_24_other_batch_sizes_differ_in_no_byte_and_no_row(seed: int) -> None:
    commands = make_history(seed, length=120)
    records = [InboxRecord(number, each["at"], b"", orjson.dumps(each)) for number, each in enumerate(commands)]
    whole = _played(records, len(records))

    for batch in (1, 2, 37):
        assert _played(records, batch) == whole
    assert len(whole[0]) > 50
