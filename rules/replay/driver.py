"""
The driver of a replay: lines of a recording in, lines of what Kontor would publish out.

Pure and streaming: it keeps the units' state and nothing of the recording, so the same
lines give the same bytes whoever reads them.
"""

from collections.abc import Callable, Iterable, Iterator

from models.errors import KontorError
from models.policy import Policy
from models.recording import Line, read_line
from models.unit import Fold, Message
from rules.audit.partition import AuditPartition
from rules.desk.partition import DeskPartition
from rules.intake.fold import MAX_RECORD_BYTES, IntakeFold
from rules.intake.tariff_outbox import coverage_tick
from rules.replay.bank import BankReplay
from rules.replay.desk_log import DeskLogReplay
from rules.replay.desks import Desks
from rules.replay.kind import Kind
from rules.replay.repeats import UnreadableError
from rules.tariff.partition import TariffPartition

DeskFactory = Callable[[str], Fold]
"""Makes the fold of one partition of desks; it is told what Kontor calls itself in its events."""


def replay(  # reason: each is something a replay may be told
    texts: Iterable[bytes],
    kind: Kind,
    policy: Policy | None = None,
    until_ms: int | None = None,
    source: str = "kontor",
    max_record_bytes: int = MAX_RECORD_BYTES,
    make_desks: DeskFactory = DeskPartition,
) -> Iterator[Line]:
    """
    What Kontor would publish, in order; decisions carry epoch 0.

    `texts` are the lines of a recording of `kind`; lines of other kinds and outputs in it are
    passed over. `policy` is in force from the start, policies recorded do not count then. `source`
    is what Kontor calls itself, `max_record_bytes` the largest record it takes or publishes.
    With `until_ms` lines that arrived after it are left out and the clock goes on to it at the
    end; without it nothing is ticked after the last line. KontorError (exit code 2) names the
    line that cannot be read.
    """

    def desks() -> Desks:
        return Desks(desk_fold())

    def desk_fold() -> Fold:
        fold = make_desks(source)
        fold.restore({}, 0)
        return fold

    units: DeskLogReplay | BankReplay
    if kind is Kind.DESK:
        units = DeskLogReplay(policy, desks)
    else:
        tariffs = TariffPartition(source)
        tariffs.restore({}, 0)
        fold, coverages = desk_fold(), Desks(tariffs, _coverage_tick)
        intake, comparing = IntakeFold(source, max_record_bytes), AuditPartition(source)
        comparing.restore({}, 0)
        audit = Desks(comparing, lambda _, instant_ms, clock_ms: intake.audit_tick(instant_ms, clock_ms))
        bank = BankReplay(kind, policy, intake, Desks(fold), coverages, audit)
        if isinstance(fold, DeskPartition):
            bank.answer(fold.searches)
        units = bank
    for number, text in enumerate(texts, start=1):
        if not text.strip():
            continue
        line = read_line(text, number)
        if until_ms is not None and line.timestamp_ms > until_ms:
            continue
        try:
            told = units.feed(line)
        except UnreadableError as error:
            raise KontorError(f"line {number} of the recording is no record of {line.topic}: {error}") from error
        yield from told
    if until_ms is not None:
        yield from units.until(until_ms)


def _coverage_tick(coverage_id: str, instant_ms: int, clock_ms: int) -> Message:
    """A tick that says nothing of the feed of postings: the coverages know already how far it has come."""
    return coverage_tick(coverage_id, instant_ms, clock_ms, None)
