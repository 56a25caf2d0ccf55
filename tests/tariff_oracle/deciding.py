"""What people do to a version: decide, send, accept, decline, withdraw, review, end, waive."""

from datetime import date

from tests.tariff_oracle import figures
from tests.tariff_oracle.asking import list_changed
from tests.tariff_oracle.calendar import later, money_span
from tests.tariff_oracle.fees import shares
from tests.tariff_oracle.life import settle_if_done, start_if_due
from tests.tariff_oracle.messages import adjusted, enter, refused, state
from tests.tariff_oracle.money import reckoned
from tests.tariff_oracle.records import OPEN, Coverage, Data, Said, Version

STEPS = {
    "offer.submitted": (("drafted",), "pending"),
    "offer.sent": (("approved",), "offered"),
    "offer.accepted": (("offered",), "accepted"),
    "offer.declined": (("offered",), "declined"),
    "offer.withdrawn": (OPEN, "withdrawn"),
}
ENDABLE = ("accepted", "active", "suspended", "under_review")


def rank(coverage: Coverage, levels: list[str]) -> int:
    """The place of one's highest level; -1 without any."""
    assert coverage.tariffs is not None
    order = list(coverage.tariffs.levels)
    return max((order.index(level) for level in levels if level in order), default=-1)


def conflicts(coverage: Coverage, version: Version, approver: Data) -> set[str]:
    """Wall and interest."""
    reasons = set()
    names = {coverage.id, version.client_id}
    if version.terms["scope"] == "coverage":
        names |= {client for client in figures.members(coverage.heard) if _is_in(coverage, client)}
    if approver["walled"]:
        reasons.add("approver_walled")
    if names & set(approver["interests"]):
        reasons.add("approver_interested")
    return reasons


def _is_in(coverage: Coverage, client: str) -> bool:
    assert coverage.day is not None
    return figures.is_member(coverage.heard, client, coverage.day)


def decided(coverage: Coverage, version: Version, data: Data, approver: Data | None) -> list[Said]:
    """Approve, reject or return."""
    decision, by = data["decision"], data["by"]
    if version.state != "pending":
        held = coverage.hold_now and decision == "approve"
        return [refused(coverage, version, data, {"wrong_state"} | ({"risk_hold"} if held else set()))]
    if decision == "approve":
        return _approved(coverage, version, data, approver)
    if approver is None:
        return [refused(coverage, version, data, {"approver_unknown"})]
    reasons = conflicts(coverage, version, approver)
    if rank(coverage, approver["levels"]) < 0:
        reasons.add("no_authority")
    if reasons:
        return [refused(coverage, version, data, reasons)]
    return [enter(coverage, version, f"{decision}ed", by, data["reason"])]


def _approved(coverage: Coverage, version: Version, data: Data, approver: Data | None) -> list[Said]:
    by, place, reasons = data["by"], None, set[str]()
    if by == version.by or (approver is not None and approver["own"]):
        reasons.add("self_approval")
    if any(each["by"] == by for each in version.approvals):
        reasons.add("same_approver_twice")
    if coverage.hold_now:
        reasons.add("risk_hold")
    if list_changed(coverage, version):
        reasons.add("price_list_changed")
    if approver is None:
        reasons.add("approver_unknown")
    else:
        reasons |= conflicts(coverage, version, approver)
        left = list(version.needs)
        for each in version.approvals:
            left.remove(each["level"])
        mine = rank(coverage, approver["levels"])
        place = next((level for level in left if rank(coverage, [level]) <= mine), None)
        if place is None:
            reasons.add("no_authority")
    if reasons:
        return [refused(coverage, version, data, reasons)]
    version.approvals.append({"by": by, "level": place})
    if len(version.approvals) == len(version.needs):
        return [enter(coverage, version, "approved", by, data["reason"])]
    return [state(coverage, version, "pending", by, data["reason"])]


