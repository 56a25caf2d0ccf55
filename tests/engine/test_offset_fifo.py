from hypothesis import given
from hypothesis import strategies as st

from streams.hardened.offset_fifo import OffsetFifo


def test_nothing_is_committed_past_a_batch_in_work() -> None:
    fifo: OffsetFifo[str] = OffsetFifo()
    for last in (100, 101):
        fifo.delivered("p", last)
    assert fifo.committable("p", {101}) is None


def test_gaps_in_offsets_do_not_hold_a_commit_back() -> None:
    fifo: OffsetFifo[str] = OffsetFifo()
    for last in (3, 7, 12):
        fifo.delivered("p", last)
    acknowledged = {3, 7}
    assert fifo.committable("p", acknowledged) == 8
    assert acknowledged == set()
    assert fifo.oldest("p") == 12


def test_a_forgotten_partition_commits_nothing() -> None:
    fifo: OffsetFifo[str] = OffsetFifo()
    fifo.delivered("p", 3)
    fifo.forget(["p"])
    assert fifo.committable("p", {3}) is None


@given(st.lists(st.integers(1, 5), min_size=1, max_size=20), st.data())
def test_the_commit_is_always_the_end_of_the_longest_finished_prefix(steps: list[int], data: st.DataObject) -> None:
    lasts = [sum(steps[: i + 1]) for i in range(len(steps))]
    fifo: OffsetFifo[int] = OffsetFifo()
    for last in lasts:
        fifo.delivered(0, last)
    committed, done, pending = 0, set[int](), set[int]()
    for last in data.draw(st.permutations(lasts)):
        done.add(last)
        pending.add(last)
        offset = fifo.committable(0, pending)
        committed = offset or committed
        prefix = [x for i, x in enumerate(lasts) if set(lasts[: i + 1]) <= done]
        assert committed == (prefix[-1] + 1 if prefix else 0)
    assert committed == lasts[-1] + 1
