"""I1: every input acknowledged to the CRM has its decision, or its dead letter. Inputs are read one by one."""

from collections.abc import Container, Iterable, Mapping
from typing import Any, Final

from kontor.verify.decisions import Told
from kontor.verify.findings import Findings
from kontor.verify.inputs import Input, Inputs
from kontor.verify.record import Record
from models.inbox_headers import STARTED, Origin
from models.instants import parse_instant
from models.messages.reading import Message, read
from models.messages.said import CLIENTS, MANAGERS
from models.rejection import Rejection

_ENDS = frozenset({"contact.closed", "contact.abandoned"})


class NothingLost:
    """Holds inputs, in the order in which they were heard, against what became of them."""

    def __init__(
        self,
        findings: Findings,
        contacts: Mapping[str, Told],
        letters: Container[tuple[str, int, int]],
        max_bytes: int,
        *,
        policy: bool = False,
    ) -> None:
        """`contacts`: what was published of each contact; `policy`: whether one is in force from the start."""
        self._findings = findings
        self._contacts = contacts
        self._letters = letters
        self._max_bytes = max_bytes
        self._policy = policy
        self.moved_before_policy = False
        """Whether a person gave contacts to managers before a first policy: of that nothing is published."""
        self._start_ms: int | None = None
        self._heard: set[int] = set()
        """Hashes of (source, id) of accepted events."""
        self._history: set[str] = set()
        self._early: dict[str, Input] = {}
        """Contacts opened before a first policy; they are decided when there is one."""

    def already_running(self) -> None:
        """The log's beginning is gone: its first start and its first policy were before."""
        self._policy, self._start_ms = True, 0

    def take(self, said: Input, *, due: bool) -> None:
        """Look at the next input. `due`: it must have been answered by now."""
        if said.is_tick:
            return
        self._findings.checked += 1
        message = self._read(said)
        if message is None:
            return
        if isinstance(message, Rejection):
            if due and said.place not in self._letters:
                self._findings.violated(f"an input that is {message.reason} has no dead letter", said.record)
            return
        event = hash((message.event.source, message.event.id))
        if event in self._heard or said.place in self._letters:
            return
        self._heard.add(event)
        self._follow(said, message.event.type, message.data, due=due)

    def take_command(self, record: Record, command: Mapping[str, Any]) -> None:
        """Look at the next command of a recorded desk inbox: it has no repeats and no bad records."""
        self._findings.checked += 1
        self._follow(Input(record, _NOWHERE), command["type"], command["data"], due=True)

    def finish(self) -> None:
        """All inputs are seen."""
        if not self._policy:
            self._findings.note("no policy was ever in force: nothing is decided")

    def _read(self, said: Input) -> Message | Rejection | None:
        record, origin = said.record, said.origin
        if record.value is None and origin.topic in (CLIENTS, MANAGERS) and record.key and not said.too_large:
            return None  # it says that something is to be forgotten
        return read(origin.topic, record.value, origin.headers, self._max_bytes)

    def _follow(self, said: Input, kind: str, data: Mapping[str, Any], *, due: bool) -> None:
        if kind == "contact.opened":
            self._opened(said, data["contact_id"], due=due)
        elif kind in _ENDS:
            self._ended(said, data["contact_id"], due=due)
        elif kind == "policy.activated" and not self._policy:
            self._policy = True
            for contact, opened in self._early.items():
                self._must_be_decided(opened, contact, due=due)
            self._early.clear()
        elif kind == "contact.reassigned" and not self._policy:
            self.moved_before_policy = True
        elif said.origin.topic == STARTED and self._start_ms is None:
            self._start_ms = parse_instant(data["start"])

    def _opened(self, said: Input, contact: str, *, due: bool) -> None:
        if self._start_ms is not None and 0 <= said.origin.timestamp_ms < self._start_ms:
            self._history.add(contact)
        elif contact in self._history:
            return
        elif self._policy:
            self._must_be_decided(said, contact, due=due)
        else:
            self._early[contact] = said

    def _ended(self, said: Input, contact: str, *, due: bool) -> None:
        self._early.pop(contact, None)
        told = self._contacts.get(contact)
        if due and told is not None and Told.ENDED not in told:
            self._findings.violated(f"contact {contact} ended, and its end was not published", said.record)

    def _must_be_decided(self, said: Input, contact: str, *, due: bool) -> None:
        if due and contact not in self._contacts:
            self._findings.violated(f"contact {contact} was opened and never decided", said.record)


_NOWHERE: Final = Origin("", 0, -1, -1, ())
"""A desk's command was not written by the bank."""


def every_acknowledged(
    findings: Findings,
    acknowledged: Iterable[Record],
    contacts: Mapping[str, Told],
    letters: Container[tuple[str, int, int]],
    max_bytes: int,
) -> None:
    """
    I1 by the acknowledgements a sender got, whatever stands on the topics.

    `acknowledged` are records of the bank's topics, partition and offset as the broker acknowledged
    them, in the order in which they were sent; a policy was in force before the first.
    """
    check = NothingLost(findings, contacts, letters, max_bytes, policy=True)
    inputs = Inputs()
    for record in acknowledged:
        check.take(inputs.of(record), due=True)
