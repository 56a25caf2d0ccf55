"""I5: the committed offset never passes the first undecided record, and never goes back."""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple

from kontor.verify.findings import Findings
from kontor.verify.record import Record

NOT_COMMITTED: Final = -1
Partition = tuple[str, int]
"""Topic (catalogue name) and partition."""
Commits = Mapping[Partition, int]
"""Offset of the next record the group would read."""


class Commit(NamedTuple):
    """One input partition's commit, as it stood before anything else was read."""

    offset: int
    applied: int
    """The last input its unit's journal includes."""


def beyond_the_journal(findings: Findings, commit: Commit, record: Record) -> None:
    """An inbox's record below the commit must be in the journal: a new owner starts behind the commit."""
    findings.checked += 1
    if commit.applied < (record.offset or 0) < commit.offset:
        findings.violated(
            f"{record.topic}/{record.partition}: committed to {commit.offset}, the journal includes {commit.applied}",
            record, expected=f"at most {commit.applied + 1}", found=commit.offset,
        )  # fmt: skip


def undecided(findings: Findings, commit: Commit, record: Record) -> None:
    """An input below the commit whose messages are not all published: nobody will publish them any more."""
    findings.violated(
        f"{record.topic}/{record.partition}: committed to {commit.offset}, past a record that was not answered", record
    )


class Copies:
    """Which records of the bank's topics were copied into the intake's inbox."""

    def __init__(self) -> None:
        self._offsets: dict[Partition, array[int]] = {}

    def add(self, partition: Partition, offset: int) -> None:
        """A copy, in the order of the inbox; made twice it counts once."""
        offsets = self._offsets.setdefault(partition, array("q"))
        if not offsets or offset > offsets[-1]:
            offsets.append(offset)

    def __contains__(self, place: tuple[Partition, int]) -> bool:
        offsets = self._offsets.get(place[0], array("q"))
        index = bisect_left(offsets, place[1])
        return index < len(offsets) and offsets[index] == place[1]

    def check(self, findings: Findings, record: Record, committed: int) -> None:
        """A record of the bank below the commit must have its copy."""
        partition, offset = (record.topic, record.partition or 0), record.offset or 0
        findings.checked += 1
        if offset < committed and (partition, offset) not in self:
            findings.violated(
                f"{record.topic}/{record.partition}: committed to {committed}, past a record that was not taken in",
                record,
            )


class Sample(NamedTuple):
    """A group's commits at one moment."""

    at_s: float
    commits: Commits


def never_back(findings: Findings, samples: Iterable[Sample], deleted_at_s: Collection[float] = ()) -> None:
    """
    Over time: no partition's commit goes back, but after the group was deleted.

    `deleted_at_s` are the moments of deletion, on the samples' clock.
    """
    before: dict[Partition, tuple[float, int]] = {}
    for sample in sorted(samples, key=lambda each: each.at_s):
        for partition, offset in sample.commits.items():
            findings.checked += 1
            since, last = before.get(partition, (sample.at_s, NOT_COMMITTED))
            if offset < last and not any(since <= deleted <= sample.at_s for deleted in deleted_at_s):
                findings.violated(
                    f"the commit of {_name(partition)} went back between {since:.1f} s and {sample.at_s:.1f} s",
                    expected=f"at least {last}", found=offset,
                )  # fmt: skip
            before[partition] = sample.at_s, offset


def never_past(findings: Findings, samples: Iterable[Sample], undecided_at_end: Mapping[Partition, int]) -> None:
    """Over time: no commit ever passed a record that is undecided to this day (`undecided_at_end`: its offset)."""
    for sample in samples:
        for partition, offset in sample.commits.items():
            findings.checked += 1
            first = undecided_at_end.get(partition)
            if first is not None and offset > first:
                findings.violated(
                    f"the commit of {_name(partition)} stood past an undecided record at {sample.at_s:.1f} s",
                    Record(partition[0], None, 0, None, (), partition[1], first), expected=f"at most {first}",
                    found=offset,
                )  # fmt: skip


def _name(partition: Partition) -> str:
    return f"{partition[0]}/{partition[1]}"
