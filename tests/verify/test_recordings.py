"""A recording: what is sound holds, and each invariant broken on purpose is found, with the record that breaks it."""

from collections.abc import Callable

import pytest

from kontor.verify.findings import Verdict
from models.errors import KontorError
from models.inbox_headers import DESK_INBOX, INTAKE_INBOX
from models.recording import Line, write_line
from rules.replay.driver import replay
from rules.replay.kind import Kind
from tests.verify.bank import OUTPUTS, a_day, broken, house, recorded, told
from tests.verify.breaking import ASSIGNMENTS, BROKEN, LETTERS
from tests.verify.house import House


def test_a_sound_recording_holds() -> None:
    found = recorded(house().recording(INTAKE_INBOX, *OUTPUTS))
    assert broken(found) == set(), "\n".join(told(each) for each in found.values())
    assert [found[code].verdict for code in ("I1", "I2", "I3", "I8")] == [Verdict.HOLDS] * 4
    assert found["I4"].verdict is Verdict.IN_PART
    assert {found[code].verdict for code in ("I5", "I6", "I7", "I9")} == {Verdict.NOT_SHOWN}


@pytest.mark.parametrize(
    ("code", "breaks"),
    [(code, breaks) for code, ways in BROKEN.items() for _, breaks in ways],
    ids=[f"{code}-{name}" for code, ways in BROKEN.items() for name, _ in ways],
)
def test_what_is_wrong_on_purpose_is_found(code: str, breaks: Callable[[House], str]) -> None:
    made = house()
    sentence = breaks(made)
    found = recorded(made.recording(INTAKE_INBOX, *OUTPUTS))
    assert code in broken(found)
    assert sentence in told(found[code])


def test_a_replay_of_the_banks_topics_holds_beside_them() -> None:
    day = [write_line(line) for line in a_day()]
    outputs = [write_line(line) for line in replay(day, Kind.BANK)]
    found = recorded([*day, *outputs])
    assert broken(found) == set(), "\n".join(told(each) for each in found.values())
    assert found["I8"].checked >= 3


def test_what_the_desks_were_told_holds_beside_what_they_decided() -> None:
    made = house()
    texts = [write_line(Line(*record[:-1])) for topic in (DESK_INBOX, *OUTPUTS[:-1]) for record in made.all(topic)]
    found = recorded(texts)
    assert broken(found) == set(), "\n".join(told(each) for each in found.values())
    assert found["I8"].verdict is Verdict.NOT_SHOWN
    assert found["I3"].checked > 100


def test_topics_that_were_not_recorded_are_named() -> None:
    found = recorded(house().recording(INTAKE_INBOX, ASSIGNMENTS, LETTERS))
    assert broken(found) == set()
    assert "kontor.manager-loads is not in the recording" in found["I3"].notes


def test_a_recording_that_begins_late_says_from_where_and_what_it_cannot_show() -> None:
    made = house()
    texts = [write_line(Line(*record[:-1])) for record in made.all(INTAKE_INBOX)[100:]]
    texts += made.recording(*OUTPUTS)
    found = recorded(texts)
    assert broken(found) == set(), "\n".join(told(each) for each in found.values())
    assert found["I3"].verdict is found["I8"].verdict is Verdict.NOT_SHOWN
    assert "begins at offset 100 of kontor.intake-inbox" in "".join(found["I3"].notes)


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        ([write_line(line) for line in a_day()], "holds nothing of kontor.assignments"),
        ([b"{not json"], "line 1 of the recording is not JSON"),
    ],
)
def test_a_recording_that_cannot_be_verified_says_why(texts: list[bytes], sentence: str) -> None:
    with pytest.raises(KontorError, match=sentence) as stopped:
        recorded(texts)
    assert stopped.value.exit_code == 2
