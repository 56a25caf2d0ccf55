"""The journals as they stand while a round goes on, read by the verifier's rule."""

from kontor.verify.bus import Prefixes, reading
from kontor.verify.catalogue import I6
from kontor.verify.findings import Findings
from kontor.verify.i6_no_word_of_the_fenced import nothing_stale_counts
from kontor.verify.installation import DESK_JOURNAL, INTAKE_JOURNAL
from kontor.verify.journal import Journal
from streams.security import aiokafka_access
from streams.settings import Settings


def journals_of(settings: Settings) -> dict[str, Journal]:
    """Each journal partition by name, read to its present end."""
    journals: dict[str, Journal] = {}
    with reading(aiokafka_access(settings), Prefixes(settings.app, settings.crm)) as bus:
        for topic in (INTAKE_JOURNAL, DESK_JOURNAL):
            for record in bus.read(topic):
                journals.setdefault(f"{topic}/{record.partition}", Journal()).take(record)
    for journal in journals.values():
        journal.finish()
    return journals


def torn_at_its_end(journal: Journal) -> bool:
    """Whether its last batch lacks its marker."""
    return any(entry.offset > max(journal.marks, default=-1) for entry in journal.torn)


def stale_rows(journals: dict[str, Journal]) -> list[str]:
    """A sentence for each journal in which the log cleaner would make a stale or torn row count."""
    findings = Findings(I6)
    for name, journal in journals.items():
        nothing_stale_counts(findings, name, journal, at_rest=False)
    return [f"{I6.code}: {each.sentence}" for each in findings.violations[:3]]
