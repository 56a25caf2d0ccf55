"""Is it worth it: depth, floor, break-even, net present value."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

from models.policy.tariffs import PriceList, Tariffs
from tests.tariff_oracle.calendar import MONTHS, length, rolling, span_of, windows
from tests.tariff_oracle.conditions import clauses, wanted
from tests.tariff_oracle.fees import MILLION, fee, rate_at, rounded, up

Data = dict[str, Any]


def months_of_window(terms: Data) -> int:
    """By which the simulation runs."""
    return 1 if rolling(terms) else length(terms)


def count_of_windows(terms: Data) -> int:
    if rolling(terms):
        valid = span_of(terms)
        return (valid.to.year - valid.first.year) * 12 + valid.to.month - valid.first.month
    return len(windows(terms))


def pieces_of(terms: Data, prices: PriceList) -> int:
    """How many periods of the price list are in a window."""
    return max(1, months_of_window(terms) // MONTHS[prices.period])


def window_fee(terms: Data, prices: PriceList, benefit: Data | None, volume: int) -> Fraction:
    """Exact, the turnover spread evenly."""
    count = pieces_of(terms, prices)
    return fee(prices, benefit, Fraction(volume, count)) * count


def contribution(terms: Data, prices: PriceList, benefit: Data | None, volume: int) -> Fraction:
    """V·CM."""
    gain = Fraction(volume) * (prices.float_ppm - prices.variable_cost_ppm) / MILLION
    return window_fee(terms, prices, benefit, volume) + gain


def depth_volume(terms: Data, forecast: Data | None) -> int:
    """The first turnover threshold, else the first forecast volume, else none."""
    first = first_turnover(terms)
    if first is not None:
        return first
    return 0 if forecast is None else int(forecast["volume_minor"][0])


def first_turnover(terms: Data) -> int | None:
    """X: the first threshold of turnover that can be missed."""
    for _, clause in clauses(terms["obligations"]):
        if clause["metric"] == "qualified_turnover" and clause["op"] in (">=", ">") and wanted(clause) > 0:
            return wanted(clause)
    return None


def simulate(said: Data, prices: PriceList, tariffs: Tariffs) -> tuple[Data, list[str]]:
    """The simulation as published, and the codes of what does not pass."""
    terms, forecast = said["terms"], said["forecast"]
    benefit = {name: value for name, value in terms["benefit"].items() if value is not None}
    volume, codes = depth_volume(terms, forecast), []
    listed, agreed = (window_fee(terms, prices, each, volume) for each in (None, benefit))
    depth = (listed - agreed) / listed if listed else None  # of nothing there is no share
    floor_ok = agreed >= Fraction(volume) * prices.floor_ppm / MILLION
    if not floor_ok:
        codes.append("below_floor")
    if volume:
        margin = contribution(terms, prices, benefit, volume) / volume
    else:
        margin = (rate_at(prices, benefit, 0) + prices.float_ppm - prices.variable_cost_ppm) / MILLION
    none = margin <= 0
    result: Data = {
        "break_even_minor": None,
        "no_break_even": none,
        "npv_minor": None,
        "payback_window": None,
        "depth_ppm": None if depth is None else up(depth * MILLION),
        "floor_ok": floor_ok,
        "needs": [],
        "flows": [],
    }
    if none:
        codes.append("no_break_even")
    if forecast is not None:
        now = contribution(terms, prices, None, forecast["volume_now_minor"])
        if margin > 0:
            result["break_even_minor"] = up(now / margin)
        flows = [contribution(terms, prices, benefit, each) - now for each in volumes(terms, forecast)]
        result["flows"] = [rounded(each) for each in flows]
        result["npv_minor"] = present(flows, months_of_window(terms), tariffs.hurdle_ppm)
        sums = [sum(flows[: number + 1]) for number in range(len(flows))]
        result["payback_window"] = next((number for number, each in enumerate(sums, 1) if each >= 0), None)
    if result["npv_minor"] is None or result["npv_minor"] < 0:
        codes.append("not_worth_it")
    rows = [row for row in tariffs.authority if depth is not None and depth * MILLION <= row.up_to_ppm]
    row = rows[0] if rows else None
    if said["committee_exception"] or depth is None:
        row = tariffs.authority[-1]
    if row is None:
        codes.append("no_authority")
    else:
        result["needs"] = list(row.approvals)
    return result, codes


def volumes(terms: Data, forecast: Data) -> list[int]:
    """One for each window, the last repeats."""
    said = list(forecast["volume_minor"])
    return [said[min(number, len(said) - 1)] for number in range(count_of_windows(terms))]


def present(flows: list[Fraction], months: int, hurdle_ppm: int) -> int:
    with localcontext() as context:
        context.prec = 50
        total, yearly = Decimal(0), 1 + Decimal(hurdle_ppm) / MILLION
        for number, flow in enumerate(flows, 1):
            factor = yearly ** (-Decimal(number * months) / 12)
            total += Decimal(flow.numerator) / Decimal(flow.denominator) * factor
        return int(total.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def base_of(version: Any, prices: PriceList) -> Fraction:
    """V0·CM0 of a window."""
    return (
        contribution(version.terms, prices, None, version.forecast["volume_now_minor"])
        if version.forecast
        else Fraction(0)
    )


def forecast_flow(version: Any, number: int) -> int:
    flows = version.simulation["flows"]
    return int(flows[min(number, len(flows) - 1)]) if flows else 0
