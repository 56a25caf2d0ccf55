"""The oracle itself: tariff commands in, what the coverages must say out."""

from datetime import date

from models.business_days import business_date
from models.policy import Policy
from tests.tariff_oracle.asking import asked_for
from tests.tariff_oracle.calendar import Span, money_span
from tests.tariff_oracle.days import new_day
from tests.tariff_oracle.deciding import STEPS, decided, ended, reviewed, stepped, waived
from tests.tariff_oracle.figures import Heard, is_member, qualified
from tests.tariff_oracle.granting import current, goes_on, held_now
from tests.tariff_oracle.looking import in_time
from tests.tariff_oracle.messages import enter, refused
from tests.tariff_oracle.proposing import at_contact
from tests.tariff_oracle.records import Coverage, Data, Said, Version

ACTIVITY = ("turnover", "balance", "loan", "product", "margin")


class Oracle:
    """All coverages of one partition."""

    def __init__(self) -> None:
        self.coverages: dict[str, Coverage] = {}
        self.policy: Policy | None = None

    def tell(self, command: Data) -> list[Said]:
        """Handle one command; returns what is published."""
        if command["type"] == "policy.activated":
            self.policy = Policy.from_canonical(command["data"]["policy"])
            return []
        if command["type"] == "postings_to":
            for each in self.coverages.values():
                _feed(each, command)
            return []
        coverage = self.coverages.setdefault(command["coverage_id"], Coverage(command["coverage_id"]))
        policy = self.policy
        assert policy is not None
        coverage.tariffs, coverage.policy_version = policy.tariff_rules, policy.version
        coverage.zone, coverage.cause = policy.time_zone, command["cause"]
        coverage.clock = max(coverage.clock, command["clock"])
        _feed(coverage, command)
        before, coverage.day = coverage.day, business_date(coverage.clock, coverage.zone)
        said = list[Said]()
        if before is not None and coverage.day > before:
            said += new_day(coverage)
        return [*said, *_acts(coverage, command)]


def _feed(coverage: Coverage, command: Data) -> None:
    if command["postings_to"] is not None:
        came = date.fromisoformat(command["postings_to"])
        coverage.postings_to = max(came, coverage.postings_to or came)


def _acts(coverage: Coverage, command: Data) -> list[Said]:
    kind, data = command["type"], command["data"]
    if kind == "tick":
        return []
    if kind == "contact.assigned":
        return at_contact(coverage, data)
    if kind.startswith(("offer.", "fee.")):
        return _offer(coverage, kind, data, command)
    if kind == "risk.hold":
        return _hold(coverage, data)
    assert coverage.day is not None
    own = business_date(command["at"], coverage.zone)
    said = _too_late(coverage, kind, data) if kind.startswith("turnover.") else []
    coverage.heard.append(Heard(coverage.day, own, kind, data, command.get("since")))
    if kind == "member.left":
        return _left(coverage, data["client_id"])
    return said


def _offer(coverage: Coverage, kind: str, data: Data, command: Data) -> list[Said]:
    if kind == "offer.requested":
        return asked_for(coverage, data)
    version = coverage.versions.get((data["agreement_id"], data["version"]))
    if version is None:
        return [refused(coverage, None, data, {"wrong_state"})]
    if kind == "fee.waiver":
        return waived(coverage, version, data, command["approver"], command["by"])
    judged = {"offer.decided": decided, "offer.reviewed": reviewed, "offer.ended": ended}
    if kind in judged:
        return judged[kind](coverage, version, data, command["approver"])
    assert kind in STEPS
    return stepped(coverage, version, kind, data)


def _hold(coverage: Coverage, data: Data) -> list[Said]:
    said = list[Said]()
    assert coverage.day is not None
    if data["set"] == coverage.hold_now:
        return []
    coverage.hold_now = data["set"]
    if data["set"]:
        coverage.holds.append([coverage.day, None])
    else:
        coverage.holds[-1][1] = coverage.day
    for version in coverage.versions.values():
        if data["set"] and version.state in ("active", "under_review"):
            version.before = version.state
            said.append(enter(coverage, version, "suspended", reason=data["reason"]))
        elif not data["set"] and version.state == "suspended":
            if version.review_waits is not None:
                version.before = "under_review"
            said.append(enter(coverage, version, version.before or "active", reason=data["reason"]))
            version.review_waits = None
            window = current(version, coverage.day)
            if window is not None and charged_now(version, window):
                effective = Span(coverage.day, min(money_span(version.terms, window).to, version.end))
                said.append(goes_on(coverage, version, window, effective))
    return said


def charged_now(version: Version, window: Span) -> bool:
    """Whether the open window is charged under the terms."""
    first = money_span(version.terms, window).first
    return bool(version.charging.get(first, version.granting and not version.told)) or held_now(version)


def _too_late(coverage: Coverage, kind: str, data: Data) -> list[Said]:
    """What would have counted in a closed window, had it come in time, is refused by name."""
    said = _counted(coverage, kind, data)
    found, client, posting = list[Said](), data["client_id"], data["posting_id"]
    for version in coverage.versions.values() if said is not None else ():
        others = version.whose.clients is not None and client not in version.whose.clients
        if others or said is None or said["currency"] != version.currency:
            continue
        day = date.fromisoformat(said["value_date"])
        for window in (each.window for each in version.told.values()):
            if window.has(day) and coverage.today >= in_time(coverage, window):
                reasons = {"correction_too_late"}
                found.append(refused(coverage, version, data, reasons, posting=posting, window=window))
    return found


def _counted(coverage: Coverage, kind: str, data: Data) -> Data | None:
    """The posting that counts from now on, or no more; None where nothing changes by the event."""
    key = data["client_id"], data["posting_id"]
    turnover = [each for each in coverage.heard if each.kind.startswith("turnover.")]
    of_it = [each for each in turnover if (each.data["client_id"], each.data["posting_id"]) == key]
    posted = [each.data for each in of_it if each.kind == "turnover.posted"]
    known = any(each.kind == kind for each in of_it)
    if known or (kind == "turnover.posted" and of_it) or (kind == "turnover.reversed" and not posted):
        return None
    said = posted[0] if posted else data
    there = is_member(coverage.heard, key[0], date.fromisoformat(said["value_date"]))
    return said if qualified(said) and there else None


def _left(coverage: Coverage, client_id: str) -> list[Said]:
    said = list[Said]()
    for version in coverage.versions.values():
        if version.client_id != client_id or version.state not in ("active", "suspended", "under_review"):
            continue
        version.group_changed = True
        if version.state == "active":
            said.append(enter(coverage, version, "under_review", reason="group_changed"))
        elif version.state == "suspended":
            version.review_waits = "group_changed"
    return said
