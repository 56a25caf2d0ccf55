"""A recording held against what a replay of it gives: I1, I2, I3, I8, and of I4 what decisions show."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

import orjson

from kontor.verify.catalogue import INVARIANTS, NOT, PART
from kontor.verify.findings import Findings, Outcome, findings_of
from kontor.verify.i1_nothing_lost import NothingLost
from kontor.verify.inputs import Inputs
from kontor.verify.published import BESIDE, OUTPUTS, Published
from kontor.verify.record import of_line
from kontor.verify.recount import recount
from kontor.verify.shelf import Shelf
from models.errors import KontorError
from models.inbox_headers import DESK_INBOX, INTAKE_INBOX
from models.instants import format_instant
from models.messages.told import ASSIGNMENTS
from models.policy import Policy
from models.recording import read_line
from rules.replay.driver import replay
from rules.replay.kind import Kind

_BEGINNING: Final = b'{"topic":"'
NEVER: Final = -1
Texts = Callable[[], Iterable[bytes]]
"""Gives the lines of a recording, from the first, each time it is called."""


class RecordingCheck:
    """One recording, looked at twice: once for what was published, once for what was put in."""

    def __init__(self, texts: Texts, kind: Kind, policy: Policy | None, source: str, max_bytes: int) -> None:
        """`kind` says where its inputs enter; `policy` is in force from the start, as in a replay."""
        self._texts = texts
        self._kind = kind
        self._policy = policy
        self._source = source
        self._max_bytes = max_bytes
        self._read = 0
        self._inputs = 0
        self._begins = ""
        self._since_ms = NEVER
        """Decisions from this instant on are all in the recording."""
        self._findings: Mapping[str, Findings] = findings_of(INVARIANTS)

    def run(self) -> Outcome:
        """Look at all of it; KontorError when it cannot be read, or holds nothing to be verified."""
        findings = self._findings
        for each in findings.values():
            if each.invariant.recording == NOT:
                each.not_shown("a recording does not show it")
            elif each.invariant.recording == PART:
                each.in_part("by the decisions; the journals need --live")
        with Shelf() as shelf:
            published = Published(shelf, findings)
            self._take_published(published)
            lost = NothingLost(
                findings["I1"], published.decisions.contacts, published.letters.places, self._max_bytes,
                policy=self._policy is not None,
            )  # fmt: skip
            self._fold(published, lost)
            lost.finish()
            for desk in sorted(published.decisions.by_desk):
                whole = not self._begins and published.decisions.begins_ms is None
                exact = whole and not lost.moved_before_policy
                decisions = published.decisions
                recount(findings["I4"], decisions.in_order(desk), exact=exact, moved=decisions.moved)
        self._say_what_is_missing(published)
        where = f"; it begins at {self._begins}" if self._begins else ""
        scope = f"{self._inputs} inputs ({self._kind.value}) and {published.records} published records{where}"
        return Outcome(tuple(findings.values()), self._read, (scope,))

    def _take_published(self, published: Published) -> None:
        for number, text in enumerate(self._texts(), start=1):
            self._read += 1
            if text.strip() and topic_of(text, number) in OUTPUTS:
                published.take(of_line(read_line(text, number), number))
        if not published.decisions.records:
            raise KontorError(
                f"the recording holds nothing of {ASSIGNMENTS}: record it beside the input (kontor verify --help)"
            )

    def _fold(self, published: Published, lost: NothingLost) -> None:
        source, max_bytes = self._source, self._max_bytes
        self._since_ms = published.decisions.begins_ms or NEVER
        for line in replay(self._watched(lost), self._kind, self._policy, source=source, max_record_bytes=max_bytes):
            published.expect(line.topic, line.key, line.value, due=True)
        if self._begins:
            return
        published.as_the_rules_say.finish()
        published.beside.finish(all_due=True)
        if self._kind is not Kind.DESK:
            published.dead_letters.finish()

    def _watched(self, lost: NothingLost) -> Iterator[bytes]:
        """The inputs, for the replay, each looked at by itself on its way there."""
        inputs = Inputs()
        first = True
        for number, text in enumerate(self._texts(), start=1):
            topic = topic_of(text, number) if text.strip() else None
            if topic is None or topic in OUTPUTS or not self._enters(topic):
                continue
            record = of_line(read_line(text, number), number)
            self._inputs += 1
            if first and topic != DESK_INBOX and topic == INTAKE_INBOX and record.offset:
                self._begins = f"offset {record.offset} of {topic}, of {format_instant(record.timestamp_ms)}"
                lost.already_running()
            first = False
            try:
                if topic == DESK_INBOX:
                    lost.take_command(record, orjson.loads(record.value or b"null"))
                else:
                    lost.take(inputs.of(record), due=record.timestamp_ms > self._since_ms)
            except (ValueError, TypeError, KeyError) as error:
                raise KontorError(f"line {number} of the recording is no record of {topic}: {error}") from error
            if not self._begins:
                yield text

    def _enters(self, topic: str) -> bool:
        return topic == self._kind.value or (self._kind is Kind.BANK and not topic.endswith("-inbox"))

    def _say_what_is_missing(self, published: Published) -> None:
        findings = self._findings
        if self._since_ms != NEVER:
            for code in ("I1", "I2", "I3"):
                findings[code].in_part(f"decisions before {format_instant(self._since_ms)} are not in the recording")
        if self._begins:
            why = f"the recording begins at {self._begins}: what came before is not in it"
            findings["I1"].note(why)
            findings["I3"].not_shown(why)
            findings["I8"].not_shown(why)
        if self._kind is Kind.DESK:
            findings["I8"].not_shown("what desks were told holds no bad records")
        for topic in BESIDE:
            if topic not in published.chains.topics:
                findings["I3"].note(f"{topic} is not in the recording")
        if not published.letters.records and findings["I8"].broken:
            findings["I8"].note("the recording holds nothing of kontor.dead-letters: was it recorded?")


def topic_of(text: bytes, number: int) -> str:
    """The topic of a recording's line, without reading the whole of it where that can be avoided."""
    if text.startswith(_BEGINNING):
        end = text.find(b'"', len(_BEGINNING))
        return text[len(_BEGINNING) : end].decode(errors="replace")
    return read_line(text, number).topic
