"""Somebody asks for terms: what does not pass, and the draft of what does."""

from datetime import date

from tests.tariff_oracle.calendar import fits
from tests.tariff_oracle.conditions import can_fail, clauses
from tests.tariff_oracle.fees import in_force
from tests.tariff_oracle.messages import enter, refused
from tests.tariff_oracle.records import LIVE, OPEN, Coverage, Data, Said, Version
from tests.tariff_oracle.worth import simulate

METRICS = ("qualified_turnover", "average_balance", "margin", "overdue_days", "products_active", "reciprocity")
LIFTED = {"below_floor", "no_break_even", "not_worth_it"}


def asked_for(coverage: Coverage, data: Data) -> list[Said]:
    """Draft it, or say every reason why not."""
    before = coverage.of(data["agreement_id"])
    begins = date.fromisoformat(data["terms"]["valid_from"])
    day, segment = max(coverage.today, begins), coverage.segment(data["client_id"])
    prices = in_force(coverage.rules, data["item"], segment, day, None)
    reasons = of_form(data["terms"]) | _in_the_way(coverage, data, begins)
    if prices is None:
        reasons.add("unknown_item")
    simulation: Data = {}
    if prices is not None and not reasons & {"no_end_date", "bad_window", "unknown_metric"}:
        simulation, codes = simulate(data, prices, coverage.rules)
        reasons |= set(codes) - (LIFTED if data["committee_exception"] else set())
    if prices is None or reasons:
        no = refused(coverage, None, data, reasons)
        if prices is not None:
            no.data.update(currency=prices.currency, price_list_version=prices.version)
        return [no]
    said = [enter(coverage, each, "superseded", data["by"]) for each in before if each.state in OPEN]
    version = Version(
        data["agreement_id"], data["version"], data["client_id"], data["item"], data["by"],
        data["committee_exception"], data["terms"], data["forecast"], prices.currency, prices.version, simulation,
        list(simulation["needs"]), coverage.today,
    )  # fmt: skip
    coverage.versions[version.agreement_id, version.version] = version
    drafted = enter(coverage, version, "drafted", data["by"])
    drafted.data["from_state"] = None
    said.append(drafted)
    if not data["draft"]:
        said.append(enter(coverage, version, "pending", data["by"]))
    return said


def of_form(terms: Data) -> set[str]:
    reasons = set()
    if any(clause["metric"] not in METRICS for _, clause in clauses(terms["obligations"])):
        reasons.add("unknown_metric")
    if terms["obligations"] is None or not can_fail(terms["obligations"]):
        reasons.add("no_obligation")
    if terms["valid_to"] is None:
        reasons.add("no_end_date")
    elif not fits(terms):
        reasons.add("bad_window")
    if terms["mode"] == "earn_first" and terms["on_miss"] != "none":
        reasons.add("miss_without_grant")
    return reasons


def _in_the_way(coverage: Coverage, data: Data, begins: date) -> set[str]:
    before, reasons = coverage.of(data["agreement_id"]), set()
    last = max((each.version for each in before), default=0)
    if data["version"] != last + 1 or any(each.item != data["item"] for each in before):
        reasons.add("wrong_state")
    if coverage.segment(data["client_id"]) is None:
        reasons.add("unknown_client")
    if coverage.hold_now:
        reasons.add("risk_hold")
    others = (each for each in coverage.versions.values() if each.agreement_id != data["agreement_id"])
    for each in (each for each in others if each.item == data["item"]):
        if each.state in OPEN:
            reasons.add("duplicate_pending")
        if each.state in (*LIVE, "ending") and each.end > begins:
            reasons.add("overlapping_agreement")
    return reasons


def list_changed(coverage: Coverage, version: Version) -> bool:
    assert coverage.tariffs is not None
    assert coverage.day is not None
    day = max(coverage.day, version.span.first)
    prices = in_force(coverage.tariffs, version.item, coverage.segment(version.client_id), day, None)
    return prices is None or (prices.version, prices.currency) != (version.list_version, version.currency)
