"""Verdicts that are new or other ones, and the money that they move."""

from datetime import date

from tests.tariff_oracle import figures
from tests.tariff_oracle.calendar import Span, after, later, money_span, windows
from tests.tariff_oracle.chain import Chain
from tests.tariff_oracle.fees import shares
from tests.tariff_oracle.looking import in_time, judged_windows
from tests.tariff_oracle.messages import adjusted, realised, verdict
from tests.tariff_oracle.money import reckoned
from tests.tariff_oracle.records import Coverage, Data, Said, Verdict, Version


def judge(coverage: Coverage, version: Version) -> list[Said]:
    """Recompute all verdicts, and say those that are new or other ones."""
    for window, _ in judged_windows(version):
        closes = later(window.to, coverage.rules.eval_lag_days)
        if closes <= coverage.today and window.first not in version.frozen:
            reason = _for_good(coverage, version, window)
            if reason is not None:
                version.frozen[window.first] = reason
    earlier = sum(
        each.owed
        for other in coverage.of(version.agreement_id)
        if other.version < version.version
        for each in other.told.values()
    )
    found = Chain(coverage, version, earlier).go(coverage.today)
    said, by = list[Said](), None
    for each in found:
        said += _told(coverage, version, each, by)
        by = version.ids[each.window.first]
    return [*said, *_running(coverage, version, found)]


def _for_good(coverage: Coverage, version: Version, window: Span) -> str | None:
    """Why a window that closes, or waits for its postings, will never be judged."""
    told = version.told.get(window.first)
    if told is None:
        return "group_changed" if version.group_changed else "risk_hold" if coverage.hold_now else None
    silent = coverage.postings_to is None or coverage.postings_to < window.to
    too_late = told.reason == "no_postings" and coverage.today >= in_time(coverage, window)
    return "no_postings" if silent and too_late else None


def _told(coverage: Coverage, version: Version, found: Verdict, by: str | None) -> list[Said]:
    """`by`: the verdict that decided the terms of this window."""
    first = found.window.first
    before = version.told.get(first)
    if before is not None and before.told() == found.told() and not _other_money(version, before, found):
        return []
    said, supersedes = list[Said](), version.ids.get(first)
    said.append(verdict(coverage, version, found, supersedes if before else None))
    version.told[first] = found
    money = money_span(version.terms, found.window)
    basis = _basis(found.money)
    parts = figures.by_client(coverage.heard, version.whose, money, in_time(coverage, money))
    first_time = before is None or before.reason == "no_postings"
    if first_time and found.owed:
        message = adjusted(
            coverage, version, found.window, version.ids[first], version.terms["on_miss"], found.owed, basis=basis,
            allocations=shares(found.owed, parts, version.client_id), capped=found.capped,
        )  # fmt: skip
        version.owed_ids[message.data["adjustment_id"]] = (first, version.terms["on_miss"], found.owed)
        said.append(message)
    was = terms_told(version, money.first) if before is None else before.granted
    if before is None and version.terms["applies"] == "same_window":
        was = found.granted  # nothing was charged before the verdict
    amount = 0 if first_time else found.owed - (before.owed if before else 0)
    if was != found.granted:
        amount += found.money["charged"] - reckoned(coverage, version, money, granted=was)["charged"]
    if amount:
        # What changed the terms of a window that closes only now was the verdict before it.
        verdict_id = version.ids[first] if before is not None or by is None else by
        allocations = shares(amount, parts, version.client_id)
        said.append(
            adjusted(
                coverage, version, found.window, verdict_id, "correction", amount, basis=basis, allocations=allocations
            )
        )
    if version.forecast is not None:
        said.append(_profit(coverage, version, found, supersedes if before else None))
    return said


def _other_money(version: Version, before: Verdict, found: Verdict) -> bool:
    """Whether other turnover, that no clause need look at, moves what is owed or what was brought."""
    if before.turnover == found.turnover:
        return False
    brought = any(before.money[name] != found.money[name] for name in ("charged", "gain"))
    return before.owed != found.owed or (version.forecast is not None and brought)


def _basis(money: Data) -> Data:
    return {"list_minor": money["list"], "charged_minor": money["charged"], "volume_minor": money["volume"]}


def terms_told(version: Version, first: date) -> bool:
    """Under which terms a window was charged so far."""
    return version.charging.get(first, version.granting and first == version.starts)


def _profit(coverage: Coverage, version: Version, found: Verdict, supersedes: str | None) -> Said:
    upto = [each for first, each in version.told.items() if first <= found.window.first]
    sums = (sum(each.money["forecast"] for each in upto), sum(each.money["realised"] for each in upto))
    both = (found.money["forecast"], found.money["realised"])
    return realised(coverage, version, found.window, supersedes, (*both, *sums))


def _running(coverage: Coverage, version: Version, found: list[Verdict]) -> list[Said]:
    """Terms that changed for windows not closed yet, and what that makes on the volume known by now."""
    said = list[Said]()
    charging: dict[date, bool] = {}
    if version.starts is not None:
        charging[version.starts] = version.granting
    for each in found:
        if version.terms["applies"] != "same_window":
            charging[after(version.terms, each.window).first] = each.held
    closed = {money_span(version.terms, each.window).first for each in found}
    for window in windows(version.terms):
        money = money_span(version.terms, window)
        if money.first in closed or money.first > coverage.today or money.first >= version.end:
            continue
        was, now = version.charging.get(money.first), charging.get(money.first)
        if was is None or now is None or was == now:
            continue
        money = Span(money.first, min(money.to, version.end))
        window = Span(window.first, min(window.to, version.end))  # noqa: PLW2901  what an end leaves of it
        new, old = (reckoned(coverage, version, money, granted=each) for each in (now, was))
        amount = new["charged"] - old["charged"]
        parts = figures.by_client(coverage.heard, version.whose, money, date.max)
        if amount:
            said.append(
                adjusted(
                    coverage, version, window, version.ids[found[-1].window.first], "correction", amount,
                    basis=_basis(new), allocations=shares(amount, parts, version.client_id),
                )
            )  # fmt: skip
    version.charging = charging
    return said
