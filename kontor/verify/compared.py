"""A partition of a unit, folded again, and its journal: compared at the very input the journal's marker names."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import orjson

from kontor.verify.between_desks import BetweenDesks
from kontor.verify.checkpoints import Checkpoint
from kontor.verify.findings import Findings
from kontor.verify.fold import Stage
from kontor.verify.i4_true_state import checkpoint_equal, loads_equal, rows_equal
from kontor.verify.i5_commits import Commit, beyond_the_journal
from kontor.verify.journal import Journal
from kontor.verify.published import Published
from kontor.verify.record import Record
from kontor.verify.shelf import Shelf
from kontor.verify.start import Start
from models.messages.told import LOADS
from models.unit import Message


class Evidence(NamedTuple):
    """What all partitions are held against."""

    published: Published
    shelf: Shelf
    findings: Mapping[str, Findings]
    """By the invariant's code."""
    folding: bool
    """Whether the input log is there from its beginning, so that the rules can be run over it."""
    between: BetweenDesks
    """What desks tell each other."""


class Compared:
    """A unit's partition and its journal, compared at the very input the journal's marker names."""

    def __init__(
        self, name: str, stage: Stage, start: Start, journal: Journal, commit: Commit, evidence: Evidence
    ) -> None:
        """`start`: what the stage began with."""
        self.stage = stage
        self.start = start
        self.checkpoints: Sequence[Checkpoint] = ()
        """Those still ahead, in the order of the inbox: each must be what the fold then is."""
        self.commit = commit
        self.last = -1
        """Offset of the last record seen."""
        self.loads: dict[tuple[str, str], int] = {}
        self.broken_off = False
        """Whether the inbox is not what it must be: what follows cannot be compared."""
        self._name = name
        self._journal = journal
        self._findings = evidence.findings
        self._shelf = evidence.shelf
        self._done = not evidence.folding

    def pass_by(self, record: Record) -> None:
        """The fold is about to go over a record of the inbox."""
        offset = record.offset or 0
        if self.checkpoints and offset > self.checkpoints[0].applied:
            self._compare_checkpoint()
        if not self._done and offset > self.commit.applied:
            self._compare()
        self.last = offset
        beyond_the_journal(self._findings["I5"], self.commit, record)

    def finish(self) -> None:
        """The inbox is at its end."""
        if self.checkpoints and self.checkpoints[0].applied == self.last:
            self._compare_checkpoint()
        if self.commit.applied > self.last:
            self._findings["I4"].violated(
                f"{self._name} includes input up to offset {self.commit.applied}, and the inbox ends at {self.last}"
            )
        elif not self._done:
            self._compare()

    def note(self, message: Message) -> None:
        """Remember the load last told of each manager."""
        if message.topic == LOADS and message.value is not None:
            data = orjson.loads(message.value)["data"]
            self.loads[data["desk_id"], data["manager_id"]] = data["load"]

    @property
    def at_rest(self) -> bool:
        """Whether all that stands in the inbox is committed."""
        return self.last < max(self.commit.offset, 0)

    def _compare_checkpoint(self) -> None:
        checkpoint, *self.checkpoints = self.checkpoints
        if not self.broken_off and self.last <= checkpoint.applied:
            checkpoint_equal(self._findings["I4"], checkpoint, checkpoint.rows(self._shelf), self.stage.rows())

    def _compare(self) -> None:
        self._done = True
        if self.broken_off:
            self._findings["I4"].in_part(f"{self._name} could not be compared: its inbox differs from the fold before")
            return
        rows_equal(self._findings["I4"], self._name, self._journal, self.stage.rows())
        loads_equal(self._findings["I4"], self._name, self._journal, self.loads)
