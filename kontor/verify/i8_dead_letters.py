"""I8: dead letters hold exactly the bad records put in."""

from base64 import b64decode
from collections.abc import Iterable

import orjson

from kontor.verify.content import differences, shown
from kontor.verify.findings import Findings
from kontor.verify.letters import Letters, Place
from kontor.verify.record import Record
from models.sequencing import Received


class DeadLetters:
    """Holds every dead letter of the fold against those published."""

    def __init__(self, findings: Findings, letters: Letters) -> None:
        self._findings = findings
        self._letters = letters
        self._expected: set[Place] = set()
        self._before: Received | None = None

    def starts_behind(self, received: Received) -> None:
        """The fold starts when the intake had taken these: letters about them are not looked at."""
        self._before = received

    def expect(self, key: bytes | None, value: bytes, *, due: bool) -> bool:
        """The fold rejects a record with this dead letter; says whether it was published."""
        self._findings.checked += 1
        event = orjson.loads(value)
        data = event["data"]
        place = data["topic"], data["partition"], data["offset"]
        self._expected.add(place)
        found = self._letters.of(place)
        if not found:
            if due and not self._gone(place):
                self._findings.violated(
                    f"a bad record ({data['reason']}) has no dead letter", _put_in(place, key), expected=shown(value)
                )
            return not due
        for record in found:
            if (record.key, record.value) != (key, value):
                expected, told = differences(value, record.value)
                self._findings.violated("a dead letter says something else", record, expected=expected, found=told)
        return True

    def finish(self) -> None:
        """All is folded: other dead letters are about records that are not bad, or were never put in."""
        for place in sorted(self._letters.places.keys() - self._expected):
            if self._before is not None and place[2] <= self._before.last(f"{place[0]}/{place[1]}"):
                continue
            self._findings.violated(
                f"the record at {place[0]}/{place[1]}, offset {place[2]} is not bad, and has a dead letter",
                self._letters.of(place)[0],
            )

    def _gone(self, place: Place) -> bool:
        return self._letters.begins_ms is not None and place not in self._letters.places


def exactly_these(findings: Findings, put_in: Iterable[Record], dead_letters: Iterable[Record]) -> None:
    """
    I8 by whoever put the bad records in, without the rules.

    `put_in` are the bad records as the broker acknowledged them (partition and offset known),
    `dead_letters` what stands on the topic. Each record has its dead letter, with its own bytes
    unless it was too large, and there is no other.
    """
    bad = {(record.topic, record.partition or 0, record.offset or 0): record for record in put_in}
    said: set[tuple[str, int, int]] = set()
    for letter in dead_letters:
        data = orjson.loads(letter.value or b"")["data"]
        place = data["topic"], data["partition"], data["offset"]
        said.add(place)
        record = bad.get(place)
        if record is None:
            findings.violated("a dead letter is about no bad record", letter)
        elif data["reason"] != "too_large" and _bytes(data["value_b64"]) != record.value:
            findings.violated("a dead letter holds other bytes than were put in", record, letter)
    for place, record in bad.items():
        findings.checked += 1
        if place not in said:
            findings.violated("a bad record has no dead letter", record)


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else b64decode(text)


def _put_in(place: Place, key: bytes | None) -> Record:
    return Record(place[0], key, 0, None, (), place[1], place[2])
