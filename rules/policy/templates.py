"""Templates of terms that nobody will ever be offered."""

from collections.abc import Iterator, Mapping
from typing import Any

from models.messages.terms import METRICS
from models.policy import InvalidPolicyError, Policy
from models.policy.tariffs import Tariffs
from models.policy.worth import Template
from rules.policy.finding import IDLE_TEMPLATE, Finding


def idle_templates(policy: Policy) -> Iterator[Finding]:
    """Find what keeps a template from ever being proposed: each reason that shows without any client."""
    try:
        tariffs = policy.tariff_rules
    except InvalidPolicyError:
        return  # said by the check of the form
    for number, template in enumerate(tariffs.benefits if tariffs is not None else ()):
        for sentence in _why_not(tariffs, template):
            yield Finding(IDLE_TEMPLATE, f"tariffs.benefits[{number}]", sentence)


def _why_not(tariffs: Tariffs | None, template: Template) -> Iterator[str]:
    terms, known = template.terms, tariffs is not None and tariffs.has_item(template.item)
    if not known:
        yield f"no price list says what {template.item} costs"
    if terms["valid_to"] is None:
        yield "terms without an end date do not pass"
    if terms["benefit"]["target"] != "fee":
        yield "only what pays is proposed, and of what is no fee no price list says whether it does"
    if terms["obligations"] is None or not _asks_for_turnover(terms["obligations"]):
        yield "it asks for no turnover, so it cannot pay"


def _asks_for_turnover(node: Mapping[str, Any]) -> bool:
    """Whether any clause that is not under a `not` asks for turnover that a client need not have."""
    if "metric" in node:
        field = METRICS.get(node["metric"], "value")
        return node["metric"] == "qualified_turnover" and node["op"] in (">=", ">") and node.get(field, 0) > 0
    return any(_asks_for_turnover(inner) for word in ("all", "any") for inner in node.get(word, ()))
