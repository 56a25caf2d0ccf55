"""I6: in the journals no record of a lower epoch counts after one of a higher epoch."""

from collections.abc import Iterable

from kontor.verify.cleaned import next_owner_reads
from kontor.verify.content import shown
from kontor.verify.decisions import Decision
from kontor.verify.findings import Findings
from kontor.verify.journal import MARK, Entry, Journal


def nothing_stale_counts(findings: Findings, name: str, journal: Journal, *, at_rest: bool) -> None:
    """
    The journal, once cleaned, must tell its next owner what it tells today.

    The owner learns of a stale record at the acknowledgement of its next batch, and puts the key again
    in a batch after that; by then the batches already on their way may have passed. An owner that has
    written nothing since does not know yet: that is noted, not blamed.
    """
    findings.checked += journal.entries
    after = next_owner_reads(journal.latest)
    if after.marker != journal.marker:
        # Without the marker every row would look torn: there is no more to be said.
        what = f"{name}: the last marker would be lost when the log is cleaned"
        told = repr(journal.marker).encode(), repr(after.marker).encode()
        _judge(findings, journal, what, journal.latest.get(MARK), *told, at_rest=at_rest)
        return
    for key in sorted(after.rows.keys() | journal.rows.keys()):
        today, tomorrow = journal.rows.get(key), after.rows.get(key)
        if today != tomorrow:
            what = f"{name}: row {key.decode(errors='replace')} would change when the log is cleaned"
            _judge(findings, journal, what, journal.latest.get(key), today, tomorrow, at_rest=at_rest)
    for key in after.missing_outbox:
        what = f"{name}: {key.decode()} is named by the last marker and is not there: nobody can take over"
        _judge(findings, journal, what, journal.latest.get(key), None, None, at_rest=at_rest)


def _judge(
    findings: Findings,
    journal: Journal,
    sentence: str,
    culprit: Entry | None,
    today: bytes | None,
    tomorrow: bytes | None,
    *,
    at_rest: bool,
) -> None:
    since = sum(mark > culprit.offset for mark in journal.marks) if culprit else len(journal.marks)
    if since == 0:
        findings.note(f"{sentence}; its owner has written nothing since, and mends it with its next batch")
    elif at_rest or since > journal.marker.depth + 1:
        findings.violated(sentence, culprit.record if culprit else None, expected=shown(today), found=shown(tomorrow))
    else:
        findings.note(f"{sentence}; it is being mended")


def epochs_never_fall(findings: Findings, decisions: Iterable[Decision]) -> None:
    """One desk's decisions by number: none is of a lower epoch than one before it."""
    top: Decision | None = None
    for decision in decisions:
        findings.checked += 1
        epoch = decision.data["epoch"]
        if top is not None and epoch < top.data["epoch"]:
            findings.violated(
                f"decision {decision.data['seq']} of {decision.data['desk_id']} was made under an epoch that was over",
                top.record, decision.record, expected=top.data["epoch"], found=epoch,
            )  # fmt: skip
        else:
            top = decision
