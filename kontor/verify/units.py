"""The units of an installation, folded again beside what its topics and journals say."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from kontor.verify.audit_lane import AuditLane
from kontor.verify.bus import Span
from kontor.verify.checkpoints import Checkpoint, Checkpoints
from kontor.verify.compared import Compared, Evidence
from kontor.verify.fold import Spread, Stage
from kontor.verify.i5_commits import NOT_COMMITTED, Commit, Commits, undecided
from kontor.verify.journal import Journal
from kontor.verify.lane import Lane, Place
from kontor.verify.record import Record
from kontor.verify.start import EMPTY, Start, Starts, unit_of
from models.inbox_headers import AUDIT_INBOX, DESK_INBOX, INTAKE_INBOX, TARIFF_INBOX
from models.unit import Fold
from rules.audit.partition import AuditPartition
from rules.desk.partition import DeskPartition
from rules.intake.fold import IntakeFold
from rules.tariff.partition import TariffPartition

_INTAKE_JOURNAL: Final = "kontor.intake-journal"
BEHIND: Final[Mapping[str, tuple[str, Callable[[str], Fold]]]] = {
    DESK_INBOX: ("kontor.desk-journal", DeskPartition),
    TARIFF_INBOX: ("kontor.tariff-journal", TariffPartition),
    AUDIT_INBOX: ("kontor.audit-journal", AuditPartition),
}
"""Inboxes that the intake writes to: the journal of the unit behind each, and its fold."""


class Installed(NamedTuple):
    """What was read of an installation before its inputs."""

    commits: Commits
    journals: Mapping[tuple[str, int], Journal]
    inboxes: Mapping[str, Mapping[int, Span]]
    """Of each inbox behind the intake what the broker still has of its partitions."""
    checkpoints: Checkpoints
    starts: Starts | None
    """Where the fold starts; None: nowhere, it cannot be run, or at the beginning."""


class Units:
    """All partitions of all units."""

    def __init__(self, installed: Installed, evidence: Evidence, source: str, max_bytes: int) -> None:
        """`source` and `max_bytes`: what the workers call themselves, and the largest record they take."""
        self.installed = installed
        self._published = evidence.published
        self._between = evidence.between
        self._findings = evidence.findings
        self.folding = evidence.folding
        """Whether the rules are run over the inputs."""
        self._spreads = {inbox: Spread(len(spans)) for inbox, spans in installed.inboxes.items()}
        journal = installed.journals.get((_INTAKE_JOURNAL, 0), Journal())
        start = EMPTY if installed.starts is None else installed.starts.intake
        stage, commit = Stage(IntakeFold(source, max_bytes), start.rows), self._commit(INTAKE_INBOX, 0, journal)
        self._intake = Compared(f"{_INTAKE_JOURNAL}/0", stage, start, journal, commit, evidence)
        self._intake.checkpoints = self._ahead("intake", 0, start)
        self._lanes: dict[tuple[str, int], Lane] = {}
        self._awake: list[Lane] = []
        """Lanes of units that have ever worked; tariffs may be told what no worker keeps yet."""
        for inbox, spans in installed.inboxes.items():
            name, make_fold = BEHIND[inbox]
            for number, span in spans.items():
                journal = installed.journals.get((name, number), Journal())
                commit = self._commit(inbox, number, journal)
                place = Place(inbox, name, number, span)
                start = EMPTY if installed.starts is None else installed.starts.behind[inbox, number]
                stage = Stage(make_fold(source), start.rows)
                make_lane = AuditLane if inbox == AUDIT_INBOX else Lane
                lane = self._lanes[inbox, number] = make_lane(place, stage, start, journal, commit, evidence)
                lane.checkpoints = self._ahead(unit_of(name), number, start)
                if inbox == DESK_INBOX or commit != (NOT_COMMITTED, Journal().marker.applied):
                    self._awake.append(lane)
        if installed.starts is not None:
            self._start_in_the_middle()

    def lay_aside(self, record: Record) -> None:
        """A record of an inbox behind the intake, in the order of its partition, before the first input is taken."""
        self._lanes[record.topic, record.partition or 0].lay_aside(record)

    def take(self, record: Record) -> bool:
        """Take the next record of the intake's inbox; returns whether it must have been answered by now."""
        intake = self._intake
        intake.pass_by(record)
        due = (record.offset or 0) < intake.commit.offset
        if not self.folding or (record.offset or 0) <= intake.start.applied:
            return due and all(lane.at_rest for lane in self._awake)
        answered, decided = True, due
        if not intake.stage.repeats(record):
            self._between.meet(record)
        for message in intake.stage.take(record) or ():
            if message.topic not in self._spreads:
                answered &= self._published.expect(message.topic, message.key, message.value, due=due)
                continue
            for partition in self._spreads[message.topic].of(message):
                number = intake.stage.number(message.topic, partition)
                told = self._lanes[message.topic, partition].told(message, number, due=due)
                answered &= told.there
                decided &= told.due
        if due and not answered:
            undecided(self._findings["I5"], intake.commit, record)
        return decided

    def finish(self) -> None:
        """All inputs are taken."""
        self._intake.finish()
        for lane in self._lanes.values():
            lane.finish()
        if not self.folding:
            return
        broken_off = {place for place, lane in self._lanes.items() if lane.broken_off}
        desks, spread = self._published.decisions.by_desk, self._spreads[DESK_INBOX]
        without = frozenset(desk for desk in desks if (DESK_INBOX, spread.partition_of(desk.encode())) in broken_off)
        self._published.as_the_rules_say.finish(without=without)
        if not broken_off:
            self._between.finish()
        self._published.beside.finish(all_due=self.at_rest, without=bool(broken_off))
        self._published.dead_letters.finish()

    @property
    def at_rest(self) -> bool:
        """Whether all that came in is committed."""
        return self._intake.at_rest and all(lane.at_rest for lane in self._awake)

    def _start_in_the_middle(self) -> None:
        published = self._published
        published.beside.starts_in_the_middle()
        published.dead_letters.starts_behind(self._intake.start.received)
        for (inbox, number), lane in self._lanes.items():
            if inbox == DESK_INBOX:
                published.as_the_rules_say.starts_behind(lane.start.seqs())
                self._between.starts_behind(number, lane.start.sent.next(INTAKE_INBOX, 0) - 1)

    def _ahead(self, unit: str, number: int, start: Start) -> Sequence[Checkpoint]:
        ahead = self.installed.checkpoints.of(unit, number)
        return [each for each in ahead if self.folding and each.applied > start.applied]

    def _commit(self, topic: str, partition: int, journal: Journal) -> Commit:
        offset = self.installed.commits.get((topic, partition), NOT_COMMITTED)
        return Commit(offset, journal.marker.applied)
