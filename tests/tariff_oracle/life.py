"""What time alone does to a version: it expires, starts, ends, is settled."""

from datetime import date

from tests.tariff_oracle.asking import list_changed
from tests.tariff_oracle.calendar import later, months_on, rolling, windows
from tests.tariff_oracle.figures import is_member
from tests.tariff_oracle.granting import current, goes_on
from tests.tariff_oracle.messages import enter
from tests.tariff_oracle.records import LIVE, Coverage, Said, Version
from tests.tariff_oracle.worth import count_of_windows


def expired(coverage: Coverage, version: Version) -> list[Said]:
    """What nobody went on with in time."""
    to = {"drafted": "inactivated", "returned": "inactivated", "pending": "returned", "approved": "returned"}
    to["offered"] = "lapsed"
    if version.state not in to:
        return []
    if version.state == "approved" and list_changed(coverage, version):
        return [enter(coverage, version, "returned", reason="price_list_changed")]
    if version.expires is None or coverage.today < version.expires:
        return []
    return [enter(coverage, version, to[version.state])]


def first_bound(coverage: Coverage, version: Version) -> date:
    """Its first day or the next bound, not before older versions are over; of a live one it is a bound too."""
    day = max(version.span.first, version.entered)
    older = [each for each in coverage.of(version.agreement_id) if each.version < version.version]
    live = [each for each in older if each.began and each.state in ("active", "suspended", "under_review")]
    ended = [each for each in older if each not in live and each.began]
    bounds = bounds_of(version)
    day = max([day, *(each.end for each in ended)])
    for bound in bounds:
        theirs = {bound for each in live for bound in bounds_of(each)}
        if bound >= day and (bound in theirs or all(bound >= each.end for each in live)):
            return bound
    return version.span.to


def bounds_of(version: Version) -> list[date]:
    """Where its windows begin; of rolling ones every month."""
    if rolling(version.terms):
        return [months_on(version.span.first, number) for number in range(count_of_windows(version.terms) + 1)]
    return sorted({window.first for window in windows(version.terms)} | {version.span.to})


def start_if_due(coverage: Coverage, version: Version) -> list[Said]:
    """An accepted version begins, and ends the one before it."""
    if version.state != "accepted" or first_bound(coverage, version) > coverage.today:
        return []
    version.starts = first_bound(coverage, version)
    if version.starts >= version.end:
        return []
    said = []
    for old in coverage.of(version.agreement_id):
        if old.version < version.version and old.state in ("accepted", "active", "suspended", "under_review"):
            old.ends = min(version.starts, old.end)
            said.append(enter(coverage, old, "superseded"))
    version.began = True
    said.append(enter(coverage, version, "active"))
    if version.granting:
        window = current(version, coverage.today)
        if window is not None:
            said.append(goes_on(coverage, version, window, window))
    if not is_member(coverage.heard, version.client_id, coverage.today):
        version.group_changed = True
        said.append(enter(coverage, version, "under_review", reason="group_changed"))
    if coverage.hold_now:
        version.before = version.state
        said.append(enter(coverage, version, "suspended"))
    return said


def end_if_over(coverage: Coverage, version: Version) -> list[Said]:
    """Its last day is over."""
    over = version.state in LIVE and coverage.today >= version.end
    return [enter(coverage, version, "ending")] if over else []


def settle_if_done(coverage: Coverage, version: Version) -> list[Said]:
    """After the last window's correction horizon."""
    if version.state != "ending":
        return []
    tariffs = coverage.rules
    day = version.end
    if version.began:
        day = later(day, max(tariffs.correction_days, tariffs.eval_lag_days) + 1)
    return [enter(coverage, version, "settled")] if coverage.today >= day else []
