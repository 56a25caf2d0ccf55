"""What a coverage publishes: numbered, with its cause, exact to the byte."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from models.cloudevent import encode
from models.ids import message_id
from models.instants import format_instant
from models.unit import Message
from rules.tariff import exact_json
from rules.tariff.agreement import Agreement
from rules.tariff.coverage import Coverage

TARIFF_OFFERS: Final = "kontor.tariff-offers"
ALERTS: Final = "kontor.alerts"


def tell(coverage: Coverage, kind: str, agreement: Agreement | None, more: Mapping[str, Any], **of: object) -> None:
    """
    Publish a record about an agreement of the coverage; it takes the next number.

    `more` is what its type says besides; `of` replaces what all records say first, where
    there is no agreement to say it.
    """
    coverage.seq += 1
    coverage.touch("coverage")
    said: dict[str, Any] = {name: getattr(agreement, name, None) for name in ("agreement_id", "version")}
    said["coverage_id"] = coverage.id
    said |= {name: getattr(agreement, name, None) for name in ("client_id", "scope", "item", "currency")}
    policy = coverage.house.policy
    assert policy is not None, "nothing is told before a policy"
    said |= {
        "seq": coverage.seq,
        "policy_version": policy.version,
        "price_list_version": getattr(agreement, "price_list_version", None),
        "decided_at": format_instant(coverage.clock),
        "cause": coverage.work.cause,
    }
    _publish(coverage, TARIFF_OFFERS, kind, coverage.id, said | of | dict(more))


def tell_alert(coverage: Coverage, kind: str, subject_id: str, said: Mapping[str, Any], turn: int = 0) -> None:
    """
    Publish an alert; it takes no number of the coverage's.

    `turn` numbers those of a kind that may come and go while nothing else is told: two must not share an id.
    """
    _publish(coverage, ALERTS, f"alert.{kind}", subject_id, said, turn)


def _publish(coverage: Coverage, topic: str, kind: str, key: str, data: Mapping[str, Any], turn: int = 0) -> None:
    out = coverage.work.out
    value = encode(
        id=message_id(coverage.id, coverage.seq, f"{kind}/{turn}" if turn else kind, key, len(out)),
        source=coverage.house.source,
        type=kind,
        time=coverage.clock,
        subject=key,
        data=orjson.Fragment(exact_json.dumps(data)),
    )
    named = f"{kind}:{data['kind']}" if kind == "fee.adjusted" else kind
    out.append(Message(topic, key.encode(), value, named, coverage.clock))
