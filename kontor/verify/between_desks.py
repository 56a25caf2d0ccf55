"""What desks tell each other, and the tariffs, by way of the intake: it stands in its inbox, word for word."""

from typing import Final, NamedTuple

from kontor.verify.content import differences, shown
from kontor.verify.findings import Findings
from kontor.verify.fold import numbered
from kontor.verify.record import Record
from models.inbox_headers import INTAKE_INBOX
from models.unit import Message

DESKS: Final = "desk/"
"""Senders that are desks begin so; the others are copies of the bank's own records."""


class _Told(NamedTuple):
    message: Message
    due: bool


class BetweenDesks:
    """
    Expects what the desks' folds tell, and meets it among the inputs.

    A word is told by the fold of a desk before it can stand in the intake's inbox, for what it comes of stands there
    before it.
    """

    def __init__(self, findings: Findings) -> None:
        """`findings`: of the invariant that what is told is what the rules say."""
        self._findings = findings
        self._told: dict[tuple[str, int], _Told] = {}
        self._before: dict[str, int] = {}

    def starts_behind(self, partition: int, number: int) -> None:
        """The fold of a partition starts when it had told up to this number: that is not looked at."""
        self._before[f"{DESKS}{partition}"] = number

    def expect(self, partition: int, number: int, message: Message, *, due: bool) -> None:
        """The desks of `partition` tell this; `due`: what it comes of is committed, so it must be there."""
        self._told[f"{DESKS}{partition}", number] = _Told(message, due)

    def meet(self, record: Record) -> None:
        """The next record of the intake's inbox that is no repeat; those of other senders are passed over."""
        sender, number = numbered(record)
        if sender is None or not sender.startswith(DESKS) or number <= self._before.get(sender, -1):
            return
        self._findings.checked += 1
        told = self._told.pop((sender, number), None)
        if told is None:
            self._findings.violated("a desk told another what the rules do not make it tell", record)
        elif (told.message.key, told.message.value) != (record.key, record.value):
            expected, found = told.message.value, record.value
            left, right = differences(expected, found) if expected and found else (shown(expected), shown(found))
            self._findings.violated("what a desk told another is not what the rules make it tell", record,
                                    expected=left, found=right)  # fmt: skip

    def finish(self) -> None:
        """All inputs are taken: what is due and was not met is not there."""
        for (sender, number), told in sorted(self._told.items()):
            if told.due:
                self._findings.violated(
                    f"what {sender} tells another is not in {INTAKE_INBOX} (number {number})",
                    expected=shown(told.message.value),
                )
