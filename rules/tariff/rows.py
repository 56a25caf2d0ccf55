"""The rows of the tariffs: all that is written down, and nothing that can be derived."""

from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields
from typing import Any

from rules.tariff import exact_json
from rules.tariff.agreement import Agreement, WindowRow
from rules.tariff.client import Client, Loan, Margin
from rules.tariff.coverage import Coverage
from rules.tariff.turnover import Posting

_COVERAGE = ("id", "clock", "seq", "holds", "late", "first_kept")
_LATER = ("proposed", "credit_only_turns")


def encode_coverage(coverage: Coverage) -> bytes:
    """The row of the coverage itself; what is as at the beginning of the later fields is left out."""
    row = {name: getattr(coverage, name) for name in _COVERAGE}
    return exact_json.dumps(row | {name: value for name in _LATER if (value := getattr(coverage, name))})


def encode_client(client: Client) -> bytes:
    """The row of a client; what is as at the beginning is left out."""
    return exact_json.dumps({"id": client.id} | _unlike_default(client))


def decode_client(row: Mapping[str, Any]) -> Client:
    """The client of a row."""
    fields = dict(row)
    for name in ("stays", "exposure"):
        fields[name] = [tuple(each) for each in row.get(name, ())]
    fields["products"] = {code: [tuple(each) for each in said] for code, said in row.get("products", {}).items()}
    fields["margins"] = {month: Margin(*said) for month, said in row.get("margins", {}).items()}
    if row.get("loan") is not None:
        fields["loan"] = Loan(**row["loan"])
    return Client(**fields)


def encode_posting(posting: Posting) -> bytes:
    """The row of a posting."""
    return exact_json.dumps(tuple(posting))


def decode_posting(row: list[Any]) -> Posting:
    """The posting of a row."""
    return Posting(*row)


def encode_agreement(agreement: Agreement) -> bytes:
    """The row of a version of an agreement; what is as usual is left out."""
    return exact_json.dumps(_unlike_default(agreement))


def decode_agreement(row: Mapping[str, Any]) -> Agreement:
    """The version of a row."""
    return Agreement(**dict(row) | {"approvals": [tuple(each) for each in row.get("approvals", ())]})


def _sorted(archive: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    return {month: dict(sorted(said.items())) for month, said in sorted(archive.items())}


def _unlike_default(entity: Client | Agreement | WindowRow) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for field in fields(entity):
        value = getattr(entity, field.name)
        usual = field.default_factory() if field.default_factory is not MISSING else field.default
        if value != usual:
            said[field.name] = asdict(value) if isinstance(value, Loan) else value
    return said


def row_of(coverage: Coverage, kind: str, ids: list[str]) -> bytes | None:
    """The row of one thing of a coverage as it now is; None when it is gone."""
    match kind:
        case "coverage":
            return encode_coverage(coverage)
        case "client":
            client = coverage.clients.get(ids[0])
            return None if client is None else encode_client(client)
        case "posting":
            posting = coverage.ledger.postings.get((ids[0], ids[1]))
            return None if posting is None else encode_posting(posting)
        case "archive":
            archive = coverage.ledger.archive.get(ids[0])
            return None if archive is None else exact_json.dumps(_sorted(archive))
        case "window":
            window = coverage.windows.get((ids[0], int(ids[1])), {}).get(ids[2])
            return None if window is None else exact_json.dumps(_unlike_default(window))
        case "agreement":
            agreement = coverage.agreements.get((ids[0], int(ids[1])))
            return None if agreement is None else encode_agreement(agreement)
    raise ValueError(f"no row is called {kind}")
