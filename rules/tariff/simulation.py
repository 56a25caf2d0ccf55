"""What terms are worth by their own forecast: depth, break-even, present value, payback."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any, NamedTuple

from models.policy.part import MILLION
from models.policy.tariffs import PriceList
from models.policy.worth import Capital
from rules.tariff.conditions import first_threshold
from rules.tariff.fee import agreed_fee, contribution, list_fee, rate_at
from rules.tariff.loan_rate import softened
from rules.tariff.rounding import rounded, rounded_up
from rules.tariff.windows import Window, spread_over, step_of, windows

_DIGITS = 50


class Simulated(NamedTuple):
    """See the module; money in minor units."""

    break_even_minor: int | None
    no_break_even: bool
    npv_minor: int | None
    payback_window: int | None
    depth: Fraction | None
    """Exact share of the list fee; None where the list takes nothing at the volume that is looked at."""
    floor_ok: bool | None
    flows: tuple[int, ...]
    margins: tuple[Fraction | None, Fraction] | None = None
    """What one minor unit of turnover leaves now and then, exact; now: None without a forecast."""

    @property
    def depth_ppm(self) -> int | None:
        """Rounded up."""
        return None if self.depth is None else rounded_up(self.depth * MILLION)


def simulate(
    terms: Mapping[str, Any],
    forecast: Mapping[str, Any] | None,
    prices: PriceList,
    hurdle_ppm: int,
    capital: Capital | None = None,
) -> Simulated:
    """
    What the terms are worth.

    Of a loan's rate a price list says how deep the discount is, and `capital` how low it may go; of a
    deposit's rate and of collateral nothing.
    """
    benefit = terms["benefit"]
    each = spread_over(prices, terms)
    volumes = list(forecast["volume_minor"]) if forecast is not None else []
    at = first_threshold(terms["obligations"] or {})
    volume = Fraction(at if at is not None else volumes[0] if volumes else 0, each)
    if benefit["target"] == "loan_rate":
        softer = softened(prices, benefit, volume, capital)
        return Simulated(None, False, None, None, softer.depth, softer.floor_ok, ())
    if benefit["target"] != "fee":
        return Simulated(None, False, None, None, None, None, ())
    listed, agreed = list_fee(prices, volume), agreed_fee(prices, benefit, volume)
    # What is free by the list says nothing of how deep a discount is: the last row decides, as where there is no list.
    depth = (listed - agreed) / listed if listed else None
    floor_ok = agreed >= volume * prices.floor_ppm / MILLION
    margin = _margin(prices, benefit, volume)
    if forecast is None:
        return Simulated(None, margin <= 0, None, None, depth, floor_ok, (), (None, margin))
    volume_now = Fraction(forecast["volume_now_minor"], each)
    now = each * contribution(prices, None, volume_now)
    break_even = None if margin <= 0 else rounded_up(now / margin)
    flows = [
        each * contribution(prices, benefit, Fraction(each_volume, each)) - now
        for each_volume in _repeated(terms, volumes)
    ]
    return Simulated(
        break_even,
        margin <= 0,
        _present_value(flows, step_of(terms), hurdle_ppm),
        _payback(flows),
        depth,
        floor_ok,
        tuple(map(rounded, flows)),
        (_margin(prices, None, volume_now), margin),
    )


def _margin(prices: PriceList, benefit: Mapping[str, Any] | None, volume: Fraction) -> Fraction:
    """Contribution of one minor unit of turnover at a volume; at none that of the first tier."""
    if volume > 0:
        return contribution(prices, benefit, volume) / volume
    return (rate_at(prices, benefit, 0) + prices.float_ppm - prices.variable_cost_ppm) / MILLION


def simulated_windows(terms: Mapping[str, Any]) -> list[Window]:
    """The windows of the flows: those of the validity, of a rolling one its months."""
    return list(windows({**terms, "window": _by_step(terms)}))


def _repeated(terms: Mapping[str, Any], volumes: Sequence[int]) -> list[int]:
    """A volume for each window of the validity; the last one repeats."""
    number = len(simulated_windows(terms))
    return [volumes[min(place, len(volumes) - 1)] for place in range(number)] if volumes else []


def _by_step(terms: Mapping[str, Any]) -> Mapping[str, Any]:
    window: Mapping[str, Any] = terms["window"]
    return {"kind": "calendar", "unit": "month"} if window["kind"] == "rolling" else window


def _present_value(flows: Sequence[Fraction], months: int, hurdle_ppm: int) -> int:
    """Each flow at its window's end, discounted by the yearly hurdle; 50 digits, one rounding."""
    with localcontext() as context:
        context.prec = _DIGITS
        yearly = 1 + Decimal(hurdle_ppm) / MILLION
        total = Decimal(0)
        for place, flow in enumerate(flows, start=1):
            years = Decimal(place * months) / 12
            total += Decimal(flow.numerator) / Decimal(flow.denominator) / yearly**years
        return rounded(Fraction(total))


def _payback(flows: Sequence[Fraction]) -> int | None:
    cumulative = Fraction(0)
    for place, flow in enumerate(flows, start=1):
        cumulative += flow
        if cumulative >= 0:
            return place
    return None
