"""Cases 23 and 24 of the routing page: what changes nothing. Hash seeds: tests/replay/test_same_bytes.py."""

import pytest

from models.policy import Policy
from models.recording import write_line
from rules.replay.driver import replay
from rules.replay.kind import Kind
from tests.replay.day import POLICY, Day

TEXTS = Day(3).whole(80).splitlines(keepends=True)


def _told(policy: Policy, texts: list[bytes]) -> list[bytes]:
    return [write_line(line) for line in replay(texts, Kind.BANK, policy=policy)]


def test_case_23_a_policy_that_says_the_same_in_other_words_differs_in_nothing() -> None:
    spelled_out = {**POLICY, "default_capacity": 4, "queue": {"ageing_s": 60}, "time_zone": "Europe/Moscow"}

    once, again = (_told(Policy.from_canonical(said), TEXTS) for said in (POLICY, spelled_out))

    assert once == again
    assert len(once) > 100


@pytest.mark.parametrize("cut", [1, 37, 200])
def test_case_24_reading_in_other_batches_differs_in_nothing(cut: int) -> None:
    policy = Policy.from_canonical(POLICY)
    whole = _told(policy, TEXTS)
    lines = replay(iter(TEXTS), Kind.BANK, policy=policy)
    batches: list[bytes] = []
    while batch := [write_line(line) for _, line in zip(range(cut), lines, strict=False)]:
        batches += batch
    assert batches == whole
