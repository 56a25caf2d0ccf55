"""From rows back to coverages that go on exactly as if nothing had happened."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from models.policy import Policy
from rules.tariff import exact_json
from rules.tariff.agreement import WindowRow
from rules.tariff.coverage import Coverage
from rules.tariff.house import House
from rules.tariff.row_keys import FEED, POLICY, ids_of
from rules.tariff.rows import decode_agreement, decode_client, decode_posting


def restored_coverages(rows: Mapping[str, bytes], house: House) -> dict[str, Coverage]:
    """All coverages of a partition by id; puts the policy of the rows in force in `house`."""
    policy = rows.get(POLICY)
    house.policy = None if policy is None else Policy.from_canonical(orjson.loads(policy)["policy"])
    house.postings_to = orjson.loads(rows.get(FEED, b"null"))
    coverages: dict[str, Coverage] = {}
    for _, row in _of_kind(rows, "coverage"):
        row["holds"] = [tuple(each) for each in row["holds"]]
        coverage = Coverage(house=house, **row)
        coverages[coverage.id] = coverage
    for (coverage_id, client_id), row in _of_kind(rows, "client"):
        coverages[coverage_id].clients[client_id] = decode_client(row)
    for (coverage_id, client_id), row in _of_kind(rows, "archive"):
        coverages[coverage_id].ledger.archive[client_id] = row
    for (coverage_id, client_id, posting_id), row in _of_kind(rows, "posting"):
        coverages[coverage_id].post((client_id, posting_id), decode_posting(row))
    for (coverage_id, *_), row in _of_kind(rows, "agreement"):
        agreement = decode_agreement(row)
        coverages[coverage_id].agreements[agreement.key] = agreement
    for (coverage_id, agreement_id, version, first), row in _of_kind(rows, "window"):
        coverages[coverage_id].windows.setdefault((agreement_id, int(version)), {})[first] = WindowRow(**row)
    house.touched.clear()
    house.counts.clear()
    return coverages


def _of_kind(rows: Mapping[str, bytes], kind: str) -> Iterator[tuple[list[str], Any]]:
    """Ids and row, by key: no order of the journal's shows in what is decided."""
    for key in sorted(key for key in rows if key.startswith(f"{kind}/")):
        yield ids_of(key)[1], exact_json.loads(rows[key])
