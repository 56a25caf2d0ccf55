"""An installation whose inbox has lost its beginning: the fold starts at checkpoints, and says from where."""

from collections.abc import Callable
from functools import cache

import orjson
import pytest

from kontor.verify.findings import Findings, Outcome, Verdict
from kontor.verify.installation import InstallationCheck
from models.errors import KontorError
from models.inbox_headers import DESK_INBOX, INTAKE_INBOX
from tests.verify.bank import MAX_BYTES, START_MS, a_day, broken, by_code, told
from tests.verify.house import House
from tests.verify.records import PARTITIONS, data_of, edited

ASSIGNMENTS, CHECKPOINTS, LOADS = "kontor.assignments", "kontor.checkpoints", "kontor.manager-loads"
ALL = ("intake/0", *(f"desk/{number}" for number in range(PARTITIONS)))


@cache
def _two_days(*units: str) -> House:
    """Where they stand at the night between is written down by `units`."""
    made, lines = House(START_MS), a_day()
    first = len(lines) * 2 // 3
    made.publish(lines[:first])
    made.work()
    made.checkpoint(*units)
    made.publish(lines[first:])
    made.work()
    return made


def two_days(*units: str) -> House:
    return _two_days(*(units or ALL)).copy()


def night(house: House, unit: str, partition: int) -> int:
    """Offset of the last input that the checkpoint includes."""
    (record, *_) = [each for each in house.all(CHECKPOINTS) if each.key == f"{unit}/{partition}".encode()]
    return int(orjson.loads(dict(record.headers)["checkpoint"])["applied"])


