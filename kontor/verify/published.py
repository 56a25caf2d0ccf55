"""All that Kontor published, taken in once in the order of its topics' partitions."""

from collections.abc import Callable, Mapping
from typing import Final

from kontor.verify.bus import Span
from kontor.verify.chains import Chains
from kontor.verify.content import shown
from kontor.verify.decisions import Decisions, UnreadableError
from kontor.verify.findings import Findings
from kontor.verify.i2_nothing_twice import NothingTwice
from kontor.verify.i3_as_the_rules_say import AsTheRulesSay
from kontor.verify.i3_beside_the_decisions import BesideTheDecisions
from kontor.verify.i8_dead_letters import DeadLetters
from kontor.verify.letters import Letters
from kontor.verify.record import Record
from kontor.verify.shelf import Shelf
from models.messages.told import ALERTS, ASSIGNMENTS, COVERAGE, DEAD_LETTERS, LOADS, TARIFF_OFFERS

BESIDE: Final = (COVERAGE, LOADS, ALERTS)
OUTPUTS: Final = (ASSIGNMENTS, *BESIDE, TARIFF_OFFERS, DEAD_LETTERS)
Spans = Callable[[str], Mapping[int, Span]]


class Published:
    """The published records, and the checks that hold them against what the fold says."""

    def __init__(self, shelf: Shelf, findings: Mapping[str, Findings], spans: Spans | None = None) -> None:
        """`spans`: what the broker still has of each topic; None: told by the first offsets."""
        cut = None if spans is None else {number for number, span in spans(ASSIGNMENTS).items() if span.begin}
        self.decisions = Decisions(shelf, cut)
        self.chains = Chains(shelf)
        self.letters = Letters(
            shelf, cut=None if spans is None else any(span.begin for span in spans(DEAD_LETTERS).values())
        )
        self.as_the_rules_say = AsTheRulesSay(findings["I3"], self.decisions)
        self.beside = BesideTheDecisions(findings["I3"], self.chains)
        self.dead_letters = DeadLetters(findings["I8"], self.letters)
        self._nothing_twice = NothingTwice(findings["I2"])
        self._findings = findings

    @property
    def records(self) -> int:
        """How many were taken in."""
        return self.decisions.records + self.chains.records + self.letters.records

    def take(self, record: Record) -> None:
        """Take the next record of its partition in."""
        try:
            if record.topic == ASSIGNMENTS:
                decision = self.decisions.take(record)
                self._nothing_twice.take(decision)
                self.as_the_rules_say.arrived(decision)
            elif record.topic == DEAD_LETTERS:
                self.letters.take(record)
            else:
                self.chains.take(record)
        except UnreadableError:
            self._findings["I3"].violated("a record that is no decision", record, found=shown(record.value))
        except ValueError:
            self._findings["I8"].violated("a record that is no dead letter", record, found=shown(record.value))

    def expect(self, topic: str, key: bytes | None, value: bytes | None, *, due: bool) -> bool:
        """The fold publishes this next; says whether it is there (or need not be yet)."""
        if topic == ASSIGNMENTS:
            return self.as_the_rules_say.expect(value or b"", due=due)
        if topic == DEAD_LETTERS:
            return self.dead_letters.expect(key, value or b"", due=due)
        return self.beside.expect(topic, key, value, due=due)
