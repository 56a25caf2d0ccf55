"""Replay of what the bank said: its topics, or the intake's inbox that holds them all in one order."""

from collections.abc import Callable, Sequence
from typing import Final

import orjson

from models.cloudevent import encode
from models.errors import NOT_SO, KontorError
from models.inbox_headers import AUDIT_INBOX, DESK_INBOX, DESKS, SEARCHES, TARIFF_INBOX, Headers, Origin, origin_of
from models.messages.said import POLICIES
from models.messages.told import TARIFF_OFFERS
from models.policy import Policy
from models.recording import Line
from models.unit import InboxRecord, Message, Search
from rules.intake.fold import IntakeFold
from rules.replay.desks import Desks, told
from rules.replay.kind import Kind, kind_of_line
from rules.replay.repeats import Repeats, UnreadableError

POLICY_ACTIVATED: Final = "policy.activated"


class BankReplay:
    """
    The intake, all desks and coverages behind it, and what compares coverages, under one virtual clock.

    The clock stands at the largest `at` so far. Before a line counts, every instant due up to
    its `at` is ticked, desk by desk, then the audit, then coverage by coverage; ticks in the recording do no
    more than move that clock.
    """

    def __init__(  # reason: a replay has every unit
        self, kind: Kind, policy: Policy | None, intake: IntakeFold, desks: Desks, coverages: Desks, audit: Desks
    ) -> None:
        self._kind = kind
        self._own_policy = policy is not None
        self._intake = intake
        self._desks = desks
        self._coverages = coverages
        self._audit = audit
        self._repeats = Repeats()
        self._places: dict[str, int] = {}
        self._lines = 0
        self._aside = False
        """Whether desks may tell each other, or the tariffs, anything."""
        self._moved = False
        """Whether a desk may have something to tell of a manager who went to another one."""
        if kind is Kind.BANK:
            self._desks.on_aside(self._between_desks)
        if policy is not None:
            # At the beginning of time: it is in force from the start and moves nobody's clock.
            line = Line(POLICIES, b"policy", 0, _activation(policy))
            for told_of_it in self._take(line, (), Origin(POLICIES, 0, 0, 0, ())):
                raise KontorError(f"the policy cannot come into force: {_why(told_of_it)}", NOT_SO)

    def feed(self, line: Line) -> list[Line]:
        """Handle a line of the recording's kind; others are passed over. UnreadableError for headers that are none."""
        if kind_of_line(line) is not self._kind:
            return []
        if self._kind is Kind.INTAKE:
            try:
                origin = origin_of(line.headers)
            except ValueError as error:
                raise UnreadableError(f"its headers: {error}") from error
            if self._repeats.repeated(line):
                return []
            headers = line.headers
        else:
            headers = ()
            place = self._places.get(line.topic, 0)
            self._places[line.topic] = place + 1
            offset = place if line.offset is None else line.offset
            origin = Origin(line.topic, line.partition or 0, offset, line.timestamp_ms, line.headers)
        if self._own_policy and origin.topic == POLICIES:
            return []
        return self._take(line, headers, origin)

    def until(self, instant_ms: int) -> list[Line]:
        """Let the clock go on to `instant_ms`."""
        return self._tick(instant_ms)

    def _tick(self, until_ms: int) -> list[Line]:
        """Every instant due at a desk, the audit or a coverage up to `until_ms`, in time order and in this order."""
        lines: list[Line] = []
        while dues := [due for due in (self._audit.next_due(), self._coverages.next_due()) if due is not None]:
            due_ms = min(dues)
            if due_ms > until_ms:
                break
            lines += self._desks.tick(due_ms)
            lines += self._audit.tick(due_ms)
            lines += self._copied(self._coverages.tick(due_ms))
        return lines + self._desks.tick(until_ms)

    def _copied(self, lines: list[Line]) -> list[Line]:
        """What the coverages published, and what the audit says when it has heard that."""
        told_by_audit: list[Line] = []
        for line in lines:
            if line.topic == TARIFF_OFFERS:
                told_by_audit += self._audit.deliver(line.key, line.value, line.timestamp_ms)
        return lines + told_by_audit

    def _take(self, line: Line, headers: Headers, origin: Origin) -> list[Line]:
        record = InboxRecord(self._lines, line.timestamp_ms, line.key, line.value, headers)
        self._lines += 1
        lines: list[Line] = []
        if (self._aside or self._moved) and self._desks.is_due(line.timestamp_ms):
            # The desks have told each other before the intake knows what comes next.
            lines += self._tick(self._intake.foresee(record, origin))
        messages = self._intake.take(record, origin)
        lines += self._tick(self._intake.clock_ms)
        return lines + self._passed_on(messages, line.timestamp_ms)

    def _passed_on(self, messages: Sequence[Message], timestamp_ms: int) -> list[Line]:
        lines: list[Line] = []
        for message in messages:
            if message.topic == DESK_INBOX:
                if message.type == POLICY_ACTIVATED:
                    activated = orjson.loads(message.value or b"")
                    policy = Policy.from_canonical(activated["data"]["policy"])
                    self._aside = policy.overflows or bool(policy.tariffs)
                self._moved |= message.type == "manager.moved"
                lines += self._desks.deliver(message.key, message.value, timestamp_ms)
            elif message.topic == TARIFF_INBOX:
                lines += self._copied(self._coverages.deliver(message.key, message.value, timestamp_ms))
            elif message.topic == AUDIT_INBOX:
                lines += self._audit.deliver(message.key, message.value, timestamp_ms)
            else:
                lines.append(told(message))
        return lines

    def _between_desks(self, message: Message) -> list[Line]:
        """What a desk tells another, or the tariffs, passes the intake at once, before anything else is said."""
        return self._own(DESKS, message)

    def answer(self, searches: Callable[[], Sequence[Search]]) -> None:
        """Answer what the desks ask for at the instant at which they ask it, as beside a worker, in no time."""
        if self._kind is Kind.BANK:
            self._desks.on_found(searches, lambda message: self._own(SEARCHES, message))

    def _own(self, topic: str, message: Message) -> list[Line]:
        record = InboxRecord(self._lines, self._intake.now_ms, message.key, message.value)
        self._lines += 1
        messages = self._intake.take(record, Origin(topic, 0, -1, -1, ()))
        return self._passed_on(messages, record.timestamp_ms)


def _why(dead_letter: Line) -> str:
    return "; ".join(orjson.loads(dead_letter.value or b"")["data"]["errors"])


def _activation(policy: Policy) -> bytes:
    return encode(
        id="replay/policy",
        source="kontor",
        type="policy.activated",
        time=0,
        subject="policy",
        data={"policy": policy.canonical, "version": policy.version},
    )
