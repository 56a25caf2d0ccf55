"""What only whoever watches over time can show: commits, lag, growth, acknowledgements, bad records put in."""

import pytest

from kontor.verify.catalogue import I1, I5, I7, I8, I9
from kontor.verify.decisions import Told
from kontor.verify.findings import Findings, Verdict
from kontor.verify.i1_nothing_lost import every_acknowledged
from kontor.verify.i5_commits import Sample, never_back, never_past
from kontor.verify.i7_catches_up import LagSample, catches_up
from kontor.verify.i8_dead_letters import exactly_these
from kontor.verify.i9_no_growth import Level, no_growth
from kontor.verify.record import Record
from models.inbox_headers import INTAKE_INBOX
from tests.verify.bank import MAX_BYTES, house, told
from tests.verify.house import House
from tests.verify.records import data_of, kind_of

INBOX = INTAKE_INBOX, 0


def commits(*offsets: int) -> list[Sample]:
    return [Sample(float(at), {INBOX: offset}) for at, offset in enumerate(offsets)]


def test_a_commit_that_goes_back_is_found() -> None:
    findings = Findings(I5)
    never_back(findings, commits(1, 5, 5, 4, 6))
    assert findings.broken == 1
    assert "went back between 2.0 s and 3.0 s" in told(findings)


def test_a_commit_may_go_back_where_the_group_was_deleted_between_and_only_there() -> None:
    findings = Findings(I5)
    never_back(findings, commits(1, 5, 0, 6), deleted_at_s=[1.5])
    assert findings.broken == 0
    never_back(findings, commits(1, 5, 0, 6), deleted_at_s=[2.5])
    assert findings.broken == 1


def test_a_commit_that_stood_past_an_undecided_record_is_found() -> None:
    findings = Findings(I5)
    never_past(findings, commits(1, 5, 7), {INBOX: 5})
    assert findings.broken == 1
    assert '"offset":5' in told(findings)


@pytest.mark.parametrize(
    ("lags", "verdict"),
    [
        ([0, 9, 4, 0, 7], Verdict.HOLDS),
        ([0, 9, 9, 9, 9, 9, 9, 0], Verdict.BROKEN),
        ([0, 9, 9, 9, 9, 9, 9, 9], Verdict.BROKEN),
        ([0, 9, 9], Verdict.NOT_SHOWN),
    ],
)
def test_lag_must_return_to_zero_within_the_bound_after_the_last_fault(lags: list[int], verdict: Verdict) -> None:
    findings = Findings(I7)
    catches_up(findings, [LagSample(float(at), lag) for at, lag in enumerate(lags)], last_fault_s=1, bound_s=5)
    assert findings.verdict is verdict


def test_how_long_catching_up_took_is_told() -> None:
    samples = [LagSample(0, 0), LagSample(2, 5), LagSample(3.5, 0)]
    assert catches_up(Findings(I7), samples, last_fault_s=1, bound_s=5) == 2.5


@pytest.mark.parametrize(
    ("levels", "verdict"),
    [
        ([10, 60, *[100, 140] * 20], Verdict.HOLDS),
        ([100 + 2 * at for at in range(40)], Verdict.BROKEN),
        ([100] * 39 + [900], Verdict.HOLDS),
        ([1, 2, 3], Verdict.NOT_SHOWN),
    ],
)
def test_memory_may_warm_up_and_swing_and_must_not_grow(levels: list[float], verdict: Verdict) -> None:
    findings = Findings(I9)
    no_growth(findings, "memory of w1", [Level(float(at), level) for at, level in enumerate(levels)])
    assert findings.verdict is verdict


def test_an_empty_queue_may_hold_a_few_records_without_growing() -> None:
    findings = Findings(I9)
    no_growth(findings, "queue", [Level(float(at), at % 3) for at in range(40)], allowed=5)
    assert findings.verdict is Verdict.HOLDS


def test_an_acknowledged_contact_without_a_decision_is_found_whatever_stands_on_the_topics(sound: House) -> None:
    acknowledged = sound.all("crm.contacts")
    contacts = decided(sound)
    letters = places(sound)
    findings = Findings(I1)
    every_acknowledged(findings, acknowledged, contacts, letters, MAX_BYTES)
    assert findings.broken == 0, told(findings)
    assert findings.checked == len(acknowledged)

    del contacts["K-5"]
    every_acknowledged(findings, acknowledged, contacts, letters, MAX_BYTES)
    assert findings.broken == 1
    assert "K-5" in told(findings)


def test_dead_letters_hold_exactly_the_bad_records_put_in(sound: House) -> None:
    bad = [record for record in sound.all("crm.contacts") if place_of(record) in places(sound)]
    letters = sound.all("kontor.dead-letters")
    findings = Findings(I8)
    exactly_these(findings, bad, letters)
    assert findings.broken == 0, told(findings)

    exactly_these(findings, bad, letters[1:])
    assert "has no dead letter" in told(findings)
    findings = Findings(I8)
    exactly_these(findings, bad[1:], letters)
    assert "about no bad record" in told(findings)
    findings = Findings(I8)
    exactly_these(findings, [bad[0]._replace(value=b"{other"), *bad[1:]], letters)
    assert "holds other bytes" in told(findings)


@pytest.fixture(scope="module")
def sound() -> House:
    return house()


def decided(made: House) -> dict[str, Told]:
    told_of: dict[str, Told] = {}
    for record in made.all("kontor.assignments"):
        ended = kind_of(record) == "contact.finished"
        contact = data_of(record)["contact_id"]
        told_of[contact] = told_of.get(contact, Told.DECIDED) | (Told.ENDED if ended else Told.DECIDED)
    return told_of


def places(made: House) -> set[tuple[str, int, int]]:
    data = [data_of(record) for record in made.all("kontor.dead-letters")]
    return {(each["topic"], each["partition"], each["offset"]) for each in data}


def place_of(record: Record) -> tuple[str, int, int]:
    return record.topic, record.partition or 0, record.offset or 0
