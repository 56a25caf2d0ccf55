"""The coverages of a running installation, as its journal of tariffs has them."""

from collections.abc import Iterable

from kontor.verify.bus import Prefixes, reading
from kontor.verify.journal import Journal
from models.errors import NOT_SO, KontorError
from models.sequencing import RECEIVED_PREFIX, SENT_PREFIX
from rules.tariff.coverage import Coverage
from rules.tariff.partition import TariffPartition
from streams.security import aiokafka_access
from streams.settings import Settings

JOURNAL = "kontor.tariff-journal"


def coverages(settings: Settings) -> dict[str, Coverage]:
    """Every coverage by id; KontorError when the brokers cannot be read."""
    journals: dict[int, Journal] = {}
    with reading(aiokafka_access(settings), Prefixes(settings.app, settings.crm)) as bus:
        for record in bus.read(JOURNAL):
            journals.setdefault(record.partition or 0, Journal()).take(record)
    found: dict[str, Coverage] = {}
    for journal in journals.values():
        journal.finish()
        fold = TariffPartition(settings.source)
        own = (RECEIVED_PREFIX.encode(), SENT_PREFIX.encode())
        fold.restore({key.decode(): row for key, row in journal.rows.items() if not key.startswith(own)}, 0)
        found |= fold.coverages
    return found


def coverage_of(settings: Settings, coverage_id: str) -> Coverage:
    """One coverage; KontorError (exit code 1) when nothing is known of it."""
    found = coverages(settings).get(coverage_id)
    if found is None:
        raise KontorError(f"nothing is known of the tariffs of {coverage_id}", NOT_SO)
    return found


def with_agreement(known: Iterable[Coverage], agreement_id: str) -> tuple[Coverage, list[int]]:
    """The coverage of an agreement, and the versions it has; KontorError (exit code 1) when nobody asked for it."""
    for coverage in known:
        versions = sorted(version for name, version in coverage.agreements if name == agreement_id)
        if versions:
            return coverage, versions
    raise KontorError(f"there is no agreement {agreement_id}", NOT_SO)
