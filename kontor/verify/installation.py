"""A running installation held against the fold of its inbox: what one look from outside shows of I1 to I6 and I8."""

from collections.abc import Iterable, Mapping
from typing import Final

from kontor.verify.between_desks import BetweenDesks
from kontor.verify.bus import Span, Topics
from kontor.verify.catalogue import INVARIANTS, NOT
from kontor.verify.checkpoints import TOPIC as CHECKPOINTS
from kontor.verify.checkpoints import Checkpoints
from kontor.verify.compared import Evidence
from kontor.verify.copied_offers import CopiedOffers
from kontor.verify.findings import Findings, Outcome, findings_of
from kontor.verify.i1_nothing_lost import NothingLost
from kontor.verify.i5_commits import NOT_COMMITTED, Copies
from kontor.verify.i6_no_word_of_the_fenced import epochs_never_fall, nothing_stale_counts
from kontor.verify.inputs import Inputs
from kontor.verify.journal import Journal
from kontor.verify.published import BESIDE, OUTPUTS, Published
from kontor.verify.recount import recount
from kontor.verify.shelf import Shelf
from kontor.verify.start import Ground, Starts
from kontor.verify.units import BEHIND, Installed, Units
from models.errors import KontorError
from models.inbox_headers import AUDIT_INBOX, DESK_INBOX, INTAKE_INBOX
from models.instants import format_instant
from models.messages.told import TARIFF_OFFERS
from models.row_version import ROW_VERSION

INTAKE_JOURNAL: Final = "kontor.intake-journal"
DESK_JOURNAL: Final = BEHIND[DESK_INBOX][0]
JOURNALS: Final = (INTAKE_JOURNAL, *(journal for journal, _ in BEHIND.values()))
SOURCES: Final = ("kontor.policies", "crm.managers", "crm.clients", "crm.activity", "crm.offers", "crm.contacts")


