"""`docs/verify.md`, from the catalogue of invariants."""

from collections.abc import Mapping
from typing import Final

from kontor.verify.catalogue import INVARIANTS, Invariant

_HEAD: Final = """\
# Verifying an installation

```
kontor verify --live
kontor record --topics kontor.intake-inbox,kontor.assignments,kontor.manager-loads,kontor.coverage,kontor.alerts,\\
kontor.dead-letters > day.jsonl
kontor verify day.jsonl
```

`kontor verify` answers one question: is what Kontor published what it must be? It shares no code with the worker (a
test holds it to that). It reads topics, committed records only, joins no group and writes nothing; it runs the input
log through the pure rules again and holds everything published against that.

The exit code is 0 when nothing is broken, 1 when something is, 2 when it cannot be read. `--json` gives one object a
line: first each invariant, then each violation with the records that show it (topic, partition, offset, key) and what
was expected and found, then the scope.

A verdict is one of: **holds**; **holds as far as seen**, with a note that says what could not be seen; **not shown**;
**broken**. This page is generated from `kontor/verify/catalogue.py`.

## The invariants

| | name | what must hold | a recording shows it | `--live` shows it |
|---|---|---|---|---|
"""

_TAIL: Final = """
What one look does not show (I7, I9, and of I5 that a commit never goes back) needs samples over time. The functions
for that lie beside the others in `kontor/verify/` and take lists: `i1_nothing_lost.every_acknowledged`,
`i5_commits.never_back` and `never_past`, `i7_catches_up.catches_up`, `i8_dead_letters.exactly_these`,
`i9_no_growth.no_growth`.

## A running installation

Commits are read first, then the journals and what was published, the inputs last. So whatever was published has its
input, and what was committed must have been answered. What came in since may be answered already or not; what is there
of it must be right. Nothing need be stopped.

A recording knows no commits. Make it when the workers have caught up: an input without its decision counts as lost.

## An installation older than its retention

The fold needs the log from its beginning, or a **checkpoint**. Once a day of its log (UTC) each partition of each unit
writes down on `kontor.checkpoints` where it stands: all its rows, deflated, and the offset of the last input they
include. They are kept as long as the inboxes, thirty days. Where the beginning of `kontor.intake-inbox` is gone, the
fold starts at the intake's first checkpoint behind it, and each partition of desks and coverages at its first one that
includes all that the intake had told it by then. The scope says from where:

    the fold starts at checkpoints: kontor.intake-inbox at offset 182034, of 2026-10-30T00:00:00.412Z,
    kontor.desk-inbox/0 at 90112, kontor.desk-inbox/1 at 88340 (its journal, for want of a checkpoint)

From there on all is shown as from the beginning, and what came before is what the checkpoint says. A checkpoint itself
is held against the fold (I4) wherever the fold has come from further back: whoever verifies at least once in thirty
days has each day's checkpoint proven by the one before it. A partition that had nothing to do for so long has no
checkpoint left; it starts at its journal, and the verdict says that.

Where there is no such checkpoint the verifier says so, and shows what needs no fold: that every input still there was
answered (I1), that nothing is contradictory (I2), the bounds of loads (part of I4), commits against journals and copies
(I5), the journals (I6). I3 and I8 are then **not shown**. A recording that begins in the middle is looked at in this
way too. The same holds for decisions that `kontor.assignments` has let go: they cannot be asked
for, and the verdict says so.

## Written by a newer release

A journal or a checkpoint that asks for a newer row version ([upgrades.md](upgrades.md)) than the verifier knows is
refused with a sentence and exit code 2, and not misread. Verify with the newest release that works on the installation.

## What it cannot see

* Of a compacted topic (`kontor.coverage`, `kontor.manager-loads`) only the values that are left; the last one of every
  key must be right.
* A rule that is wrong in itself: the rules are what it holds the worker to. For them there is another test, written
  from the policy's page alone.
* What stood on the bank's topics and was deleted before it was copied.
"""


def pages() -> Mapping[str, str]:
    """The one page."""
    rows = "".join(_row(each) for each in INVARIANTS)
    how = "".join(f"* **{each.code} {each.name}.** {each.how}\n" for each in INVARIANTS)
    return {"docs/verify.md": f"{_HEAD}{rows}\n## How each is seen\n\n{how}{_TAIL}"}


def _row(invariant: Invariant) -> str:
    cells = (invariant.code, invariant.name, invariant.sentence, invariant.recording, invariant.live)
    return f"| {' | '.join(cells)} |\n"
