"""The money of a window: what it was charged, and what a miss owes within the caps."""

from datetime import date
from fractions import Fraction

from tests.tariff_oracle import figures
from tests.tariff_oracle.calendar import Span, periods
from tests.tariff_oracle.conditions import clauses, wanted
from tests.tariff_oracle.fees import MILLION, fee, in_force, rate_at, rounded
from tests.tariff_oracle.looking import in_time, threshold
from tests.tariff_oracle.records import Coverage, Data, Version
from tests.tariff_oracle.worth import base_of, pieces_of


def reckoned(coverage: Coverage, version: Version, window: Span, *, granted: bool, until: date | None = None) -> Data:
    """List fee, charged fee and the rest of a window's money; the days under a hold are charged by the list."""
    assert coverage.tariffs is not None
    by = until or in_time(coverage, window)
    prices = in_force(
        coverage.tariffs, version.item, coverage.segment(version.client_id), window.first, version.currency
    )
    assert prices is not None
    listed = charged = volume = 0
    for piece in periods(version.terms, window, prices.period):
        inside = figures.turnover(coverage.heard, version.whose, piece, by)
        under = sum(figures.turnover(coverage.heard, version.whose, each, by) for each in coverage.held_days(piece))
        whole = fee(prices, None, inside)
        listed += rounded(whole)
        volume += inside
        less = fee(prices, None, inside - under) - fee(prices, version.benefit, inside - under)
        charged += rounded(whole - less) if granted else rounded(whole)
    gain = Fraction(max(volume, 0)) * (prices.float_ppm - prices.variable_cost_ppm) / MILLION
    return {
        "list": listed, "charged": charged, "volume": volume, "gain": gain, "base": base_of(version, prices),
        "prices": prices,
    }  # fmt: skip


def miss(version: Version, window: Span, worth: Data) -> int:
    """What a granted window that was missed owes, before the caps."""
    kind = version.terms["on_miss"]
    if kind == "reprice":
        return int(worth["list"] - worth["charged"])
    if kind == "min_fee":
        return max(0, int(version.terms["min_fee_minor"] or 0) - int(worth["charged"]))
    if kind == "shortfall":
        asked = (each for _, each in clauses(version.terms["obligations"]) if each["metric"] == "qualified_turnover")
        clause = next(asked, None)
        if clause is None:
            return 0  # no turnover was asked for
        short = max(0, threshold(version, clause, window) - max(0, worth["volume"]))
        each = Fraction(wanted(clause), pieces_of(version.terms, worth["prices"]))  # X is spread evenly
        rate = rate_at(worth["prices"], version.benefit, each) or rate_at(worth["prices"], None, each)
        return rounded(Fraction(short) * rate / MILLION)
    return 0


def capped(terms: Data, amount: int, before: int) -> tuple[int, bool]:
    """Within the window's cap and what the total one still leaves; whether a cap was less."""
    caps = [terms["clawback_cap_minor"]]
    if terms["clawback_total_cap_minor"] is not None:
        caps.append(max(0, terms["clawback_total_cap_minor"] - before))
    least = min((cap for cap in caps if cap is not None), default=amount)
    return min(amount, least), least < amount
