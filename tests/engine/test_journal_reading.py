"""What a journal says to its next owner: torn batches, stale workers, outboxes, compaction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.engine.journal_reading import BrokenJournalError, interpret
from streams.engine.journal_records import (
    FENCE,
    MARK,
    JournalRecord,
    Marker,
    Stamp,
    fence_record,
    outbox_key,
    read_records,
    row_record,
)
from tests.engine.fake_log import Stored


def record(
    offset: int, key: bytes, value: bytes | None, epoch: int, batch: int, previous: bytes | None = None
) -> JournalRecord:
    return JournalRecord(offset, key, value, Stamp(epoch, batch), previous)


def mark(
    offset: int, epoch: int, batch: int, applied: int, outbox: tuple[int, ...] = (), depth: int = 4
) -> JournalRecord:
    value = Marker(applied, epoch, batch, depth, outbox).record()[1]
    return record(offset, MARK, value, epoch, batch)


def test_an_empty_journal_says_that_nothing_was_applied() -> None:
    said = interpret([])
    assert said.rows == {}
    assert said.marker.applied == -1
    assert said.highest_epoch == 0


def test_rows_of_complete_batches_hold() -> None:
    said = interpret(
        [record(0, b"a", b"1", 1, 1), mark(1, 1, 1, 9), record(2, b"a", b"2", 1, 2, b"1"), mark(3, 1, 2, 19)]
    )
    assert said.rows == {"a": b"2"}
    assert said.marker.applied == 19
    assert said.dirty == []


def test_a_row_of_a_batch_without_marker_gives_its_previous_value_and_is_put_again() -> None:
    said = interpret(
        [record(0, b"a", b"1", 1, 1), mark(1, 1, 1, 9), record(2, b"a", b"2", 1, 2, b"1"), record(3, b"b", b"7", 1, 2)]
    )
    assert said.rows == {"a": b"1"}
    assert said.dirty == ["a", "b"]
    assert said.last_batch == 2


def test_the_previous_value_holds_although_compaction_took_the_older_record() -> None:
    said = interpret([mark(1, 1, 1, 9), record(2, b"a", b"2", 1, 2, b"1")])
    assert said.rows == {"a": b"1"}


def test_a_torn_deletion_brings_the_row_back() -> None:
    said = interpret([record(0, b"a", b"1", 1, 1), mark(1, 1, 1, 9), record(2, b"a", None, 1, 2, b"1")])
    assert said.rows == {"a": b"1"}


def test_a_deleted_row_is_gone() -> None:
    said = interpret(
        [record(0, b"a", b"1", 1, 1), mark(1, 1, 1, 9), record(2, b"a", None, 1, 2, b"1"), mark(3, 1, 2, 19)]
    )
    assert said.rows == {}
    assert said.dirty == []


def test_what_a_stale_worker_wrote_after_a_fence_is_dropped_and_put_again() -> None:
    said = interpret([
        record(0, b"a", b"1", 1, 1), mark(1, 1, 1, 9), record(2, FENCE, b"{}", 2, 0),
        record(3, b"a", b"9", 1, 2, b"1"), mark(4, 1, 2, 99), record(5, b"b", b"3", 2, 3), mark(6, 2, 3, 19),
    ])  # fmt: skip
    assert said.rows == {"a": b"1", "b": b"3"}
    assert said.marker.applied == 19
    assert said.dirty == ["a"]
    assert said.stale == 2
    assert said.highest_epoch == 2


@pytest.mark.parametrize("key", [MARK, outbox_key(1, 4, 0)])
def test_a_marker_or_an_outbox_that_only_a_stale_worker_wrote_over_is_told_until_it_is_written_again(
    key: bytes,
) -> None:
    true = [record(0, b"a", b"1", 1, 1), record(1, outbox_key(1, 4, 0), b"one", 1, 1), mark(2, 1, 1, 9, (1,))]
    late = [record(3, FENCE, b"{}", 2, 0), record(4, key, mark(4, 1, 2, 9).value, 1, 2)]

    said = interpret([*true, *late])

    assert (said.dirty, said.hidden, said.marker.applied) == ([], True, 9)
    assert not interpret(true).hidden
    again = [record(5, outbox_key(1, 4, 0), b"one", 2, 3), mark(6, 2, 3, 9)]
    assert not interpret([*true, *late, *again]).hidden


def test_the_outbox_of_the_batches_the_marker_names_is_found_oldest_first() -> None:
    said = interpret([
        record(0, outbox_key(1, 4, 0), b"one", 1, 1), mark(1, 1, 1, 9, (1,)),
        record(2, outbox_key(2, 4, 0), b"two", 1, 2), record(3, outbox_key(2, 4, 1), b"more", 1, 2),
        mark(4, 1, 2, 19, (2, 1)),
    ])  # fmt: skip
    assert said.outbox == [[b"one"], [b"two", b"more"]]


def test_slots_left_from_an_earlier_longer_batch_are_not_published() -> None:
    said = interpret([
        record(0, outbox_key(1, 4, 0), b"old", 1, 1), record(1, outbox_key(1, 4, 1), b"stale", 1, 1),
        mark(2, 1, 1, 9, (2,)),
        record(3, outbox_key(5, 4, 0), b"new", 1, 5), mark(4, 1, 5, 59, (1, 0, 0, 0)),
    ])  # fmt: skip
    assert said.outbox == [[], [], [], [b"new"]]


def test_an_outbox_the_marker_promises_but_the_journal_lacks_stops_the_take_over() -> None:
    with pytest.raises(BrokenJournalError):
        interpret([mark(0, 1, 1, 9, (1,))])


def test_a_slot_taken_by_a_torn_batch_belonged_to_one_that_was_published() -> None:
    said = interpret([
        record(0, outbox_key(1, 2, 0), b"one", 1, 1), mark(1, 1, 1, 9, (1,), depth=2),
        record(2, outbox_key(2, 2, 0), b"two", 1, 2), mark(3, 1, 2, 19, (1, 1), depth=2),
        record(4, outbox_key(3, 2, 0), b"torn", 1, 3),
    ])  # fmt: skip
    assert said.outbox == [[], [b"two"]]


def test_the_outbox_of_a_torn_batch_is_not_published() -> None:
    said = interpret([mark(0, 1, 1, 9, (0,)), record(1, outbox_key(2, 4, 0), b"torn", 1, 2)])
    assert said.outbox == [[]]


def test_a_record_without_a_stamp_is_refused() -> None:
    with pytest.raises(ValueError, match="not ours"):
        read_records([Stored(7, b"a", b"1", [])])


rows = st.dictionaries(st.sampled_from("abc"), st.one_of(st.none(), st.binary(max_size=2)), max_size=3)


@given(st.lists(rows, max_size=6), st.data())
def test_a_journal_cut_anywhere_says_the_state_after_the_last_whole_batch(
    batches: list[dict[str, bytes | None]], data: st.DataObject
) -> None:
    """Whatever is cut off its end, and whichever overwritten records compaction takes, it tells a prefix."""
    log: list[Stored] = []
    states: list[dict[str, bytes]] = [{}]
    ends = [0]
    for number, changes in enumerate(batches, 1):
        state = dict(states[-1])
        stamp = Stamp(1, number).header()
        for key, value in changes.items():
            item = row_record(key, value, state.get(key), stamp)
            log.append(Stored(len(log), *item))
            state.pop(key, None)
            if value is not None:
                state[key] = value
        log.append(Stored(len(log), *Marker(number, 1, number, 4, ()).record()))
        states.append(state)
        ends.append(len(log))
    cut = data.draw(st.integers(0, len(log)))
    whole = max(i for i, end in enumerate(ends) if end <= cut)
    kept = log[:cut]
    last = {stored.key: stored.offset for stored in kept}
    compacted = [s for s in kept if last[s.key] == s.offset or data.draw(st.booleans())]
    said = interpret(read_records(compacted))
    assert said.rows == states[whole]
    assert set(said.dirty) == {(s.key or b"").decode() for s in kept[ends[whole] :] if s.key != MARK}


def test_a_fence_carries_its_epoch_and_who_wrote_it() -> None:
    (read,) = read_records([Stored(0, *fence_record(7, "w1"))])
    assert read.stamp == Stamp(7, 0)
    assert read.value == b'{"worker":"w1"}'