def retention_has_run(house: House) -> House:
    """A little before the night's beginning is what is left."""
    house.forget(INTAKE_INBOX, 0, night(house, "intake", 0) - 7)
    for number in range(PARTITIONS):
        house.forget(DESK_INBOX, number, len(house.logs[DESK_INBOX, number]) // 3)
    return house


def look(house: House) -> tuple[dict[str, Findings], Outcome]:
    outcome = InstallationCheck(house, "kontor", MAX_BYTES).run()
    return by_code(outcome), outcome


def test_without_its_beginning_an_installation_is_folded_from_its_checkpoints_and_it_is_said_from_where() -> None:
    house = retention_has_run(two_days())
    found, outcome = look(house)
    assert broken(found) == set(), "\n".join(told(each) for each in found.values())
    for code in ("I3", "I4", "I8"):
        assert found[code].verdict is Verdict.IN_PART
    assert found["I3"].checked > 60
    assert found["I4"].checked > 300
    start = f"the fold starts at checkpoints: {INTAKE_INBOX} at offset {night(house, 'intake', 0) + 1}, of 20"
    assert any(sentence.startswith(start) for sentence in outcome.scope), outcome.scope


def test_with_its_beginning_every_checkpoint_is_held_against_the_fold() -> None:
    house = two_days()
    sound, _ = look(house)
    assert broken(sound) == set()
    record = next(each for each in house.all(CHECKPOINTS) if (each.key or b"").startswith(b"desk/"))
    assert broken(look(with_another_row(house, record.key))[0]) == {"I4"}


def with_another_row(house: House, key: bytes | None) -> House:
    import zlib

    for record in [each for each in house.all(CHECKPOINTS) if each.key == key]:
        rows = zlib.decompress(record.value or b"").replace(b'\\"status\\":\\"ended\\"', b'\\"status\\":\\"waiting\\"')
        house.put(record, record._replace(value=zlib.compress(rows)))
    return house


def the_last(house: House, topic: str) -> None:
    """What came last is something else."""
    record = max(house.all(topic), key=lambda each: each.timestamp_ms)
    data = data_of(record)
    house.put(record, edited(record, **{"load": 5} if topic == LOADS else {"weight": data["weight"] + 1}))


def one_more(house: House, topic: str) -> None:
    """A desk decides once more, and no rule does."""
    record = max(house.all(topic), key=lambda each: each.timestamp_ms)
    data = data_of(record)
    more = edited(record, seq=data["seq"] + 1, decision_id=f"{data['desk_id']}:{data['seq'] + 1}")
    house.append(topic, record.partition or 0, record.key, more.value)


def never_said(house: House, topic: str) -> None:
    house.unwrite(max(house.all(topic), key=lambda each: each.timestamp_ms))


@pytest.mark.parametrize(
    ("breaks", "topic", "code"),
    [
        (the_last, ASSIGNMENTS, "I3"),
        (the_last, LOADS, "I3"),
        (one_more, ASSIGNMENTS, "I3"),
        (never_said, ASSIGNMENTS, "I3"),
        (never_said, "kontor.dead-letters", "I8"),
    ],
)
def test_what_is_wrong_since_the_checkpoints_is_found(
    breaks: Callable[[House, str], None], topic: str, code: str
) -> None:
    house = retention_has_run(two_days())
    breaks(house, topic)
    assert code in broken(look(house)[0])


def test_a_partition_without_a_checkpoint_starts_at_its_journal_and_that_is_said() -> None:
    house = retention_has_run(two_days("intake/0", "desk/0"))
    found, outcome = look(house)
    assert broken(found) == set(), "\n".join(told(each) for each in found.values())
    assert any("(its journal, for want of a checkpoint)" in sentence for sentence in outcome.scope)


def three_days(first: tuple[str, ...], second: tuple[str, ...]) -> House:
    """Two nights, in each of which some write down where they are; retention takes what the intake's has behind it."""
    made, lines = House(START_MS), a_day()
    third = len(lines) // 3
    for units, some in ((first, lines[:third]), (second, lines[third : 2 * third]), ((), lines[2 * third :])):
        made.publish(some)
        made.work()
        if units:
            made.checkpoint(*units)
    house = made.copy()
    house.forget(INTAKE_INBOX, 0, night(house, "intake", 0) + 1)
    return house


DESKS = ("desk/0", "desk/1")


def test_desks_do_not_start_where_they_had_not_heard_yet_what_the_intake_had_told_them() -> None:
    found, outcome = look(three_days(DESKS, ("intake/0",)))
    assert broken(found) == set(), "\n".join(told(each) for each in found.values())
    assert any("(its journal, for want of a checkpoint)" in sentence for sentence in outcome.scope)


def test_desks_may_start_behind_the_intake_and_what_it_told_them_before_is_passed_by() -> None:
    found, outcome = look(three_days(("intake/0",), DESKS))
    assert broken(found) == set(), "\n".join(told(each) for each in found.values())
    assert not any("for want of a checkpoint" in sentence for sentence in outcome.scope)
    assert found["I3"].checked > 20


def test_a_checkpoint_that_was_never_finished_is_none() -> None:
    house = two_days()
    for record in house.all(CHECKPOINTS):
        if b'"last":true' in dict(record.headers)["checkpoint"]:
            house.drop(record)
    retention_has_run(house)
    found, outcome = look(house)
    assert broken(found) == set()
    assert [found[code].verdict for code in ("I3", "I8")] == [Verdict.NOT_SHOWN] * 2
    assert "there are no checkpoints behind it from which the fold could start" in outcome.scope


def test_a_checkpoint_whose_rest_of_the_inbox_is_not_whole_is_not_begun_at() -> None:
    house = two_days()
    house.forget(INTAKE_INBOX, 0, night(house, "intake", 0) + 3)
    assert look(house)[0]["I3"].verdict is Verdict.NOT_SHOWN


@pytest.mark.parametrize("topic", ["kontor.desk-journal", CHECKPOINTS])
def test_what_a_newer_release_has_written_is_refused_not_misread(topic: str) -> None:
    house = two_days()
    if topic == CHECKPOINTS:
        record = house.all(topic)[0]
        newer = dict(record.headers)["checkpoint"].replace(b'"version":1', b'"version":2')
        house.put(record, record._replace(headers=(("checkpoint", newer),)))
    else:
        record = [each for each in house.all(topic) if each.key == b"!mark"][-1]
        house.put(record, record._replace(value=b'{"version":2}'))
    with pytest.raises(KontorError, match="row version 2, this verifier knows versions up to 1") as refused:
        look(house)
    assert refused.value.exit_code == 2