def stepped(coverage: Coverage, version: Version, kind: str, data: Data) -> list[Said]:
    """Submitted, sent, accepted, declined, withdrawn."""
    states, to = STEPS[kind]
    reasons = set[str]()
    if version.state not in states:
        reasons.add("wrong_state")
    if coverage.hold_now and kind in ("offer.sent", "offer.accepted"):
        reasons.add("risk_hold")
    if reasons:
        return [refused(coverage, version, data, reasons)]
    said = [enter(coverage, version, to, data["by"])]
    if to == "accepted":
        said += start_if_due(coverage, version)
    return said


def reviewed(coverage: Coverage, version: Version, data: Data, approver: Data | None) -> list[Said]:
    """Keep or end what is under review."""
    if version.state != "under_review":
        return [refused(coverage, version, data, {"wrong_state"})]
    reasons = not_allowed(coverage, version, data["by"], approver)
    if reasons:
        return [refused(coverage, version, data, reasons)]
    if data["decision"] == "keep":
        return [enter(coverage, version, "active", data["by"])]
    assert coverage.day is not None
    version.ends, version.ended_by = coverage.day, "bank"
    return [enter(coverage, version, "ending", data["by"])]


def not_allowed(coverage: Coverage, version: Version, by: str, approver: Data | None) -> set[str]:
    """A level of the agreement's row, neither proposer nor own."""
    if approver is None:
        return {"approver_unknown"}
    reasons = conflicts(coverage, version, approver)
    if by == version.by or approver["own"]:
        reasons.add("self_approval")
    if rank(coverage, approver["levels"]) < min(rank(coverage, [level]) for level in version.needs):
        reasons.add("no_authority")
    return reasons


def ended(coverage: Coverage, version: Version, data: Data, approver: Data | None) -> list[Said]:
    """Client or bank end early."""
    assert coverage.day is not None
    last = date.fromisoformat(data["last_day"])
    if version.state not in ENDABLE or last < coverage.day:
        return [refused(coverage, version, data, {"wrong_state"})]
    if data["by"] == "bank":
        reasons = not_allowed(coverage, version, data["person"], approver)
        if reasons:
            return [refused(coverage, version, data, reasons)]
    version.ends, version.ended_by = later(last, 1), data["by"]
    said = [enter(coverage, version, "ending", data["person"], data["reason"])]
    return [*said, *settle_if_done(coverage, version)]


def waived(coverage: Coverage, version: Version, data: Data, approver: Data | None, by: Data | None) -> list[Said]:
    """Two people forgive a miss, once."""
    assert coverage.tariffs is not None
    known = version.owed_ids.get(data["adjustment_id"])
    if known is None or known[0] in version.waived:
        return [refused(coverage, version, data, {"wrong_state"})]
    reasons = set[str]()
    needed = max(rank(coverage, [level]) for level in coverage.tariffs.authority[-1].approvals)
    for name, person in ((data["by"], by), (data["approver"], approver)):
        if person is None:
            reasons.add("approver_unknown")
            continue
        reasons |= conflicts(coverage, version, person)
        if name == version.by or person["own"]:
            reasons.add("self_approval")
        if rank(coverage, person["levels"]) < needed:
            reasons.add("no_authority")
    if data["by"] == data["approver"]:
        reasons.add("same_approver_twice")
    if reasons:
        return [refused(coverage, version, data, reasons)]
    first = known[0]
    verdict = version.told[first]
    version.waived.add(first)
    amount, verdict.owed = -verdict.owed, 0
    # On the volume known by now, as in a correction: the page says no other.
    money = reckoned(
        coverage, version, money_span(version.terms, verdict.window), granted=verdict.granted, until=date.max
    )
    basis = {"list_minor": money["list"], "charged_minor": money["charged"], "volume_minor": money["volume"]}
    parts = figures.by_client(coverage.heard, version.whose, verdict.window, date.max)
    return [
        adjusted(
            coverage, version, verdict.window, version.ids[first], "waiver", amount, basis=basis,
            allocations=shares(amount, parts, version.client_id), waived_by=[data["by"], data["approver"]],
        )
    ]  # fmt: skip