class InstallationCheck:
    """
    One look at a running installation.

    Commits are read first, then journals and what was published, the inputs last: so whatever was
    published has its input, and what was committed must have been answered. What has come in since
    may be answered already or not; what is there of it must be right.
    """

    def __init__(self, topics: Topics, source: str, max_bytes: int) -> None:
        """`source` and `max_bytes`: what the workers call themselves, and the largest record they take."""
        self._topics = topics
        self._source = source
        self._max_bytes = max_bytes
        self._findings: Mapping[str, Findings] = findings_of(INVARIANTS)
        self._read = 0
        self._decided = 0

    def run(self) -> Outcome:
        """Look at all of it; KontorError when it cannot be read."""
        findings, topics = self._findings, self._topics
        for each in findings.values():
            if each.invariant.live == NOT:
                each.not_shown("one look does not show it: it needs samples over time")
        findings["I5"].in_part("that it never goes back is seen over time only")
        commits = dict(topics.commits())
        inbox = topics.spans(INTAKE_INBOX).get(0)
        if inbox is None:
            raise KontorError("there is no kontor.intake-inbox: is this the installation's prefix (KONTOR_APP)?")
        with Shelf() as shelf:
            journals = self._journals()
            published = Published(shelf, findings, topics.spans)
            published.chains.topics.update((*BESIDE, TARIFF_OFFERS))
            for topic in OUTPUTS:
                for record in topics.read(topic):
                    published.take(record)
            self._read += published.records
            inboxes = {inbox: spans for inbox in BEHIND if (spans := topics.spans(inbox))}
            checkpoints, starts = self._checkpoints(shelf), None
            if inbox.begin:
                behind = {each: (BEHIND[each][0], spans) for each, spans in inboxes.items()}
                starts = Ground(inbox, behind, journals, checkpoints, shelf).starts()
            installed = Installed(commits, journals, inboxes, checkpoints, starts)
            between = BetweenDesks(findings["I3"])
            folding = inbox.begin == 0 or starts is not None
            evidence = Evidence(published, shelf, findings, folding=folding, between=between)
            units = Units(installed, evidence, self._source, self._max_bytes)
            self._lay_aside(units, inboxes)
            lost = self._inputs(units, published)
            units.finish()
            at_rest = units.at_rest
            self._beside(published, lost, exact=inbox.begin == 0)
        for (topic, partition), journal in journals.items():
            nothing_stale_counts(findings["I6"], f"{topic}/{partition}", journal, at_rest=at_rest)
        scope = self._scope(inbox, starts, published, at_rest=at_rest)
        return Outcome(tuple(findings.values()), self._read, scope)

    def _lay_aside(self, units: Units, inboxes: Iterable[str]) -> None:
        """Read the inboxes behind the intake, and whether the audit's holds what was said of tariffs."""
        offers = CopiedOffers(self._findings, units.installed.commits)
        for place in inboxes:
            for record in self._topics.read(place):
                units.lay_aside(record)
                self._read += 1
                if place == AUDIT_INBOX:
                    offers.take_copy(record)
        if offers.begun:
            for record in self._topics.read(TARIFF_OFFERS):
                offers.take(record)

    def _journals(self) -> dict[tuple[str, int], Journal]:
        journals: dict[tuple[str, int], Journal] = {}
        for topic in JOURNALS:
            journals |= {(topic, number): Journal() for number in self._topics.spans(topic)}
            for record in self._topics.read(topic):
                self._read += 1
                try:
                    journals[topic, record.partition or 0].take(record)
                except ValueError as error:
                    self._findings["I6"].violated(f"{error}", record)
        for (topic, partition), journal in journals.items():
            journal.finish()
            _refuse_newer(f"{topic}/{partition}", journal.marker.version)
        return journals

    def _checkpoints(self, shelf: Shelf) -> Checkpoints:
        checkpoints = Checkpoints(shelf)
        for record in self._topics.read(CHECKPOINTS):
            self._read += 1
            try:
                _refuse_newer(CHECKPOINTS, checkpoints.take(record))
            except ValueError as error:
                self._findings["I4"].violated(f"{error}", record)
        return checkpoints

    def _inputs(self, units: Units, published: Published) -> NothingLost:
        findings, copies, inputs = self._findings, Copies(), Inputs()
        lost = NothingLost(findings["I1"], published.decisions.contacts, published.letters.places, self._max_bytes)
        if not units.folding:
            lost.already_running()
        begins_ms: int | None = None
        for record in self._topics.read(INTAKE_INBOX):
            self._read += 1
            if begins_ms is None:
                begins_ms = record.timestamp_ms if record.offset else 0
            said = inputs.of(record)
            if said.origin.offset >= 0:
                copies.add((said.origin.topic, said.origin.partition), said.origin.offset)
            whole = published.decisions.begins_ms is None or record.timestamp_ms > published.decisions.begins_ms
            lost.take(said, due=units.take(record) and whole)
        lost.finish()
        commits = units.installed.commits
        for topic in SOURCES:
            for record in self._topics.read(topic):
                self._read += 1
                if record.timestamp_ms >= (begins_ms or 0):
                    committed = commits.get((topic, record.partition or 0), NOT_COMMITTED)
                    copies.check(findings["I5"], record, committed)
        return lost

    def _beside(self, published: Published, lost: NothingLost, *, exact: bool) -> None:
        """What the decisions show by themselves."""
        decisions = published.decisions
        exact = exact and decisions.begins_ms is None and not lost.moved_before_policy
        for desk in sorted(decisions.by_desk):
            self._decided += len(decisions.by_desk[desk])
            recount(self._findings["I4"], decisions.in_order(desk), exact=exact, moved=decisions.moved)
            epochs_never_fall(self._findings["I6"], decisions.in_order(desk))

    def _scope(self, inbox: Span, starts: Starts | None, published: Published, *, at_rest: bool) -> tuple[str, ...]:
        told = [
            f"{inbox.end - inbox.begin} inputs, {self._decided} decisions of {len(published.decisions.by_desk)} desks"
        ]
        if inbox.begin:
            why = f"kontor.intake-inbox begins at offset {inbox.begin}: what was before is gone with its retention"
            without = "there are no checkpoints behind it from which the fold could start"
            told += (why, without if starts is None else starts.sentence())
            for code in ("I3", "I8"):
                if starts is None:
                    self._findings[code].not_shown(f"{why}, and {without}")
                else:
                    self._findings[code].in_part(told[-1])
            for code in ("I1", "I4"):
                self._findings[code].in_part(why)
        if published.decisions.begins_ms is not None:
            since = format_instant(published.decisions.begins_ms)
            told.append(f"kontor.assignments is whole since {since}: decisions before cannot be asked for")
            for code in ("I1", "I2", "I3"):
                self._findings[code].in_part(told[-1])
        if not at_rest:
            told.append(
                "records were still on their way: of what is not committed yet only what is there was looked at"
            )
        return tuple(told)


def _refuse_newer(name: str, version: int) -> None:
    if version > ROW_VERSION:
        raise KontorError(
            f"{name} is written in row version {version}, this verifier knows versions up to {ROW_VERSION}: a newer "
            "Kontor has worked on it. Verify with that release, or a later one"
        )
