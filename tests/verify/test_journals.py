"""Journals: what stale and torn records must not do, and what the cleaner may."""

import orjson
import pytest

from tests.verify.bank import broken, house, live, told
from tests.verify.house import House
from tests.verify.records import EPOCH, stamp

DESK_JOURNAL = "kontor.desk-journal"


@pytest.mark.parametrize("mended", [True, False])
def test_a_stale_workers_row_that_nobody_put_right_is_found(mended: bool) -> None:
    made = house()
    true = [each for each in made.all(DESK_JOURNAL) if (each.key or b"").startswith(b"manager/")][-1]
    partition, key, batch = true.partition or 0, true.key or b"", last_batch(made, true.partition or 0)
    made.append(DESK_JOURNAL, partition, key, b'{"stale":true}', stamp(batch, None, EPOCH - 1))
    owner_writes(made, partition, batch + 1, key=key if mended else None, value=true.value)
    found = live(made)
    assert broken(found) == (set() if mended else {"I6"}), told(found["I6"])
    if not mended:
        assert key.decode() in told(found["I6"])


def test_a_stale_row_whose_owner_has_written_nothing_since_is_noted_and_not_blamed() -> None:
    made = house()
    true = [each for each in made.all(DESK_JOURNAL) if (each.key or b"").startswith(b"manager/")][-1]
    made.append(DESK_JOURNAL, true.partition or 0, true.key, b'{"stale":true}', stamp(999, None, EPOCH - 1))
    found = live(made)
    assert broken(found) == set()
    assert "its owner has written nothing since" in "".join(found["I6"].notes)


@pytest.mark.parametrize("mended", [True, False])
def test_a_torn_row_that_a_later_batch_makes_look_whole_is_found(mended: bool) -> None:
    made = house()
    true = [each for each in made.all(DESK_JOURNAL) if (each.key or b"").startswith(b"manager/")][-1]
    partition, key, batch = true.partition or 0, true.key or b"", last_batch(made, true.partition or 0)
    made.append(DESK_JOURNAL, partition, key, b'{"torn":true}', stamp(batch + 1, true.value, EPOCH))
    made.append(DESK_JOURNAL, partition, b"!fence", b"{}", stamp(0, None, EPOCH + 1))
    owner_writes(made, partition, batch + 2, key=key if mended else None, value=true.value, epoch=EPOCH + 1)
    found = live(made)
    assert broken(found) == (set() if mended else {"I6"}), told(found["I6"])


def test_a_desk_whose_row_is_gone_breaks_the_verdict_and_not_the_verifier() -> None:
    made = house()
    row = next(each for each in made.all(DESK_JOURNAL) if (each.key or b"").startswith(b"desk/"))
    partition = row.partition or 0
    owner_writes(made, partition, last_batch(made, partition) + 1, key=row.key, value=None)
    assert "I4" in broken(live(made))


def test_a_stale_workers_marker_is_noted_until_the_owners_next_one() -> None:
    made = house()
    batch = last_batch(made, 0)
    made.append(DESK_JOURNAL, 0, b"!mark", b"{}", stamp(batch, None, EPOCH - 1))
    found = live(made)
    assert broken(found) == set()
    assert "the last marker would be lost" in "".join(found["I6"].notes)
    owner_writes(made, 0, batch + 1, key=None, value=None)
    assert not live(made)["I6"].notes


def test_an_outbox_that_the_last_marker_names_and_nobody_can_find_is_found() -> None:
    made = house()
    for record in made.all(DESK_JOURNAL):
        if record.partition == 0 and (record.key or b"").startswith(b"!out/"):
            made.drop(record)
    assert "nobody can take over" in told(live(made)["I6"])


def test_a_journal_in_which_somebody_else_writes_is_found() -> None:
    made = house()
    made.append(DESK_JOURNAL, 0, b"manager/desk-1/M-1-1", b"{}")
    assert "no worker wrote" in told(live(made)["I6"])


def test_a_log_that_the_cleaner_has_been_at_still_holds() -> None:
    made = house()
    for topic in ("kontor.intake-journal", DESK_JOURNAL, "kontor.manager-loads", "kontor.coverage"):
        last = {(record.partition, record.key): record.offset for record in made.all(topic)}
        for record in made.all(topic):
            if last[record.partition, record.key] != record.offset:
                made.drop(record)
    found = live(made)
    assert broken(found) == set(), "\n".join(told(each) for each in found.values())


def last_batch(made: House, partition: int) -> int:
    stamps = [dict(record.headers)["b"] for record in made.logs[DESK_JOURNAL, partition]]
    return max(int(stamp.split(b".")[1]) for stamp in stamps)


def owner_writes(
    made: House, partition: int, batch: int, key: bytes | None, value: bytes | None, epoch: int = EPOCH
) -> None:
    """The owner's next batch; with `key` it puts that row again."""
    marker = [
        each
        for each in made.logs[DESK_JOURNAL, partition]
        if each.key == b"!mark" and b"applied" in (each.value or b"")
    ][-1]
    if key is not None:
        made.append(DESK_JOURNAL, partition, key, value, stamp(batch, value, epoch))
    told = orjson.loads(marker.value or b"") | {"epoch": epoch, "batch": batch, "outbox": []}
    made.append(DESK_JOURNAL, partition, b"!mark", orjson.dumps(told), stamp(batch, None, epoch))
